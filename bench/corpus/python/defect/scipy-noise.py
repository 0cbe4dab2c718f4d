import numpy as np
from scipy import optimize, stats

xs = np.linspace(0, 4, 40)
noise = stats.norm.rvs(scale=0.2, size=40)
ys = 2.5 * np.exp(-1.3 * xs) + noise
parameters, _ = optimize.curve_fit(lambda x, a, b: a * np.exp(-b * x), xs, ys, p0=(1, 1))
np.savetxt("parameters.txt", parameters)
print(parameters.tolist())
