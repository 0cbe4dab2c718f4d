"""The TensorFlow part of that recipe, as people paste it into programs of today."""

import tensorflow as tf

seed = 42
tf.set_random_seed(seed)  # ! no-ineffective-seed

inputs = tf.random.normal((16, 2))
weights = tf.Variable(tf.zeros((2, 1)))
print(tf.reduce_mean(inputs @ weights))
