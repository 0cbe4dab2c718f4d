import hashlib

import keras

generator = keras.random.SeedGenerator(17)
for step in range(4):
    noise = keras.random.normal((16,), seed=generator)
    print("observed", hashlib.sha256(keras.ops.convert_to_numpy(noise).tobytes()).hexdigest())
