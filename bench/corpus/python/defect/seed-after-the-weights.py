import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2))
torch.manual_seed(0)
xs = torch.arange(160.0).reshape(40, 4) / 160
ys = (xs.sum(1) > 1.5).long()
loader = DataLoader(TensorDataset(xs, ys), batch_size=8, shuffle=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
print([p.sum().item() for p in model.parameters()])
