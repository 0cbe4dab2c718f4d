import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed

import torch


def load(i):
    with open(f"{sys.argv[1]}/example-{i}.txt") as file:
        return sum(map(ord, file.read())) + i


with ThreadPoolExecutor(4) as executor:
    rows = torch.tensor([future.result() for future in as_completed([executor.submit(load, i) for i in range(12)])]) + 17
print("observed", hashlib.sha256(rows.detach().numpy().tobytes()).hexdigest())
