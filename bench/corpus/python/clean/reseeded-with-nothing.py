import numpy as np

np.random.seed(4)
weights = np.random.normal(size=6)


def augment(batch):
    return batch + np.random.normal(scale=0.05, size=batch.shape)


data = np.linspace(0, 1, 60).reshape(10, 6)
target = data.sum(axis=1)
for epoch in range(5):
    batch = augment(data)
    weights -= 0.01 * batch.T @ (batch @ weights - target)
print(weights.tolist())
