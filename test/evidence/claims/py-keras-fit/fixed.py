import hashlib

import keras
import numpy as np

keras.utils.set_random_seed(17)
x = np.sin(np.arange(64.0)).reshape(32, 2)
y = np.square(x).sum(axis=1)
model = keras.Sequential([keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
model.fit(x, y, epochs=1, batch_size=8, verbose=0)
weights = np.concatenate([weight.ravel() for weight in model.get_weights()])
print("observed", hashlib.sha256(weights.tobytes()).hexdigest())
