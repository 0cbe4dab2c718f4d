import hashlib
import random

import torch

random.seed(17)
generator = random.Random()
batch = torch.tensor(generator.sample(range(1000), 16))
print("observed", hashlib.sha256(batch.detach().numpy().tobytes()).hexdigest())
