"""Advice of that recipe: seed inside the loop over trainings, not outside. Both ways to do it are sound."""

import torch
from torch import nn


def train(model):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(5):
        optimizer.zero_grad()
        model(torch.randn(8, 2)).sum().backward()
        optimizer.step()


for width in (2, 4):
    torch.manual_seed(0)
    train(nn.Sequential(nn.Linear(2, width), nn.Dropout(0.5)))

torch.manual_seed(0)
state = torch.get_rng_state()
for width in (2, 4):
    torch.set_rng_state(state)
    train(nn.Sequential(nn.Linear(2, width), nn.Dropout(0.5)))
