import hashlib

import torch


class Noisy(torch.nn.Module):
    def forward(self, x):
        torch.manual_seed(17)
        return x + 0.1 * torch.randn_like(x)


model = Noisy()
for step in range(4):
    output = model(torch.linspace(-1, 1, 16))
    print("observed", hashlib.sha256(output.detach().numpy().tobytes()).hexdigest())
