import hashlib

import torch

torch.manual_seed(17)
order = torch.randperm(32)
print("observed", hashlib.sha256(order.detach().numpy().tobytes()).hexdigest())
