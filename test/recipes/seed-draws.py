"""The first half of the same recipe: numbers before and after a seed."""

import random

import torch

before = torch.tensor([random.random(), random.random()])
random.seed(1024)  # ! no-late-seed
after = torch.tensor([random.random(), random.random()])
random.seed(1024)
again = torch.tensor([random.random(), random.random()])
print(before, torch.equal(after, again))
