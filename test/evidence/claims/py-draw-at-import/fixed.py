import hashlib

import numpy as np
from fixed_data import make_order

np.random.seed(17)
batch = make_order()[:16] + np.random.randint(10**6, size=16)
print("observed", hashlib.sha256(batch.tobytes()).hexdigest())
