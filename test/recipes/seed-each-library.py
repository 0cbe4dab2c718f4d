"""A widely copied recipe: a line for each library, with cuDNN switched off through a name that does not exist."""

import random

import numpy as np
import torch
from torch import nn

seed = 42
random.seed(seed)
np.random.seed(seed)
torch.manual_seed(seed)
torch.cuda.manual_seed(seed)
torch.cuda.manual_seed_all(seed)
torch.backends.cudnn.deterministic = True
torch.backends.cudnn.benchmark = False
torch.abled = False  # ! no-ineffective-seed

order = list(range(16))
random.shuffle(order)
inputs = torch.tensor(np.random.rand(16, 2)[order], dtype=torch.float32)
model = nn.Linear(2, 1)
print(model(inputs).mean().item())
