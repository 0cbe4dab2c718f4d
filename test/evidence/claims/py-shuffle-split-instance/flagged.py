import hashlib

import numpy as np
from sklearn.model_selection import ShuffleSplit

cv = ShuffleSplit(2, random_state=np.random.RandomState(17))
for model in ["first", "second"]:
    folds = [test.tolist() for _, test in cv.split(np.arange(32))]
    print("observed", hashlib.sha256(str(folds).encode()).hexdigest())
