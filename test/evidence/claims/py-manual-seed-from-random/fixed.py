import hashlib

import torch

manual_seed = 17
torch.manual_seed(manual_seed)
noise = torch.randn(16)
print("observed", hashlib.sha256(noise.detach().numpy().tobytes()).hexdigest())
