import hashlib

import numpy as np

np.random.seed(17)
order = np.random.permutation(16)
noise = np.random.normal(size=16)
print("observed", hashlib.sha256(noise.tobytes()).hexdigest())
