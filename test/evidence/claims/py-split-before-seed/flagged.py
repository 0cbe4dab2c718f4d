import hashlib

import torch
from torch.utils.data import random_split

train, test = random_split(range(32), [24, 8])
torch.manual_seed(17)
model = torch.nn.Linear(2, 1)
print("observed", hashlib.sha256(str(list(test.indices)).encode()).hexdigest())
