import os
import subprocess
import sys

import torch

torch.manual_seed(17)
weights = torch.randn(2)
os.environ["PYTHONHASHSEED"] = "17"
child = subprocess.run([sys.executable, "-c", "print(hash('cat'))"], capture_output=True, text=True)
print("observed", child.stdout.strip())
