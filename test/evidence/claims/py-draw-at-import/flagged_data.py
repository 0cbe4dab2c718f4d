import numpy as np

order = np.random.permutation(32)
