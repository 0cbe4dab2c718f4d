import hashlib
import os

import torch

os.environ["PYTHONHASHSEED"] = "17"
torch.manual_seed(17)
classes = list(dict.fromkeys(["cat", "dog", "bird", "fish", "cow", "horse", "sheep", "goat"]))
key = hash("cat")
weights = torch.randn(len(classes))
print("observed", hashlib.sha256(str((key, weights.tolist())).encode()).hexdigest())
