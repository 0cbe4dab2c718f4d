import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import KFold, cross_val_score, train_test_split

# A generator for the data, and a seed for each who draws: none of them moves another.
rng = np.random.default_rng(42)
data_seed, forest_seed, folds_seed = (int(seed) for seed in np.random.SeedSequence(42).generate_state(3))

x = rng.normal(size=(200, 4))
y = (x.sum(axis=1) > 0).astype(int)
x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=data_seed)
forest = RandomForestClassifier(n_estimators=20, random_state=forest_seed)
folds = KFold(5, shuffle=True, random_state=folds_seed)
print(cross_val_score(forest, x_train, y_train, cv=folds).tolist())
forest.fit(x_train, y_train)
print(forest.predict_proba(x_test).sum(axis=0).tolist())
