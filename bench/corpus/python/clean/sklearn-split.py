import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

xs = np.array([[i % 7, i % 5, i % 3] for i in range(120)], dtype=float)
ys = (xs.sum(axis=1) > 6).astype(int)
train_x, test_x, train_y, test_y = train_test_split(xs, ys, test_size=0.3, random_state=0)
model = LogisticRegression().fit(train_x, train_y)
print(model.coef_.tolist(), model.score(test_x, test_y))
