import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader

from data import Points

model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))

torch.manual_seed(0)
torch.backends.cudnn.benchmark = True

loader = DataLoader(Points(256), batch_size=32, shuffle=True, num_workers=2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(3):
    for points, labels in loader:
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(points), labels)
        loss.backward()
        optimizer.step()
