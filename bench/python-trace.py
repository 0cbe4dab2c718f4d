"""What a trace costs a step of torch, as ratios: absolute numbers say more about the machine than about the code.

    python bench/python-trace.py [rounds]

The variants take turns in every round, so that a busy machine slows all of them; each ratio is of processor time, the
median of the rounds.
"""

import os
import statistics
import sys
import tempfile
import time
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../runtime/python'))

import torch
from reproducible_runs import enforce
from torch import nn

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
STEPS = 8


class Cnn(nn.Module):
    """About 545,000 parameters."""

    def __init__(self):
        super().__init__()
        widths = (3, 32, 64, 128)
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU(inplace=True), nn.MaxPool2d(2))
            for a, b in zip(widths, widths[1:])
        )
        self.hidden = nn.Linear(128 * 16, 220)
        self.head = nn.Linear(220, 10)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(torch.relu(self.hidden(x.flatten(1))))


class Transformer(nn.Module):
    """About 520,000 parameters."""

    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(256, 128)
        self.positions = nn.Parameter(torch.zeros(64, 128))
        layer = nn.TransformerEncoderLayer(128, 4, 256, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 3, enable_nested_tensor=False)
        self.head = nn.Linear(128, 256)

    def forward(self, x):
        return self.head(self.encoder(self.tokens(x) + self.positions))


TASKS = {
    'CNN': (Cnn, lambda: (torch.randn(64, 3, 32, 32), torch.randint(0, 10, (64,)))),
    'transformer': (Transformer, lambda: (torch.randint(0, 256, (32, 64)), torch.randint(0, 256, (32, 64)))),
}
VARIANTS = {
    'without a trace': None,
    'batch, loss, gradients, weights': {},
    '+ every layer': {'layers': True},
    'SHA-256 instead': {'exact': True},
}


def seconds(task, options, folder):
    """Processor time of a step."""
    make, batch = TASKS[task]
    more = {} if options is None else {'trace': os.path.join(folder, 'trace.jsonl'), **options}
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        run = enforce(seed=42, mode='warn', **more)
    try:
        model = make()
        optimizer = torch.optim.Adam(model.parameters(), 1e-3)
        criterion = nn.CrossEntropyLoss()
        x, y = batch()
        for step in range(STEPS + 2):
            if step == 2:
                start = time.process_time()
            optimizer.zero_grad()
            out = model(x)
            criterion(out.flatten(0, -2), y.flatten()).backward()
            optimizer.step()
        return (time.process_time() - start) / STEPS
    finally:
        run.restore()


def main():
    torch.set_num_threads(1)
    for task, (make, _) in TASKS.items():
        size = sum(parameter.numel() for parameter in make().parameters())
        taken = {name: [] for name in VARIANTS}
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(ROUNDS):
                for name, options in VARIANTS.items():
                    taken[name].append(seconds(task, options, folder))
        base = taken['without a trace']
        print(f'{task}, {size:,} parameters, {1000 * statistics.median(base):.1f} ms a step, one thread:')
        for name, times in taken.items():
            if name == 'without a trace':
                continue
            ratio = statistics.median(a / b for a, b in zip(times, base))
            print(f'     {name}: × {ratio:.2f}')


if __name__ == '__main__':
    main()
