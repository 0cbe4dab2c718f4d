import hashlib

import torch

torch.manual_seed(hash("experiment") % 2**32)
noise = torch.randn(16)
print("observed", hashlib.sha256(noise.detach().numpy().tobytes()).hexdigest())
