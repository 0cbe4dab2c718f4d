import hashlib
import random

import torch

generator = random.Random(17)
batch = torch.tensor(generator.sample(range(1000), 16))
print("observed", hashlib.sha256(batch.detach().numpy().tobytes()).hexdigest())
