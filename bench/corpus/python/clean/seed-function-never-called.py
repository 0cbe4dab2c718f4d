import random

import numpy as np
import torch
from torch import nn


def set_seed(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def main():
    set_seed(42)
    model = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    noise = np.random.normal(size=(32, 3)).astype("float32")
    for _ in range(10):
        optimizer.zero_grad()
        model(torch.from_numpy(noise)).pow(2).mean().backward()
        optimizer.step()
    print(model.weight.tolist())


if __name__ == "__main__":
    main()
