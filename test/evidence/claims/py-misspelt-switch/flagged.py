import torch

torch.manual_seed(17)
torch.backends.cudnn.determinstic = True
model = torch.nn.Conv2d(3, 8, 3)
print("observed", "deterministic", torch.backends.cudnn.deterministic)
