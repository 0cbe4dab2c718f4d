import hashlib

import torch

labels = ["cat", "dog", "bird", "fish", "cow", "horse", "sheep", "goat"]
index = {name: i for i, name in enumerate(set(labels))}
torch.manual_seed(17)
targets = torch.tensor([index[name] for name in labels]) + torch.randint(100, (8,))
print("observed", hashlib.sha256(targets.detach().numpy().tobytes()).hexdigest())
