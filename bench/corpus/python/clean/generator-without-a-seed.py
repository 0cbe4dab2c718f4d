import numpy as np
from sklearn.linear_model import Ridge

np.random.seed(0)


class Noisy:
    def __init__(self, size):
        self.rng = np.random.default_rng(0)
        self.xs = np.linspace(0, 1, size)[:, None]

    def sample(self):
        return self.xs, self.xs[:, 0] * 3 + self.rng.normal(scale=0.3, size=len(self.xs))


xs, ys = Noisy(80).sample()
model = Ridge(alpha=0.1).fit(xs, ys)
print(model.coef_.tolist(), model.intercept_)
