import hashlib

import torch


class Noisy(torch.nn.Module):
    def forward(self, x):
        return x + 0.1 * torch.randn_like(x)


torch.manual_seed(17)
model = Noisy()
for step in range(4):
    output = model(torch.linspace(-1, 1, 16))
    print("observed", hashlib.sha256(output.detach().numpy().tobytes()).hexdigest())
