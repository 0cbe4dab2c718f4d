import torch
from torch.utils.data import DataLoader, TensorDataset, random_split

xs = torch.arange(300.0).reshape(100, 3) / 300
ys = xs @ torch.tensor([1.0, 2.0, 3.0])
data = TensorDataset(xs, ys)
train, test = random_split(data, [80, 20])
weights = torch.zeros(3)
for x, y in DataLoader(train, batch_size=20):
    weights = weights + 0.1 * (x.T @ (y - x @ weights)) / len(x)
error = sum(((x @ weights - y) ** 2).sum().item() for x, y in DataLoader(test, batch_size=20))
print(weights.tolist(), error)
