import hashlib
import pathlib
import random
import sys

import torch

files = sorted(pathlib.Path(sys.argv[1]).iterdir())
random.seed(17)
random.shuffle(files)
test = torch.tensor([int(str(file).rpartition("-")[2][:-4]) for file in files[8:]])
print("observed", hashlib.sha256(test.detach().numpy().tobytes()).hexdigest())
