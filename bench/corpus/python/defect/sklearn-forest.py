import numpy as np
from sklearn.ensemble import RandomForestRegressor

xs = np.array([[i * 0.1, (i * 7) % 13] for i in range(90)])
ys = np.sin(xs[:, 0]) + 0.1 * xs[:, 1]
model = RandomForestRegressor(n_estimators=8)
model.fit(xs[:60], ys[:60])
print(model.predict(xs[60:]).tolist())
