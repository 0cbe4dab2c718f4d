import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
xs = torch.linspace(-1, 1, 64 * 8).reshape(64, 8)
ys = xs.sum(1, keepdim=True)
for epoch in range(5):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(xs), ys)
    loss.backward()
    optimizer.step()
print("loss", loss.item())
