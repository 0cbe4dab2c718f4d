"""Verifies a function: `verified.py <defect> <isolate> [perturbation]…`; prints verdict, step, field, cause, layer."""

import json
import os
import sys

from reproducible_runs import enforce, perturbation

run = enforce(seed=1, mode='warn')

import torch  # noqa: E402
from torch import nn  # noqa: E402

defect, isolate, *perturb = sys.argv[1:]
torch.set_num_threads(1)


def train(run):
    model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    data = torch.utils.data.TensorDataset(torch.randn(12, 4), torch.randn(12, 1))
    for epoch in range(2):
        for i, (x, y) in enumerate(torch.utils.data.DataLoader(data, 4, shuffle=True)):
            if defect == 'entropy' and epoch == 1 and i == 1:
                x = x + int.from_bytes(os.urandom(3), 'big')
            if defect == 'hash':
                x = x * (hash('a') % 1009)
            optimizer.zero_grad()
            (model(x) - y).square().mean().backward()
            optimizer.step()
        if defect == 'validation' and perturbation() == 'validation':
            model(torch.randn(2, 4))
    return model


result = run.verify(train, perturb=perturb, isolate=isolate)
print(json.dumps([[name, found.verdict, found.steps, found.divergence and found.divergence[:3]] for name, found in result.runs]))
print(result, file=sys.stderr)
