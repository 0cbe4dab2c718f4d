import hashlib

import torch
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler

sampler = DistributedSampler(range(32), num_replicas=2, rank=0, shuffle=True, seed=17)
torch.manual_seed(18)
loader = DataLoader(range(32), batch_size=8, sampler=sampler)
for epoch in range(4):
    sampler.set_epoch(epoch)
    order = torch.cat(list(loader))
    print("observed", hashlib.sha256(order.detach().numpy().tobytes()).hexdigest())
