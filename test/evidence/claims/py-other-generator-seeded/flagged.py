import hashlib
import random

import numpy as np
import torch

torch.manual_seed(17)
np.random.seed(17)
order = list(range(32))
random.shuffle(order)
print("observed", hashlib.sha256(str(order).encode()).hexdigest())
