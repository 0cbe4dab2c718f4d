import hashlib

import torch

torch.manual_seed(17)
x = torch.sin(torch.arange(64.0)).reshape(32, 2)
y = x.square().sum(1, keepdim=True)
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(5):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
weights = torch.cat([p.flatten() for p in model.parameters()])
print("observed", hashlib.sha256(weights.detach().numpy().tobytes()).hexdigest())
