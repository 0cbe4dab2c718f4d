import hashlib

import torch
from torch.utils.data import DataLoader


def train(start, end):
    torch.manual_seed(17)
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    if start > 0:
        checkpoint = torch.load("checkpoint.pt")
        model.load_state_dict(checkpoint["model"])
        optimizer.load_state_dict(checkpoint["optimizer"])
        torch.set_rng_state(checkpoint["rng"])
    loader = DataLoader(torch.arange(16.0).reshape(16, 1), batch_size=4, shuffle=True)
    for epoch in range(start, end):
        for batch in loader:
            optimizer.zero_grad()
            loss = (model(batch) - batch.square()).abs().mean()
            loss.backward()
            optimizer.step()
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    checkpoint["rng"] = torch.get_rng_state()
    torch.save(checkpoint, "checkpoint.pt")
    return hashlib.sha256(model.weight.detach().numpy().tobytes()).hexdigest()


print("observed", train(0, 4))
train(0, 2)
print("observed", train(2, 4))
