"""Trains a small network of Keras with dropout and a shuffled tf.data pipeline."""

import sys

if 'seeded' in sys.argv:
    from reproducible_runs import enforce

    run = enforce(seed=42)
else:
    run = None

import hashlib
import json

import numpy
import tensorflow as tf
import keras

x = numpy.arange(64 * 8, dtype='float32').reshape(64, 8) / 512
data = tf.data.Dataset.from_tensor_slices((x, x.sum(1))).shuffle(64).batch(16)
model = keras.Sequential([keras.layers.Dense(16), keras.layers.Dropout(0.5), keras.layers.Dense(1)])
model.compile(optimizer='adam', loss='mse')
model.fit(data, epochs=2, verbose=0)
weights = hashlib.sha256(b''.join(w.tobytes() for w in model.get_weights())).hexdigest()
print(json.dumps({'weights': weights, 'draw': float(numpy.random.rand()), 'receipt': run and run.receipt}))
