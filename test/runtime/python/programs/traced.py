"""A small training program with torch, in a child for each request: `traced.py <what> <trace> [<what> <trace>]…`.

Prints the weights' fingerprint and what was warned, of each.
"""

import hashlib
import json
import multiprocessing
import os
import sys
import warnings

import torch
from reproducible_runs import enforce
from torch import nn

torch.set_num_threads(1)


def train(what, file):
    warnings.simplefilter('always')
    seen = []
    warnings.showwarning = lambda message, *_: seen.append(str(message))
    run = enforce(seed=7, mode='warn', trace=file, layers=what == 'layers', exact=what == 'exact')

    model = nn.Sequential(nn.Linear(4, 6), nn.Dropout(0.3), nn.ReLU(inplace=True), nn.Linear(6, 2))
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    data = torch.utils.data.TensorDataset(torch.randn(24, 4), torch.randint(0, 2, (24,)))

    def elsewhere():
        loss = nn.functional.cross_entropy(model(torch.zeros(2, 4)), torch.zeros(2, dtype=torch.long))
        loss.backward()
        torch.optim.SGD(model.parameters(), 0.1).step()

    def step(x, y):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    start = 0
    if what.startswith('resume'):
        saved = torch.load(f'{file}.checkpoint', weights_only=False)
        model.load_state_dict(saved['model'])
        optimizer.load_state_dict(saved['optimizer'])
        torch.set_rng_state(saved['torch'])
        start = saved['step']
    elif what == 'child':
        child = multiprocessing.get_context('fork').Process(target=elsewhere)
        child.start()
        child.join()
    count = 0
    for epoch in range(3):
        generator = torch.Generator().manual_seed(epoch)
        for x, y in torch.utils.data.DataLoader(data, 8, shuffle=True, generator=generator):
            count += 1
            if count <= start:
                continue
            loss = step(x, y)
            if what == 'told':
                run.step(100 + count, loss=loss)
            if what == 'interrupt' and count == 5:
                torch.save(
                    {'model': model.state_dict(), 'optimizer': optimizer.state_dict(), 'torch': torch.get_rng_state(), 'step': count},
                    f'{file}.checkpoint',
                )
            if what == 'interrupt' and count == 7:
                run.restore()
                return {}
    digest = hashlib.sha256(b''.join(value.numpy().tobytes() for value in model.state_dict().values()))
    run.restore()
    return {'weights': digest.hexdigest(), 'warned': seen}


for request in zip(sys.argv[1::2], sys.argv[2::2]):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, json.dumps(train(*request)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        print(answer.read())
    os.wait()
