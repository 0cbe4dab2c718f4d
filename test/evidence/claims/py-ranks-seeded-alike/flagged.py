import hashlib
import sys

import torch
import torch.distributed as dist
import torch.multiprocessing as mp


def train(rank, rendezvous):
    dist.init_process_group("gloo", init_method=rendezvous, rank=rank, world_size=2)
    torch.manual_seed(17)
    model = torch.nn.Linear(8, 1)
    dropout = torch.nn.Dropout(0.5)
    mask = dropout(torch.linspace(1, 2, 64))
    model(mask.reshape(8, 8)).sum().backward()
    sys.stdout.write(f"observed {hashlib.sha256(mask.numpy().tobytes()).hexdigest()}\n")
    sys.stdout.flush()
    dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as directory:
        mp.spawn(train, args=("file://" + directory + "/rendezvous",), nprocs=2)
