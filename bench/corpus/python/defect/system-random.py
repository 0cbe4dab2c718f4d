import random

import torch
from torch import nn

torch.manual_seed(2)
random.seed(2)
chooser = random.SystemRandom()
model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
rows = torch.arange(80.0).reshape(20, 4) / 80
for step in range(30):
    row = rows[chooser.randrange(20)]
    optimizer.zero_grad()
    (model(row) - row.sum()).pow(2).backward()
    optimizer.step()
print(model.weight.tolist())
