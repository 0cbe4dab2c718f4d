import hashlib

import tensorflow as tf

tf.random.set_seed(17)
tf.config.experimental.enable_op_determinism()
dataset = tf.data.Dataset.range(32).shuffle(32)
order = [int(item) for item in dataset]
print("observed", hashlib.sha256(str(order).encode()).hexdigest())
