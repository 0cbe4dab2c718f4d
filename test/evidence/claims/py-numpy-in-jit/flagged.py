import hashlib

import jax
import numpy as np

np.random.seed(17)


@jax.jit
def augment(x):
    return x + np.random.rand()


for step in range(4):
    batch = augment(np.linspace(-1, 1, 16))
    print("observed", hashlib.sha256(np.asarray(batch).tobytes()).hexdigest())
