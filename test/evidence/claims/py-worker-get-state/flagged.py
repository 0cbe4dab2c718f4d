import hashlib

import numpy as np
import torch
from torch.utils.data import DataLoader


class Noisy(torch.utils.data.Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, index):
        return np.random.randint(10**6)


torch.manual_seed(17)
loader = DataLoader(Noisy(), batch_size=4, num_workers=2, worker_init_fn=lambda worker_id: np.random.seed(np.random.get_state()[1][0] + worker_id))
for epoch in range(2):
    samples = torch.cat(list(loader)).tolist()
    print("observed", hashlib.sha256(str(samples).encode()).hexdigest())
