import hashlib

import torch

torch.manual_seed(17)
dropout = torch.nn.Dropout(0.5)
for step in range(4):
    mask = dropout(torch.linspace(1, 2, 64))
    print("observed", hashlib.sha256(mask.detach().numpy().tobytes()).hexdigest())
