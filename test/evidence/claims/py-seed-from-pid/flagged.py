import hashlib
import os

import torch

seed = os.getpid()
torch.manual_seed(seed)
noise = torch.randn(16)
print("observed", hashlib.sha256(noise.detach().numpy().tobytes()).hexdigest())
