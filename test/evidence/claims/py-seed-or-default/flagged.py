import hashlib

import numpy as np


def generator(seed):
    return np.random.default_rng(seed or None)


noise = generator(0).normal(size=16)
print("observed", hashlib.sha256(noise.tobytes()).hexdigest())
