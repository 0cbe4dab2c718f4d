import hashlib
import zlib

import torch

torch.manual_seed(17)
classes = list(dict.fromkeys(["cat", "dog", "bird", "fish", "cow", "horse", "sheep", "goat"]))
key = zlib.crc32(b"cat")
weights = torch.randn(len(classes))
print("observed", hashlib.sha256(str((key, weights.tolist())).encode()).hexdigest())
