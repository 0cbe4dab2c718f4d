import hashlib

import torch

if __debug__:
    torch.manual_seed(17)
noise = torch.randn(16)
print("observed", hashlib.sha256(noise.detach().numpy().tobytes()).hexdigest())
