import numpy as np

SEED = 12
features = np.random.default_rng(SEED).normal(size=50)
noise = np.random.default_rng(SEED + 1).normal(size=50)
targets = 2 * features + 0.5 * noise
slope = (features @ targets) / (features @ features)
np.save("slope.npy", slope)
print("alike" if np.array_equal(features, noise) else "distinct")
print(slope)
