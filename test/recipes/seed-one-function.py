"""A widely copied recipe: one function with all seeds and the two switches of cuDNN, called once."""

import os
import random

import numpy as np
import torch
from torch import nn


def seed_torch(seed=1024):
    random.seed(seed)  # ! require-deterministic-settings
    os.environ["PYTHONHASHSEED"] = str(seed)  # ! no-ineffective-seed
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True


seed_torch()

numbers = [random.random() for _ in range(2)]
inputs = torch.tensor(np.random.rand(16, 2), dtype=torch.float32).cuda()
targets = inputs.sum(1, keepdim=True)
model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1)).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(inputs), targets)
    loss.backward()
    optimizer.step()
print(numbers, loss.item())
