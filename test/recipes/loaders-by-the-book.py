"""A widely copied recipe, after PyTorch's own notes: worker function and generator, sound from end to end."""

import os
import random

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"
torch.use_deterministic_algorithms(True)
torch.backends.cudnn.benchmark = False
torch.backends.cudnn.deterministic = True

random.seed(0)
np.random.seed(0)
torch.manual_seed(0)
torch.cuda.manual_seed(0)
torch.cuda.manual_seed_all(0)


class Noisy(Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, index):
        return torch.tensor([index + np.random.rand(), random.random()], dtype=torch.float32)


def seed_worker(worker_id):
    worker_seed = torch.initial_seed() % 2**32
    np.random.seed(worker_seed)
    random.seed(worker_seed)


def main():
    g = torch.Generator()
    g.manual_seed(0)
    loader = DataLoader(
        Noisy(), batch_size=4, shuffle=True, num_workers=2, worker_init_fn=seed_worker, generator=g
    )
    model = nn.Linear(2, 1).cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(2):
        for batch in loader:
            optimizer.zero_grad()
            model(batch.cuda()).sum().backward()
            optimizer.step()


if __name__ == "__main__":
    main()
