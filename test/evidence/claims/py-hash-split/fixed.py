import hashlib
import zlib

import torch

torch.manual_seed(17)
names = [f"image-{i}" for i in range(64)]
test = torch.tensor([i for i, name in enumerate(names) if zlib.crc32(name.encode(), 17) % 4 == 0])
print("observed", hashlib.sha256(test.detach().numpy().tobytes()).hexdigest())
