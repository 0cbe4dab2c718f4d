import hashlib

import numpy as np

for epoch in range(4):
    order = np.random.RandomState(17).permutation(32)
    print("observed", hashlib.sha256(order.tobytes()).hexdigest())
