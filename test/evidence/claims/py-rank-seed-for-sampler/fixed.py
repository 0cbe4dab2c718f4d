import os

import torch
from torch.utils.data.distributed import DistributedSampler


def shard():
    rank = int(os.environ["RANK"])
    sampler = DistributedSampler(range(1000), num_replicas=4, rank=rank, shuffle=True, seed=17)
    return list(sampler)


seen = []
for process in range(4):
    os.environ["RANK"] = str(process)
    seen += shard()
print("examples seen at all:", len(set(seen)), "with torch", torch.__version__)
for index in seen:
    print("observed", index)
