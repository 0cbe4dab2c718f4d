from reproducible_runs import enforce

# The rank is read from the environment: initial weights are equal on every rank, the named streams differ.
run = enforce(seed=42, mode='warn', per_rank=('augment',))

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

dist.init_process_group('gloo')
rank = dist.get_rank()
noise = run.generator('augment')

x = torch.randn(256, 2, generator=run.generator('data'))
data = TensorDataset(x, (x.sum(1) > 0).float())
sampler = DistributedSampler(data, shuffle=True, seed=42)
loader = DataLoader(data, batch_size=16, sampler=sampler)
model = DistributedDataParallel(nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(2):
    sampler.set_epoch(epoch)
    for points, labels in loader:
        moved = points + 0.1 * torch.randn(points.shape, generator=noise)
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(model(moved).squeeze(1), labels).backward()
        optimizer.step()
if rank == 0:
    print('weights', sum(weights.double().sum().item() for weights in model.parameters()).hex())
dist.barrier()
dist.destroy_process_group()
