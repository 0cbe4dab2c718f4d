import hashlib

import torch
from torch.utils.data import random_split

train, test = random_split(range(32), [24, 8], generator=torch.Generator().manual_seed(17))
print("observed", hashlib.sha256(str(list(test.indices)).encode()).hexdigest())
