"""A widely copied recipe: a worker function that is given rank and seed, and ignores the worker."""

import random
from functools import partial

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def seed_everything(seed=11):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False


def worker_init_fn(worker_id, rank, seed):
    worker_seed = rank + seed
    random.seed(worker_seed)  # ! require-worker-seed
    np.random.seed(worker_seed)  # ! require-worker-seed
    torch.manual_seed(worker_seed)  # ! require-worker-seed


class Augmented(Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, index):
        return torch.tensor([index + np.random.rand() + random.random()], dtype=torch.float32)


if __name__ == "__main__":
    seed = 11
    seed_everything(seed)
    loader = DataLoader(  # ! require-worker-seed
        Augmented(),
        batch_size=4,
        shuffle=True,
        num_workers=2,
        worker_init_fn=partial(worker_init_fn, rank=0, seed=seed),
    )
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(2):
        for batch in loader:
            optimizer.zero_grad()
            model(batch).sum().backward()
            optimizer.step()
