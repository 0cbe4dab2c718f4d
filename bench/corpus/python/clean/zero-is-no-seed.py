import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--epochs", type=int, default=4)
args = parser.parse_args()

if args.seed is not None:
    torch.manual_seed(args.seed)
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
xs = torch.tensor([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
ys = torch.tensor([[1.0], [2.0], [3.0]])
for _ in range(args.epochs):
    optimizer.zero_grad()
    (model(xs) - ys).pow(2).mean().backward()
    optimizer.step()
print(model.weight.tolist(), model.bias.tolist())
