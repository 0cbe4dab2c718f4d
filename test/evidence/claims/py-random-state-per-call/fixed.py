import hashlib

import numpy as np

state = np.random.RandomState(17)
for epoch in range(4):
    order = state.permutation(32)
    print("observed", hashlib.sha256(order.tobytes()).hexdigest())
