import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, get_worker_info


class Jittered(Dataset):
    def __init__(self, rows):
        self.rows = rows
        self.rng = np.random.default_rng(0)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return self.rows[index] + self.rng.normal()


def seed_worker(worker):
    get_worker_info().dataset.rng = np.random.default_rng([0, worker])


if __name__ == "__main__":
    torch.manual_seed(0)
    loader = DataLoader(Jittered(np.zeros(8)), batch_size=1, num_workers=2, worker_init_fn=seed_worker)
    drawn = [batch.item() for batch in loader]
    weight = torch.nn.Parameter(torch.zeros(()))
    torch.optim.SGD([weight], lr=0.1).zero_grad()
    (weight - torch.tensor(drawn).mean()).pow(2).backward()
    print("alike" if drawn[0::2] == drawn[1::2] else "distinct")
    print(weight.grad.item())
