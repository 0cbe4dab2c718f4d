"""Trains with augmentation by every kind of generator. Says which of many ways to load, to validate and to resume.

--workers N, --per-sample, --plain (a DataLoader of the program's own), --validate, --stop N and --resume FILE.
"""

import argparse

from reproducible_runs import enforce

run = enforce(seed=42)

import hashlib
import json
import random

import numpy
import torch
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument('--workers', type=int, default=0)
parser.add_argument('--per-sample', action='store_true')
parser.add_argument('--plain', action='store_true')
parser.add_argument('--validate', action='store_true')
parser.add_argument('--stop', type=int, default=0)
parser.add_argument('--save')
parser.add_argument('--resume')
parser.add_argument('--epochs', type=int, default=3)
options = parser.parse_args()


class Samples(Dataset):
    def __init__(self, name):
        self.own = numpy.random.default_rng()
        self.transforms = [random.Random(3), torch.Generator()]
        self.stream = run.stream(name)
        self.x = torch.randn(40, 6, generator=torch.Generator().manual_seed(1))

    def __len__(self):
        return 40

    def __getitem__(self, i):
        noise = self.own.normal() + self.transforms[0].random() + random.random() + numpy.random.rand()
        noise += torch.rand((), generator=self.transforms[1]).item() + self.stream.next()
        noise += torch.rand(()).item() + numpy.random.default_rng().random()
        return self.x[i] + noise, self.x[i].sum()


def collate(samples):
    x, y = zip(*samples)
    return torch.stack(x) * (1 + torch.rand(())), torch.stack(y)


def load(name):
    common = dict(batch_size=8, shuffle=True, num_workers=options.workers, collate_fn=collate)
    if options.plain:
        return DataLoader(Samples(name), **common)
    return run.loader(Samples(name), name, per_sample=options.per_sample, **common)


model = torch.nn.Sequential(torch.nn.Linear(6, 12), torch.nn.Dropout(0.5), torch.nn.Linear(12, 1))
optimizer = torch.optim.Adam(model.parameters())
train = load('train')
drawn_here = random.Random()
losses, start = [], 0
if options.resume:
    saved = torch.load(options.resume)
    model.load_state_dict(saved['model'])
    optimizer.load_state_dict(saved['optimizer'])
    losses, start = saved['losses'], saved['epoch']
    run.resume(json.loads(saved['run']))
if options.validate:
    with run.scope('val'):
        held_out = load('val')

for epoch in range(start, options.epochs):
    for x, y in train:
        optimizer.zero_grad()
        noisy = model(x)[:, 0] + random.random() + numpy.random.rand() + drawn_here.random()
        loss = torch.nn.functional.mse_loss(noisy + run.stream('label').next() + torch.rand(()), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if len(losses) == options.stop:
            saved = {'model': model.state_dict(), 'optimizer': optimizer.state_dict(), 'losses': losses}
            torch.save({**saved, 'epoch': epoch, 'run': json.dumps(run.state())}, options.save)
            raise SystemExit
    if options.validate:
        with run.scope('val'):
            numpy.random.rand(7)
            numpy.random.default_rng(), random.Random()
            with torch.no_grad():
                for x, _ in held_out:
                    model(x)

weights = hashlib.sha256(b''.join(p.detach().numpy().tobytes() for p in model.parameters())).hexdigest()
print(json.dumps({'weights': weights, 'losses': losses}))
