import jax
import jax.numpy as jnp

key = jax.random.key(42)
data_key, weights_key, epochs_key = jax.random.split(key, 3)

x = jax.random.normal(data_key, (256, 2))
y = (x.sum(axis=1) > 0).astype(jnp.float32)
weights = 0.1 * jax.random.normal(weights_key, (2,))


def loss(weights, x, y):
    return jnp.mean((jax.nn.sigmoid(x @ weights) - y) ** 2)


step = jax.jit(jax.grad(loss))
for epoch in range(3):
    # A key for each epoch, made of the epoch's number: a run that is resumed goes on with the same orders.
    order = jax.random.permutation(jax.random.fold_in(epochs_key, epoch), 256)
    for batch in order.reshape(8, 32):
        weights = weights - 0.5 * step(weights, x[batch], y[batch])
print('weights', [float(weight).hex() for weight in weights])
