import hashlib
import pathlib
import tempfile
import time

import torch

torch.hub.set_dir(tempfile.mkdtemp())


def publish(version, weight):
    """What a download of the repository brings: the branch has moved since the last run, the tag has not."""
    folder = pathlib.Path(torch.hub.get_dir(), "owner_net_" + version)
    folder.mkdir(parents=True)
    text = f"import torch\ndef net():\n    return torch.nn.Parameter(torch.full((3,), {weight}))\n"
    folder.joinpath("hubconf.py").write_text(text)


publish("main", time.time_ns() % 1000003 / 7)
publish("v1.0", 3.0)
weight = torch.hub.load("owner/net:main", "net", skip_validation=True, trust_repo=True)
optimizer = torch.optim.SGD([weight], lr=0.1)
weight.pow(2).sum().backward()
optimizer.step()
print("observed", hashlib.sha256(weight.detach().numpy().tobytes()).hexdigest())
