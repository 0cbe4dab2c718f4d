import hashlib

import torch

x = torch.sin(torch.arange(64.0)).reshape(32, 2)
y = x.square().sum(1, keepdim=True)
torch.manual_seed(17)
for fold in range(2):
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(5):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    weights = torch.cat([p.flatten() for p in model.parameters()])
    print("observed", hashlib.sha256(weights.detach().numpy().tobytes()).hexdigest())
