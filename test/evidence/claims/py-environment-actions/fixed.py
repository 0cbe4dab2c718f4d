import hashlib

import gymnasium as gym

env = gym.make("CartPole-v1")
env.reset(seed=17)
env.action_space.seed(17)
actions = [int(env.action_space.sample()) for step in range(40)]
print("observed", hashlib.sha256(bytes(actions)).hexdigest())
