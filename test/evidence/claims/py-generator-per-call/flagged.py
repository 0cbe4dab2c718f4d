import hashlib

import numpy as np


def augment(x):
    rng = np.random.default_rng(17)
    return x + rng.normal(scale=0.1, size=x.shape)


for step in range(4):
    batch = augment(np.linspace(-1, 1, 16))
    print("observed", hashlib.sha256(batch.tobytes()).hexdigest())
