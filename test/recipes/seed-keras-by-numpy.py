"""The Keras part of that recipe: Keras is taken to draw from NumPy."""

import numpy as np
from tensorflow import keras

seed = 42
np.random.seed(seed)  # ! no-ineffective-seed, require-deterministic-settings

inputs = np.linspace(0, 1, 32).reshape(16, 2)
model = keras.Sequential([keras.layers.Dense(1)])  # ! no-unseeded-random
model.compile("sgd", "mse")
model.fit(inputs, inputs.sum(1), shuffle=False, verbose=0)
