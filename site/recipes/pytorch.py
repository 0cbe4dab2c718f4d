import os

from reproducible_runs import enforce

run = enforce(seed=42, mode='warn', trace=os.environ.get('TRACE'))

import torch
from torch import nn
from torch.utils.data import Dataset


class Points(Dataset):
    """Points of the plane, moved a little each time that they are asked for."""

    def __init__(self, name: str, size: int) -> None:
        self.points = torch.randn(size, 2, generator=run.generator(f'data/{name}'))

    def __len__(self) -> int:
        return len(self.points)

    def __getitem__(self, i: int) -> tuple[torch.Tensor, torch.Tensor]:
        point = self.points[i]
        return point + 0.1 * torch.randn(2), (point.sum() > 0).float()


train = run.loader(Points('train', 256), 'train', True, batch_size=32, shuffle=True)
held_out = run.loader(Points('val', 64), 'val', True, batch_size=32)
model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)


@run.scope('val')
def accuracy() -> float:
    model.eval()
    with torch.no_grad():
        right = sum(((model(x).squeeze(1) > 0) == (y > 0.5)).sum().item() for x, y in held_out)
    model.train()
    return right / 64


for epoch in range(3):
    for x, y in train:
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(model(x).squeeze(1), y).backward()
        optimizer.step()
    print(epoch, accuracy())
print('weights', sum(weights.double().sum().item() for weights in model.parameters()).hex())
