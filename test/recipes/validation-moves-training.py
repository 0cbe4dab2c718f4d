"""What that recipe observed: with one stream for both loaders, validating changes the training from epoch two on."""

import torch
from torch import nn
from torch.utils.data import DataLoader

torch.manual_seed(0)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
data = [torch.tensor([float(i)]) for i in range(16)]
training = DataLoader(data, batch_size=4, shuffle=True)
validation = DataLoader(data, batch_size=4)  # ! no-shared-stream
for epoch in range(2):
    for batch in training:
        optimizer.zero_grad()
        model(batch).sum().backward()
        optimizer.step()
    for batch in validation:
        print(model(batch).sum().item())
