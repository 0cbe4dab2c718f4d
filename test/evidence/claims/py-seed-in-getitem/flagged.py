import hashlib

import numpy as np
import torch
from torch.utils.data import DataLoader


class Noisy(torch.utils.data.Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        np.random.seed(17)
        return np.random.normal(size=4)


torch.manual_seed(17)
for noise in DataLoader(Noisy(), batch_size=1):
    print("observed", hashlib.sha256(noise.detach().numpy().tobytes()).hexdigest())
