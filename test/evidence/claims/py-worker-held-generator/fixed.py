import hashlib

import numpy as np
import torch
from torch.utils.data import DataLoader


class Noisy(torch.utils.data.Dataset):
    def __init__(self):
        self.rng = np.random.default_rng(17)

    def __len__(self):
        return 16

    def __getitem__(self, index):
        return int(self.rng.integers(10**6))


def seed_worker(worker_id):
    info = torch.utils.data.get_worker_info()
    info.dataset.rng = np.random.default_rng(info.seed)


torch.manual_seed(17)
loader = DataLoader(Noisy(), batch_size=4, num_workers=2, worker_init_fn=seed_worker)
for epoch in range(2):
    for sample in torch.cat(list(loader)).tolist():
        print("observed", sample)
