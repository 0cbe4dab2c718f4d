import torch
from torch.utils.data.distributed import DistributedSampler

seen = []
for rank in range(4):
    seed = 17
    sampler = DistributedSampler(range(1000), num_replicas=4, rank=rank, shuffle=True, seed=seed)
    seen += list(sampler)
print("examples seen at all:", len(set(seen)))
for index in seen:
    print("observed", index)
