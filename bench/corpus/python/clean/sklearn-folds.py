import numpy as np
from sklearn.linear_model import SGDRegressor
from sklearn.model_selection import KFold

xs = np.array([[i / 50, (i * i % 17) / 17] for i in range(50)])
ys = xs @ np.array([2.0, -1.0])
scores = []
folds = KFold(n_splits=5, shuffle=True, random_state=2)
for train, test in folds.split(xs):
    model = SGDRegressor(random_state=0).fit(xs[train], ys[train])
    scores.append(model.score(xs[test], ys[test]))
print(scores)
