import hashlib

import torch
from torch.utils.data import DataLoader


def train(validate):
    torch.manual_seed(17)
    generator = torch.Generator().manual_seed(17)
    x = torch.sin(torch.arange(64.0)).reshape(32, 2)
    data = list(zip(x, x.square().sum(1, keepdim=True)))
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    training = DataLoader(data, batch_size=8, shuffle=True, generator=generator)
    validation = DataLoader(data, batch_size=8, generator=generator)
    for epoch in range(3):
        for inputs, targets in training:
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(inputs), targets).backward()
            optimizer.step()
        if validate:
            losses = [torch.nn.functional.mse_loss(model(inputs), targets) for inputs, targets in validation]
            print("validation loss", sum(losses).item())
    weights = torch.cat([p.flatten() for p in model.parameters()])
    print("observed", hashlib.sha256(weights.detach().numpy().tobytes()).hexdigest())


train(validate=True)
train(validate=False)
