import hashlib

import numpy as np
import torch
from torch.utils.data import DataLoader


class Noisy(torch.utils.data.Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, index):
        return np.random.randint(10**6)


def seed_worker(worker_id):
    np.random.seed(17)


torch.manual_seed(17)
loader = DataLoader(Noisy(), batch_size=4, num_workers=2, worker_init_fn=seed_worker)
for epoch in range(2):
    for sample in torch.cat(list(loader)).tolist():
        print("observed", sample)
