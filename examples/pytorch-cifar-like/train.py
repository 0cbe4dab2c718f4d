"""Trains a small convolutional network on pictures that it makes itself: ten kinds of stripes, 16 x 16 in colour.

    python train.py                       # again and again the same weights
    python train.py --workers 4           # the same, because samples are seeded one by one
    python train.py --stop 1              # stops after an epoch ...
    python train.py --resume              # ... and ends with the same weights
    python train.py --clock               # crops by the clock: `compare` finds the step
"""

import argparse

from reproducible_runs import enforce

parser = argparse.ArgumentParser()
parser.add_argument('--seed', type=int, default=42)
parser.add_argument('--epochs', type=int, default=3)
parser.add_argument('--workers', type=int, default=0)
parser.add_argument('--trace', help='a file for compare, such as a.jsonl')
parser.add_argument('--stop', type=int, help='stop after so many epochs')
parser.add_argument('--resume', action='store_true', help='go on from checkpoint.pt')
parser.add_argument('--clock', action='store_true', help='crop by the clock, which no seed reaches')
options = parser.parse_args()

run = enforce(seed=options.seed, trace=options.trace)

import hashlib
import json
import time

import torch
from torch import nn
from torch.utils.data import Dataset


class Stripes(Dataset):
    """Pictures of ten classes, each with stripes of another width and colour, and noise; cropped at random."""

    def __init__(self, name: str, size: int) -> None:
        generator = run.generator(f'data/{name}')
        self.labels = torch.randint(10, (size,), generator=generator)
        columns = torch.arange(18).float()
        waves = torch.sin(columns[None, :] * (1 + self.labels[:, None]) / 3)
        colours = torch.stack([waves, waves.roll(3, 1), -waves], 1)
        self.pictures = colours[:, :, None, :] + 0.5 * torch.randn(size, 3, 18, 18, generator=generator)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, i: int) -> tuple[torch.Tensor, torch.Tensor]:
        left, top = torch.randint(3, (2,)).tolist()
        if options.clock:
            left = time.perf_counter_ns() % 3
        return self.pictures[i, :, top : top + 16, left : left + 16], self.labels[i]


train = run.loader(Stripes('train', 256), 'train', True, batch_size=32, shuffle=True, num_workers=options.workers)
held_out = run.loader(Stripes('val', 64), 'val', True, batch_size=32, num_workers=options.workers)
model = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(2),
    nn.Flatten(), nn.Dropout(0.3), nn.Linear(128, 10),
)  # fmt: skip
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
first = 0
if options.resume:
    checkpoint = torch.load('checkpoint.pt')
    model.load_state_dict(checkpoint['model'])
    optimizer.load_state_dict(checkpoint['optimizer'])
    run.resume(json.loads(checkpoint['run']))
    first = checkpoint['epoch']


@run.scope('val')
def accuracy() -> float:
    model.eval()
    with torch.no_grad():
        right = sum((model(pictures).argmax(1) == labels).sum().item() for pictures, labels in held_out)
    model.train()
    return right / 64


for epoch in range(first, options.epochs):
    for pictures, labels in train:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(pictures), labels).backward()
        optimizer.step()
    print(f'epoch {epoch}: accuracy {accuracy():.3f}')
    if options.stop == epoch + 1:
        saved = {'model': model.state_dict(), 'optimizer': optimizer.state_dict(), 'epoch': epoch + 1}
        torch.save({**saved, 'run': json.dumps(run.state())}, 'checkpoint.pt')
        break
digest = hashlib.sha256(b''.join(each.detach().numpy().tobytes() for each in model.state_dict().values()))
print('weights', digest.hexdigest()[:16])
