"""Prints what the fingerprint of tensors tells apart, and that it is one and the same however it is computed."""

import json
import sys

import reproducible_runs as companion
import torch


def of(*tensors, numpy=True, exact=False, pieces=1):
    fingerprints = companion._Fingerprints(torch, exact)
    if not numpy:
        fingerprints._numpy = None
    sums = fingerprints.together(tensors)
    fingerprints.fetch([sums])
    return companion._digest(sums)


torch.manual_seed(0)
x = torch.randn(1000)
signs = torch.where(x > 0, 1.0, -1.0)
swapped = signs.clone()
plus, minus = int((signs > 0).nonzero()[1]), int((signs < 0).nonzero()[1])
swapped[plus], swapped[minus] = signs[minus], signs[plus]
labels = torch.arange(64) % 10
told_apart = {
    'order': (x, x.flip(0)),
    'doubled': (torch.cat([x, x]), torch.zeros(2000)),
    'one bit': (x, torch.cat([torch.nextafter(x[:1], torch.tensor([9.0])), x[1:]])),
    'signs that change places': (signs, swapped),
    'labels in another order': (labels, labels.roll(1)),
    'truth values in another order': (x > 0, (x > 0).flip(0)),
    'minus zero': (torch.zeros(3), -torch.zeros(3)),
    'shape': (x, x.view(10, 100)),
    'type': (torch.zeros(4), torch.zeros(4, dtype=torch.int32)),
    'empty and none': (torch.zeros(0), torch.zeros(1)),
    'rows of 65536 in another order': (torch.arange(65536 * 3.0), torch.arange(65536 * 3.0).view(3, -1).flip(0).reshape(-1)),
}
kinds = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int16, torch.uint8, torch.bool]
values = [(x * 3).to(kind) for kind in kinds] + [torch.complex(x, -x), x[3], torch.zeros(0), x.view(10, 100).t(), x[::2]]
# More than 256 rows, which the device's way takes in two parts, and a rest.
values.append(torch.randint(-100, 100, (65536 * 257 + 11,), dtype=torch.int8))
alike = [of(value) == of(value, numpy=False) for value in values]
together = [x, x.view(10, 100).t(), (x > 0), x.to(torch.bfloat16), torch.randn(70000)]
torch.set_num_threads(1)
one_thread = of(torch.randn(300000, generator=torch.Generator().manual_seed(1)), numpy=False)
torch.set_num_threads(2)
two_threads = of(torch.randn(300000, generator=torch.Generator().manual_seed(1)), numpy=False)
print(
    json.dumps(
        {
            'told apart': {name: of(a) != of(b) and of(a, exact=True) != of(b, exact=True) for name, (a, b) in told_apart.items()},
            'alike': alike,
            'lists': of(*together) == of(*together, numpy=False),
            'threads': one_thread == two_threads,
            'sparse': of(torch.eye(4).to_sparse()) != of(torch.eye(4).flip(0).to_sparse()),
            'vector': of(torch.arange(5.0)),
        }
    )
)
sys.stdout.flush()
