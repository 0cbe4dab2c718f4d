import jax
import jax.numpy as jnp

key = jax.random.PRNGKey(0)
first, second = jax.random.split(key)
weights = jax.random.normal(first, (6,))
noise = jax.random.normal(second, (6,))
initial = weights
xs = jnp.linspace(0, 1, 6)
loss = lambda w: jnp.mean((xs * w - (xs + 0.1 * noise)) ** 2)
for _ in range(5):
    weights = weights - 0.1 * jax.grad(loss)(weights)
print("alike" if bool((initial == noise).all()) else "distinct")
print(weights.tolist())
