import hashlib

import torch
from torch.utils.data import random_split

train, test = random_split(range(32), [24, 8])
print("observed", hashlib.sha256(str(list(test.indices)).encode()).hexdigest())
