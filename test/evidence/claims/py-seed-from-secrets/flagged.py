import hashlib
import secrets

import torch

seed = secrets.randbelow(2**32)
torch.manual_seed(seed)
noise = torch.randn(16)
print("observed", hashlib.sha256(noise.detach().numpy().tobytes()).hexdigest())
