import hashlib

import torch
from torch.utils.data import random_split

torch.manual_seed(17)
train, test = random_split(range(32), [24, 8])
model = torch.nn.Linear(2, 1)
print("observed", hashlib.sha256(str(list(test.indices)).encode()).hexdigest())
