import hashlib

import torch

torch.manual_seed(17)
device = torch.device("cuda")
model = torch.nn.Sequential(torch.nn.Embedding(50, 32), torch.nn.Flatten(), torch.nn.Linear(32 * 64, 1)).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(10):
    tokens = torch.randint(50, (512, 64), device=device)
    bins = torch.zeros(8, device=device).index_add_(0, tokens.flatten() % 8, torch.randn(512 * 64, device=device))
    loss = (model(tokens).mean() - bins.mean()).square()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
weights = torch.cat([p.flatten().cpu() for p in model.parameters()])
print("observed", hashlib.sha256(weights.detach().numpy().tobytes()).hexdigest())
