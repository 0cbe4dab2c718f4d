import hashlib

import tensorflow as tf

tf.random.set_seed(17)
tf.config.experimental.enable_op_determinism()
dataset = tf.data.Dataset.range(256).map(lambda i: tf.random.uniform([]) + tf.cast(tf.math.reduce_sum(tf.range(i * 200)) * 0, tf.float32), num_parallel_calls=4)
noise = [float(item) for item in dataset]
print("observed", hashlib.sha256(str(noise).encode()).hexdigest())
