"""Draws of an environment, its spaces, and a study: none of them was given a seed."""

from reproducible_runs import enforce

run = enforce(seed=3)

import gymnasium
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
env = gymnasium.make('CartPole-v1')
obs, _ = env.reset()
acts = [int(env.action_space.sample()) for _ in range(12)]
obs2, _ = env.reset()
study = optuna.create_study()
study.optimize(lambda t: (t.suggest_float('x', -1, 1)) ** 2, n_trials=12)
print(obs.tolist(), obs2.tolist(), acts, study.best_params)
