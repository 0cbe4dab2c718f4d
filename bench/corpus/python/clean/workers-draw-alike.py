import multiprocessing as mp

import numpy as np


def rollout(task):
    seed, steps = task
    return float(np.random.default_rng(seed).normal(size=steps).sum())


if __name__ == "__main__":
    np.random.seed(0)
    context = mp.get_context("fork")
    returns = []
    for worker in range(4):
        with context.Pool(1) as pool:
            returns += pool.map(rollout, [(worker, 100)])
    policy = np.array(returns).mean() * 0.01
    np.save("policy.npy", policy)
    print("alike" if len(set(returns)) == 1 else "distinct")
    print(policy)
