import hashlib

import numpy as np
from sklearn.model_selection import KFold

folds = [test.tolist() for _, test in KFold(4, shuffle=True).split(np.arange(32))]
print("observed", hashlib.sha256(str(folds).encode()).hexdigest())
