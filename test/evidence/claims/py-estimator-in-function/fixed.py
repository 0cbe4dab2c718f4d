import hashlib

import numpy as np


def augment(x, rng):
    return x + rng.normal(scale=0.1, size=x.shape)


batch = augment(np.linspace(-1, 1, 16), np.random.default_rng(17))
print("observed", hashlib.sha256(batch.tobytes()).hexdigest())
