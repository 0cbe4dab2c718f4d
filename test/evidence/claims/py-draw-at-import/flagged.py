import hashlib

import numpy as np
from flagged_data import order

np.random.seed(17)
batch = order[:16] + np.random.randint(10**6, size=16)
print("observed", hashlib.sha256(batch.tobytes()).hexdigest())
