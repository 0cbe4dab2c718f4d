import hashlib

import torch

torch.manual_seed(17)
torch.use_deterministic_algorithms(True)
torch.backends.cudnn.benchmark = True
gradients = []
for width in range(16, 56):
    layer = torch.nn.Conv2d(16, 32, 3, padding=1, device="cuda")
    layer(torch.randn(8, 16, width, width, device="cuda")).square().sum().backward()
    gradients.append(layer.weight.grad.flatten().cpu())
weights = torch.cat(gradients)
print("observed", hashlib.sha256(weights.detach().numpy().tobytes()).hexdigest())
