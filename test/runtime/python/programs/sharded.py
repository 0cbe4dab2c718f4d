"""Two ranks that share one model's weights, as `fully_shard` does: `sharded.py <trace> [other]`."""

import sys

from reproducible_runs import enforce

run = enforce(seed=1, mode='warn', trace=sys.argv[1], layers=True)

import torch  # noqa: E402
from torch import distributed, nn  # noqa: E402
from torch.distributed.fsdp import fully_shard  # noqa: E402

distributed.init_process_group('gloo')
rank = distributed.get_rank()
model = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2))
for layer in model:
    if isinstance(layer, nn.Linear):
        fully_shard(layer)
fully_shard(model)
optimizer = torch.optim.Adam(model.parameters(), 1e-2)
generator = torch.Generator().manual_seed(rank)
for i in range(4):
    x = torch.randn(4, 8, generator=generator)
    if len(sys.argv) > 2 and i == 2 and rank == 1:
        x = x + 1
    optimizer.zero_grad()
    model(x).square().mean().backward()
    optimizer.step()
distributed.destroy_process_group()
