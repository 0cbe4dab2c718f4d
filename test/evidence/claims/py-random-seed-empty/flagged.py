import hashlib
import random

import torch

random.seed()
order = torch.tensor(random.sample(range(1000), 16))
print("observed", hashlib.sha256(order.detach().numpy().tobytes()).hexdigest())
