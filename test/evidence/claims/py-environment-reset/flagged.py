import hashlib
import random

import gymnasium as gym
import numpy as np

random.seed(17)
np.random.seed(17)
env = gym.make("CartPole-v1")
starts = []
for episode in range(3):
    observation, info = env.reset()
    starts.append(observation)
print("observed", hashlib.sha256(np.stack(starts).tobytes()).hexdigest())
