import os

import torch

torch.manual_seed(17)
first = torch.randn(8, 8, device="cuda") @ torch.randn(8, 8, device="cuda")
at_start = os.environ.get("CUBLAS_WORKSPACE_CONFIG", "unset")
os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"
torch.use_deterministic_algorithms(True)
print("observed", at_start, tuple(first.shape))
