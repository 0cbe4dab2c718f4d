import hashlib

import numpy as np
from sklearn.ensemble import RandomForestClassifier

x = np.sin(np.arange(64.0)).reshape(32, 2)
y = (x[:, 0] > 0).astype(int)
model = RandomForestClassifier(n_estimators=5).fit(x, y)
print("observed", hashlib.sha256(model.predict_proba(x + 0.1).tobytes()).hexdigest())
