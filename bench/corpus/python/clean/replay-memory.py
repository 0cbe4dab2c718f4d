import random
from collections import deque

import torch
from torch import nn

random.seed(0)
torch.manual_seed(0)
memory = deque(maxlen=200)
network = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))
optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
state = torch.zeros(2)
for step in range(60):
    if random.random() < 0.3:
        action = random.randrange(2)
    else:
        action = int(network(state).argmax())
    following = (state + torch.tensor([0.1, -0.05]) * (action or -1)).clamp(-1, 1)
    memory.append((state, action, float(following.sum()), following))
    state = following
    if len(memory) >= 16:
        batch = random.sample(list(memory), 16)
        states, actions, rewards, after = zip(*batch)
        wanted = torch.tensor(rewards) + 0.9 * network(torch.stack(after)).max(1).values.detach()
        got = network(torch.stack(states)).gather(1, torch.tensor(actions)[:, None])[:, 0]
        optimizer.zero_grad()
        (got - wanted).pow(2).mean().backward()
        optimizer.step()
print([p.sum().item() for p in network.parameters()])
