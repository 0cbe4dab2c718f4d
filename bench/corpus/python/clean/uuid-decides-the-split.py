import uuid

import numpy as np

np.random.seed(0)
rows = np.random.normal(size=(200, 3))
targets = rows @ np.array([0.5, -0.2, 1.0])
ids = [uuid.uuid5(uuid.NAMESPACE_URL, f"row/{number}") for number, _ in enumerate(rows)]
train = np.array([each.int % 5 != 0 for each in ids])
weights, *_ = np.linalg.lstsq(rows[train], targets[train] ** 2, rcond=None)
np.save("weights.npy", weights)
print(weights.tolist())
