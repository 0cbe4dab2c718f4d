import hashlib

import numpy as np

test = np.random.permutation(32)[24:]
print("observed", hashlib.sha256(test.tobytes()).hexdigest())
