import hashlib

import numpy as np

np.random.seed(17)
test = np.random.permutation(32)[24:]
print("observed", hashlib.sha256(test.tobytes()).hexdigest())
