import numpy as np
import torch
from torch.utils.data import Dataset


class Points(Dataset):
    def __init__(self, size):
        self.rng = np.random.default_rng(0)
        self.points = np.random.randn(size, 2)

    def __len__(self):
        return len(self.points)

    def __getitem__(self, i):
        point = self.points[i] + 0.1 * self.rng.standard_normal(2)
        return torch.tensor(point).float(), torch.tensor([float(point.sum() > 0)])
