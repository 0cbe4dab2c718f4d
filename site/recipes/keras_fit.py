import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(42)
tf.config.experimental.enable_op_determinism()

x = np.random.normal(size=(256, 2)).astype('float32')
y = (x.sum(axis=1) > 0).astype('float32')
model = keras.Sequential(
    [
        keras.Input((2,)),
        keras.layers.Dense(16, activation='relu'),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(1),
    ]
)
model.compile(optimizer='adam', loss=keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(x, y, epochs=2, batch_size=32, verbose=0)
print('weights', float(sum(np.asarray(weights, 'float64').sum() for weights in model.get_weights())).hex())
