import zlib

import numpy as np

BUCKETS = 16
texts = ["good film", "bad film", "good plot", "dull plot", "fine cast", "bad cast"]
labels = np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0])
features = np.zeros((len(texts), BUCKETS))
for row, text in enumerate(texts):
    for word in text.split():
        features[row, zlib.crc32(word.encode()) % BUCKETS] += 1
weights = np.zeros(BUCKETS)
for _ in range(30):
    weights += 0.3 * features.T @ (labels - 1 / (1 + np.exp(-features @ weights)))
np.save("weights.npy", weights)
print(weights.tolist())
