import hashlib

import numpy as np
from sklearn.cluster import KMeans

np.random.seed(17)
x = np.sin(np.arange(64.0)).reshape(32, 2)
model = KMeans(n_clusters=5, n_init=1).fit(x)
print("observed", hashlib.sha256(model.cluster_centers_.tobytes()).hexdigest())
