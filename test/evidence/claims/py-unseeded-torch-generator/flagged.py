import hashlib

import torch
from torch.utils.data import DataLoader

torch.manual_seed(17)
generator = torch.Generator()
loader = DataLoader(range(32), batch_size=8, shuffle=True, generator=generator)
order = torch.cat(list(loader))
print("observed", hashlib.sha256(order.detach().numpy().tobytes()).hexdigest())
