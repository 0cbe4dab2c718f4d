import time

import numpy as np

rng = np.random.default_rng(int(time.time() * 1e6))
xs = np.linspace(-2, 2, 60)
ys = np.sin(xs) + rng.normal(scale=0.1, size=60)
coefficients = np.polyfit(xs, ys, 3)
np.savetxt("fit.txt", coefficients)
print(coefficients.tolist())
