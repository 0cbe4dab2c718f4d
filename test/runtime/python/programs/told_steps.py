"""Steps that a program tells of: `told_steps.py <framework> <trace> [other]`; `other` changes the third step's batch."""

import sys

from reproducible_runs import enforce

framework, file, *other = sys.argv[1:]
run = enforce(seed=7, mode='warn', trace=file)
if framework == 'jax':
    import jax
    import jax.numpy as jnp

    key = jax.random.key(run.seed_for('weights') if hasattr(run, 'seed_for') else 0)
    weights = {'w': jax.random.normal(key, (3,)), 'b': jnp.zeros(())}

    @jax.jit
    def update(weights, x):
        loss, gradients = jax.value_and_grad(lambda weights: ((x @ weights['w'] + weights['b']) ** 2).mean())(weights)
        return loss, gradients, jax.tree.map(lambda value, gradient: value - 0.1 * gradient, weights, gradients)

    for i in range(5):
        x = jnp.arange(6.0).reshape(2, 3) + i + (1 if other and i == 2 else 0)
        loss, gradients, after = update(weights, x)
        run.step(i, batch=x, weightsBefore=weights, loss=loss, gradients=gradients, weights=after)
        weights = after
else:
    import os

    os.environ['KERAS_BACKEND'] = 'jax'
    import keras
    import numpy

    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(4, activation='relu'), keras.layers.Dense(1)])
    model.compile(optimizer='sgd', loss='mse')
    for i in range(4):
        x = numpy.random.rand(4, 3).astype('float32') + (1 if other and i == 2 else 0)
        loss = model.train_on_batch(x, x.sum(1, keepdims=True))
        run.step(i, {'batch': x, 'loss': loss, 'weights': model})
