import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
xs = torch.linspace(0, 1, 40).reshape(10, 4)
seen = []
for epoch in range(4):
    torch.manual_seed(0)
    noise = torch.randn(10, 4)
    seen.append(noise.sum().item())
    optimizer.zero_grad()
    (model(xs + 0.1 * noise) - xs.sum(1, keepdim=True)).pow(2).mean().backward()
    optimizer.step()
print("alike" if len(set(seen)) == 1 else "distinct")
print(model.weight.tolist())
