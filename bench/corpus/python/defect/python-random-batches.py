import random

import numpy as np

rng = np.random.default_rng(3)
xs = rng.normal(size=(100, 5))
ys = xs @ np.arange(5.0)
weights = np.zeros(5)
for step in range(50):
    batch = random.sample(range(100), 10)
    error = xs[batch] @ weights - ys[batch]
    weights -= 0.05 * xs[batch].T @ error / 10
np.save("weights.npy", weights)
print(weights.tolist())
