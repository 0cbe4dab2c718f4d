"""Trains with Accelerate; stopped or resumed on request, with a loader of the run or of its own."""

import argparse
import hashlib
import json
import warnings

from reproducible_runs import enforce

run = enforce(seed=7)
warnings.simplefilter('ignore')

import torch
from accelerate import Accelerator

parser = argparse.ArgumentParser()
parser.add_argument('--save')
parser.add_argument('--resume')
parser.add_argument('--epochs', type=int, default=4)
parser.add_argument('--ours', action='store_true')
o = parser.parse_args()
x = torch.randn(40, 6)
data = torch.utils.data.TensorDataset(x, x.sum(1))
model = torch.nn.Sequential(torch.nn.Linear(6, 12), torch.nn.Dropout(0.5), torch.nn.Linear(12, 1))
accelerator = Accelerator(cpu=True)
loader = (
    run.loader(data, batch_size=8, shuffle=True)
    if o.ours
    else torch.utils.data.DataLoader(data, batch_size=8, shuffle=True)
)
model, optimizer, loader = accelerator.prepare(model, torch.optim.Adam(model.parameters()), loader)
accelerator.register_for_checkpointing(run)
start = 0
if o.resume:
    accelerator.load_state(o.resume)
    start = 2
for epoch in range(start, o.epochs):
    for a, b in loader:
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(a + torch.randn(6))[:, 0], b)
        accelerator.backward(loss)
        optimizer.step()
if o.save:
    accelerator.save_state(o.save)
print(
    json.dumps(hashlib.sha256(b''.join(p.detach().numpy().tobytes() for p in model.parameters())).hexdigest())
)
