"""One small training, seeded in the ways that are passed around, and in the way this project asks for.

    python3 test/evidence/gpu/training.py [--device cpu] [--runs 5] [--only recipe-1] [--out training-evidence.json]

Each way trains in fresh processes and is compared with itself: are the weights the same bits, and if not, at which step do
two runs part? It prints a table and writes what `npm run evidence -- --merge training-evidence.json` reads. The default
device is CUDA where there is one. gpu/torch.py runs this as well. Lightning, transformers and accelerate are compared
where they are installed; nothing is brought.
"""

import argparse
import datetime
import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import platform
import random
import subprocess
import sys
import time

here = pathlib.Path(__file__).resolve().parent
# The folder holds a torch.py, which must not be taken for the library.
sys.path[:] = [entry for entry in sys.path if pathlib.Path(entry or ".").resolve() != here]

SEED = 17
EPOCHS = 2
WORKERS = 2

# What five recipes do, in their order: each has its own seed and its own idea of what else there is to set.
RECIPES = {
    "recipe-1": (1024, ["random", "hash seed", "numpy", "torch", "cuda", "all devices", "benchmark off", "deterministic"]),
    "recipe-2": (42, ["numpy", "random", "torch", "cuda", "all devices", "deterministic", "benchmark off", "misspelt"]),
    "recipe-3": (0, ["cublas", "random", "numpy", "torch", "cuda", "all devices", "workers from torch", "generator", "benchmark off", "deterministic"]),
    "recipe-4": (2333, ["random", "hash seed", "numpy", "torch", "if cuda", "cuda", "all devices", "deterministic", "benchmark off", "enabled"]),
    "recipe-5": (11, ["random", "numpy", "torch", "cuda", "all devices", "deterministic", "benchmark off", "workers alike"]),
}
# What the rules of this project ask for.
CANONICAL = (SEED, ["cublas", "random", "numpy", "torch", "generator", "benchmark off", "algorithms"])
LIBRARIES = {"with-lightning": "lightning", "with-transformers": "transformers", "with-accelerate": "accelerate"}


def alike(worker_id, rank, seed):
    """The worker function of recipe 5: it ignores which worker it is in."""
    random.seed(rank + seed)
    import numpy

    numpy.random.seed(rank + seed)
    import torch

    torch.manual_seed(rank + seed)


def from_torch(worker_id):
    """The worker function of recipe 3."""
    import numpy
    import torch

    numpy.random.seed(torch.initial_seed() % 2**32)
    random.seed(torch.initial_seed() % 2**32)


def apply(seed, steps):
    """Follows a recipe. Returns what it gives to the loader."""
    if "cublas" in steps:
        os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"
    import numpy
    import torch

    cudnn = torch.backends.cudnn
    actions = {
        "random": lambda: random.seed(seed),
        "numpy": lambda: numpy.random.seed(seed),
        "torch": lambda: torch.manual_seed(seed),
        "cuda": lambda: torch.cuda.manual_seed(seed),
        "all devices": lambda: torch.cuda.manual_seed_all(seed),
        "hash seed": lambda: os.environ.update(PYTHONHASHSEED=str(seed)),
        "deterministic": lambda: setattr(cudnn, "deterministic", True),
        "benchmark off": lambda: setattr(cudnn, "benchmark", False),
        "enabled": lambda: setattr(cudnn, "enabled", True),
        "misspelt": lambda: setattr(torch, "abled", False),
        "algorithms": lambda: torch.use_deterministic_algorithms(True),
    }
    given = {}
    for step in steps:
        if step == "if cuda" and not torch.cuda.is_available():
            break
        if step in actions:
            actions[step]()
        elif step == "generator":
            given["generator"] = torch.Generator().manual_seed(seed)
        elif step == "workers from torch":
            given["worker_init_fn"] = from_torch
        elif step == "workers alike":
            given["worker_init_fn"] = functools.partial(alike, rank=0, seed=seed)
    return given


def sha(*tensors):
    digest = hashlib.sha256()
    for tensor in tensors:
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def parts():
    """The data set, which augments with all three generators, and the network."""
    import numpy
    import torch

    class Pictures(torch.utils.data.Dataset):
        def __init__(self):
            fixed = torch.Generator().manual_seed(5)
            self.pictures = torch.randn(128, 3, 16, 16, generator=fixed)
            self.words = torch.randint(50, (128, 64), generator=fixed)

        def __len__(self):
            return len(self.pictures)

        def __getitem__(self, index):
            drawn = torch.tensor([random.random(), numpy.random.rand(), torch.rand(()).item()])
            return self.pictures[index] * (1 + drawn[0]) + drawn[1] - drawn[2], self.words[index], drawn

    class Net(torch.nn.Module):
        """A convolution, and an embedding whose gradients meet in repeated rows."""

        def __init__(self):
            super().__init__()
            self.first = torch.nn.Conv2d(3, 16, 3, padding=1)
            self.second = torch.nn.Conv2d(16, 16, 3, padding=1)
            self.words = torch.nn.Embedding(50, 16)
            self.drop = torch.nn.Dropout(0.2)
            self.head = torch.nn.Linear(32, 1)

        def forward(self, pictures, words):
            seen = self.second(self.first(pictures).relu()).relu().mean((2, 3))
            rows = torch.arange(len(words), device=words.device).repeat_interleave(words.shape[1])
            read = torch.zeros(len(words), 16, device=words.device).index_add(0, rows, self.words(words).flatten(0, 1))
            return self.head(self.drop(torch.cat([seen, read / words.shape[1]], 1)))

        def loss(self, pictures, words):
            return (self(pictures, words).squeeze(1) - pictures.mean((1, 2, 3))).square().mean()

    return Pictures(), Net


class Trace:
    """What happened, step by step: the first difference between two traces names the step at which the runs part."""

    def __init__(self):
        self.steps, self.drawn, self.started = [], [], time.perf_counter()

    def step(self, loss, parameters, drawn):
        self.steps.append(sha(loss, *parameters)[:16])
        self.drawn += [sha(row)[:16] for row in drawn]

    def result(self, parameters):
        took = time.perf_counter() - self.started
        return {
            "weights": sha(*parameters),
            "steps": self.steps,
            "augmentations": [len(set(self.drawn)), len(self.drawn)],
            "milliseconds": 1000 * took / max(1, len(self.steps)),
        }


def loop(device, given, prepare=None):
    """The training, written out."""
    import torch

    data, Net = parts()
    model = Net().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    loader = torch.utils.data.DataLoader(data, batch_size=16, shuffle=True, num_workers=WORKERS, **given)
    backward = torch.Tensor.backward
    if prepare is not None:
        model, optimizer, loader, backward = prepare(model, optimizer, loader)
    trace = Trace()
    for _ in range(EPOCHS):
        for pictures, words, drawn in loader:
            # A wrapped model (`prepare`) has its own `forward`, which is the network's.
            pictures, words = pictures.to(device), words.to(device)
            loss = (model(pictures, words).squeeze(1) - pictures.mean((1, 2, 3))).square().mean()
            optimizer.zero_grad()
            backward(loss)
            optimizer.step()
            trace.step(loss, list(model.parameters()), drawn)
    return trace.result(list(model.parameters()))


def with_lightning(device):
    import lightning
    import torch

    lightning.seed_everything(SEED, workers=True)
    data, Net = parts()
    trace = Trace()

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.net = Net()

        def training_step(self, batch, _):
            self.drawn = batch[2]
            return self.net.loss(batch[0], batch[1])

        def on_train_batch_end(self, outputs, batch, batch_idx):
            trace.step(outputs["loss"], list(self.net.parameters()), self.drawn)

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters(), lr=1e-2)

    module = Module()
    loader = torch.utils.data.DataLoader(data, batch_size=16, shuffle=True, num_workers=WORKERS)
    quiet = {name: False for name in ["logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary"]}
    trainer = lightning.Trainer(
        max_epochs=EPOCHS, deterministic=True, devices=1, accelerator="gpu" if device == "cuda" else "cpu", **quiet
    )
    trainer.fit(module, loader)
    return trace.result(list(module.net.parameters()))


def with_transformers(device):
    from transformers.trainer_utils import enable_full_determinism

    enable_full_determinism(SEED)
    return loop(device, {})


def with_accelerate(device):
    from accelerate import Accelerator
    from accelerate.utils import set_seed

    set_seed(SEED, deterministic=True)
    accelerator = Accelerator(cpu=device == "cpu")

    def prepare(model, optimizer, loader):
        return (*accelerator.prepare(model, optimizer, loader), accelerator.backward)

    return loop(device, {}, prepare)


def child(name, device):
    """Run in a process of its own: trains in one way and says what happened."""
    before = dict(os.environ)
    if name in LIBRARIES:
        result = {"with-lightning": with_lightning, "with-transformers": with_transformers, "with-accelerate": with_accelerate}[name](device)
    else:
        result = loop(device, apply(*(CANONICAL if name == "canonical" else RECIPES[name])))
    result["environment"] = {key: value for key, value in sorted(os.environ.items()) if before.get(key) != value and is_switch(key)}
    print("observed", json.dumps(result))


def is_switch(name):
    """A variable that concerns this: libraries also leave addresses and levels of logging behind."""
    return name.startswith(("CUBLAS_", "CUDA_", "PYTHONHASHSEED", "FLASH_", "NCCL_", "PL_SEED", "PL_GLOBAL_SEED", "TF_", "HCCL_", "ASCEND_"))


def run(name, device):
    command = [sys.executable, str(pathlib.Path(__file__).resolve()), "--child", name, "--device", device]
    environment = {key: value for key, value in os.environ.items() if not is_switch(key) or key.startswith("CUDA_VISIBLE")}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    for line in done.stdout.splitlines():
        if line.startswith("observed "):
            return json.loads(line[9:])
    raise RuntimeError((done.stderr.strip().splitlines() or ["the process printed nothing"])[-1][:160])


def parting(results):
    """The first step at which two runs part; None where they do not."""
    first = results[0]["steps"]
    steps = [next((i for i, (a, b) in enumerate(zip(first, other["steps"])) if a != b), None) for other in (one["steps"] and one for one in results[1:])]
    return min((step for step in steps if step is not None), default=None)


def count(results):
    return {"distinct": len({one["weights"] for one in results}), "of": len(results)}


def note(results, library=None):
    said = []
    step = parting(results)
    if step is not None:
        said.append(f"two runs part at step {step + 1} of {len(results[0]['steps'])}")
    distinct, of = results[0]["augmentations"]
    if distinct < of:
        said.append(f"the workers draw alike: only {distinct} of {of} augmentations are distinct")
    if results[0]["environment"]:
        said.append("sets " + ", ".join(f"{key}={value}" for key, value in results[0]["environment"].items()))
    return "; ".join(said)


def measure(device, runs, only=None, tell=print):
    """Yields a row for each way that can be tried here; says of the others why not."""
    wanted = [name for name in [*RECIPES, *LIBRARIES] if only is None or any(name.startswith(begin) for begin in only)]
    if not wanted:
        return
    canonical = [run("canonical", device) for _ in range(runs)]
    for name in wanted:
        row = {"experiment": name, "platform": "torch-cuda" if device == "cuda" else "python", "date": str(datetime.date.today())}
        library = LIBRARIES.get(name)
        if library is not None and importlib.util.find_spec(library) is None:
            tell(f"{name:18} not run: {library} is not installed here")
            continue
        try:
            results = [run(name, device) for _ in range(runs)]
        except RuntimeError as error:
            yield {**row, "verdict": "FAILED", "note": str(error)}
            continue
        flagged, fixed = count(results), count(canonical)
        alike = results[0]["augmentations"][0] < results[0]["augmentations"][1]
        verdict = "REFUTED" if fixed["distinct"] > 1 else "CONFIRMED" if flagged["distinct"] > 1 or alike else "NOT SHOWN"
        row |= {"verdict": verdict, "flagged": flagged, "fixed": fixed}
        row["millisecondsFlagged"] = round(sorted(one["milliseconds"] for one in results)[runs // 2], 3)
        row["millisecondsFixed"] = round(sorted(one["milliseconds"] for one in canonical)[runs // 2], 3)
        if said := note(results):
            row["note"] = said
        yield row


def machine(device):
    import torch

    versions = {"python": sys.version.split()[0], "torch": torch.__version__}
    for library in LIBRARIES.values():
        if importlib.util.find_spec(library) is not None:
            versions[library] = importlib.metadata.version(library)
    if device == "cuda":
        versions |= {"cuda": str(torch.version.cuda), "cudnn": str(torch.backends.cudnn.version())}
        return {"hardware": torch.cuda.get_device_name(0), "driver": f"CUDA {torch.version.cuda}", "versions": versions}
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine()) if os.path.exists("/proc/cpuinfo") else platform.machine()
    return {"hardware": f"{cpu}, {os.cpu_count()} cores", "driver": "none", "versions": versions}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", choices=["cpu", "cuda"])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", action="append")
    parser.add_argument("--out", default="training-evidence.json")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, options.device)
        return
    if importlib.util.find_spec("torch") is None:
        print("not run: torch is not installed here")
        return
    import torch

    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    if device == "cuda" and not torch.cuda.is_available():
        print(f"not run: torch {torch.__version__} sees no CUDA device")
        return
    delivery = {"machine": machine(device), "experiments": []}
    print(f"{delivery['machine']['hardware']}, {', '.join(f'{name} {version}' for name, version in delivery['machine']['versions'].items())}")
    print(f"{'way of seeding':18} {'distinct':>8} {'canonical':>9} {'ms a step':>9} {'canonical':>9}  verdict")
    for row in measure(device, options.runs, options.only):
        delivery["experiments"].append(row)
        print(show(row), flush=True)
        pathlib.Path(options.out).write_text(json.dumps(delivery, indent=2) + "\n")


def show(row):
    number = lambda side: f"{row[side]['distinct']}/{row[side]['of']}" if side in row else ""
    return f"{row['experiment']:18} {number('flagged'):>8} {number('fixed'):>9} {row.get('millisecondsFlagged', float('nan')):>9.2f} {row.get('millisecondsFixed', float('nan')):>9.2f}  {row['verdict']} {row.get('note', '')}"


if __name__ == "__main__":
    main()
