import hashlib

import numpy as np

state = np.random.RandomState(17)
for epoch in range(4):
    noise = state.normal(size=32)
    print("observed", hashlib.sha256(noise.tobytes()).hexdigest())
