import hashlib

import tensorflow as tf

dataset = tf.data.Dataset.range(32).shuffle(32)
order = [int(item) for item in dataset]
print("observed", hashlib.sha256(str(order).encode()).hexdigest())
