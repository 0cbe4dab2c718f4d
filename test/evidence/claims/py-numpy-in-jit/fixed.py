import hashlib

import jax
import numpy as np


@jax.jit
def augment(x, key):
    return x + jax.random.uniform(key)


key = jax.random.key(17)
for step in range(4):
    batch = augment(np.linspace(-1, 1, 16), jax.random.fold_in(key, step))
    print("observed", hashlib.sha256(np.asarray(batch).tobytes()).hexdigest())
