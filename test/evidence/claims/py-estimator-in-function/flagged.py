import hashlib

import numpy as np


def augment(x):
    return x + np.random.normal(scale=0.1, size=x.shape)


batch = augment(np.linspace(-1, 1, 16))
print("observed", hashlib.sha256(batch.tobytes()).hexdigest())
