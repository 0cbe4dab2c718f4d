import hashlib
import random

import torch

random.seed(17)
examples = list(range(32))
random.shuffle(examples)
test = torch.tensor(examples[24:])
print("observed", hashlib.sha256(test.detach().numpy().tobytes()).hexdigest())
