"""Two ranks: what is equal on both, and what is not. Each prints its rank, path, first weights and draws."""

import json
import sys

from reproducible_runs import enforce

run = enforce(seed=3, per_rank=('torch', 'augment') if 'torch' in sys.argv else ('augment',))
import torch
import torch.distributed as dist

dist.init_process_group('gloo')
model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Dropout(0.5))
first = model[0].weight.sum().item()
model(torch.ones(2, 4))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model(torch.ones(2, 4))
after = torch.rand(1).item()
found = {'path': run.receipt['path'], 'weights': first, 'torch': after}
found = {**found, 'augment': run.stream('augment').next(), 'other': run.stream('other').next()}
both = [None] * 2
dist.all_gather_object(both, found)
if run.rank == 0:
    print(json.dumps(both))
dist.destroy_process_group()
