import numpy as np
import torch
from torch import nn

torch.manual_seed(1)
np.random.seed(1)
features = np.linspace(0, 1, 200, dtype="float32").reshape(50, 4)
targets = (features**2).sum(axis=1, keepdims=True)
order = np.random.permutation(len(features))
train, held_out = order[:40], order[40:]
model = nn.Linear(4, 1)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(20):
    optimizer.zero_grad()
    error = model(torch.from_numpy(features[train])) - torch.from_numpy(targets[train])
    error.pow(2).mean().backward()
    optimizer.step()
score = model(torch.from_numpy(features[held_out])).sum().item()
print("score", score)
