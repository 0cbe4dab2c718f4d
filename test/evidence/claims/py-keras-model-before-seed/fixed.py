import hashlib

import keras

keras.utils.set_random_seed(17)
layer = keras.layers.Dense(4)
layer.build((None, 2))
print("observed", hashlib.sha256(layer.get_weights()[0].tobytes()).hexdigest())
