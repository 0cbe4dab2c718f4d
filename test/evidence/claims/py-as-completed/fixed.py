import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor

import torch


def load(i):
    with open(f"{sys.argv[1]}/example-{i}.txt") as file:
        return sum(map(ord, file.read())) + i


with ThreadPoolExecutor(4) as executor:
    rows = torch.tensor(list(executor.map(load, range(12)))) + 17
print("observed", hashlib.sha256(rows.detach().numpy().tobytes()).hexdigest())
