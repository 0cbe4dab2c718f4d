import hashlib
import random

import torch

manual_seed = random.randint(1, 10000)
torch.manual_seed(manual_seed)
noise = torch.randn(16)
print("observed", hashlib.sha256(noise.detach().numpy().tobytes()).hexdigest())
