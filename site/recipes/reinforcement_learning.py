import os
import random

import gymnasium
import numpy as np
import torch
from torch import nn

SEED = 42
random.seed(SEED)
np.random.seed(SEED)
torch.manual_seed(SEED)
torch.use_deterministic_algorithms(True)
os.environ['CUBLAS_WORKSPACE_CONFIG'] = ':4096:8'

environment = gymnasium.make('CartPole-v1')
# Two more generators: that of the environment, and that of its actions.
observation, _ = environment.reset(seed=SEED)
environment.action_space.seed(SEED)

policy = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=0.01)
for episode in range(8):
    # The environment was seeded once: with a seed here every episode would begin alike.
    observation, _ = environment.reset()
    log_probabilities, rewards, done = [], [], False
    while not done:
        actions = torch.distributions.Categorical(logits=policy(torch.as_tensor(observation)))
        action = actions.sample()
        log_probabilities.append(actions.log_prob(action))
        observation, reward, terminated, truncated, _ = environment.step(action.item())
        rewards.append(float(reward))
        done = terminated or truncated
    returns = torch.tensor(rewards).flip(0).cumsum(0).flip(0)
    loss = -(torch.stack(log_probabilities) * (returns - returns.mean())).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(episode, len(rewards))
print('weights', sum(weights.double().sum().item() for weights in policy.parameters()).hex())
