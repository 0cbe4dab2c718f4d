import hashlib

import numpy as np

for epoch in range(4):
    noise = np.random.RandomState(17).normal(size=32)
    print("observed", hashlib.sha256(noise.tobytes()).hexdigest())
