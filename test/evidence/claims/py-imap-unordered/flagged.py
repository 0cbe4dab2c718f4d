import hashlib
import sys
from multiprocessing.pool import ThreadPool

import torch


def load(i):
    with open(f"{sys.argv[1]}/example-{i}.txt") as file:
        return sum(map(ord, file.read())) + i


with ThreadPool(4) as workers:
    rows = torch.tensor(list(workers.imap_unordered(load, range(12)))) + 17
print("observed", hashlib.sha256(rows.detach().numpy().tobytes()).hexdigest())
