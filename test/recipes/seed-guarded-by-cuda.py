"""A widely copied recipe: the GPU's seeds and cuDNN's switches behind `is_available`."""

import os
import random

import numpy as np
import torch
from torch import nn


def seed_reproducer(seed=2333):
    random.seed(seed)  # ! require-deterministic-settings
    os.environ["PYTHONHASHSEED"] = str(seed)  # ! no-ineffective-seed
    np.random.seed(seed)
    torch.manual_seed(seed)
    if torch.cuda.is_available():
        torch.cuda.manual_seed(seed)
        torch.cuda.manual_seed_all(seed)
        torch.backends.cudnn.deterministic = True
        torch.backends.cudnn.benchmark = False
        torch.backends.cudnn.enabled = True


def main():
    seed_reproducer()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Linear(2, 1).to(device)
    inputs = torch.tensor(np.random.rand(8, 2), dtype=torch.float32, device=device)
    model(inputs).sum().backward()


if __name__ == "__main__":
    main()
