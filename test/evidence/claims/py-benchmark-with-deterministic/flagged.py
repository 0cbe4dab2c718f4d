import torch

torch.manual_seed(17)
torch.use_deterministic_algorithms(True)
torch.backends.cudnn.benchmark = True
model = torch.nn.Conv2d(3, 8, 3)
print("observed", "benchmark", torch.backends.cudnn.benchmark, torch.are_deterministic_algorithms_enabled())
