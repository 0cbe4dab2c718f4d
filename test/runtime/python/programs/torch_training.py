"""Trains with dropout, augmentation in workers by every kind of generator, and a validation pass on request."""

import sys

if 'seeded' in sys.argv:
    from reproducible_runs import enforce

    run = enforce(seed=42)
else:
    run = None

import hashlib
import json
import random

import numpy
import torch
from torch.utils.data import DataLoader, Dataset


class Samples(Dataset):
    def __init__(self):
        self.own = numpy.random.default_rng()
        self.transforms = [random.Random()]
        self.x = torch.randn(64, 8, generator=torch.Generator().manual_seed(1))

    def __len__(self):
        return 64

    def __getitem__(self, i):
        noise = self.own.normal() + self.transforms[0].random() + random.random() + numpy.random.rand()
        noise += torch.rand(()).item()
        return self.x[i] + noise, self.x[i].sum()


def loader(name, shuffle):
    options = dict(batch_size=16, shuffle=shuffle, num_workers=2)
    return run.loader(Samples(), name, **options) if run else DataLoader(Samples(), **options)


model = torch.nn.Sequential(
    torch.nn.Linear(8, 32), torch.nn.Dropout(0.5), torch.nn.ReLU(), torch.nn.Linear(32, 1)
)
optimizer = torch.optim.Adam(model.parameters())
train, val = loader('train', True), loader('val', True)
batches = []
for epoch in range(3):
    for x, y in train:
        batches.append(hashlib.sha256(x.numpy().tobytes()).hexdigest())
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x)[:, 0], y).backward()
        optimizer.step()
    if 'validate' in sys.argv:
        model.eval()
        for x, _ in val:
            model(x)
        model.train()
weights = hashlib.sha256(b''.join(p.detach().numpy().tobytes() for p in model.parameters())).hexdigest()
print(json.dumps({'weights': weights, 'batches': batches, 'receipt': run and run.receipt}))
