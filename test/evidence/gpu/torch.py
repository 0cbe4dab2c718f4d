"""Every PyTorch experiment that needs a GPU, in one call, on a machine without network.

    python3 test/evidence/gpu/torch.py [--only index-add] [--runs 30] [--processes 8] [--out torch-evidence.json]

It prints a table and writes what `npm run evidence -- --merge torch-evidence.json` reads. Each experiment runs a flagged
and a fixed form and counts distinct results. Without CUDA every experiment says `not run`, with the reason, and the
exit status is 0: a machine without a GPU refutes nothing. The claims that name the platform `torch-cuda` are run too,
in fresh processes.
"""

import argparse
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

# This file is called torch.py: its own folder must not be searched for the library of that name.
here = pathlib.Path(__file__).resolve().parent
sys.path[:] = [entry for entry in sys.path if pathlib.Path(entry or ".").resolve() != here]

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    torch = None

SEED = 17
EXPERIMENTS = {}
DEVICE = "cuda"
# What asks CUDA itself: there is nothing to try of it without one.
NEEDS_CUDA = {"cudnn-benchmark", "cublas-workspace", "late-cuda-visible-devices", "jax-segment-sum"}
OTHER_SEED = os.environ.get("REPRODUCIBLE_EVIDENCE_SEED", "71")


class Stops(Exception):
    """The fixed form refuses the operation, as it should."""


def experiment(name, across="within one", runs=None):
    def register(build):
        EXPERIMENTS[name] = (build, across, runs)
        return build

    return register


def sha(*tensors):
    digest = hashlib.sha256()
    for tensor in tensors:
        tensor = tensor.detach().contiguous().cpu()
        digest.update(str((tensor.dtype, tuple(tensor.shape))).encode())
        digest.update(tensor.view(torch.uint8).numpy().tobytes() if tensor.dim() else bytes(str(tensor.item()), "ascii"))
    return digest.hexdigest()


def normal(*shape, seed=SEED, dtype=None, grad=False):
    generator = torch.Generator().manual_seed(seed)
    tensor = torch.randn(*shape, generator=generator).to(DEVICE, dtype or torch.float32)
    return tensor.requires_grad_(grad)


def integers(high, *shape, seed=SEED):
    return torch.randint(high, shape, generator=torch.Generator().manual_seed(seed)).to(DEVICE)


class deterministic:
    """use_deterministic_algorithms for one block; an operation that has no deterministic kernel stops."""

    def __enter__(self):
        torch.use_deterministic_algorithms(True)

    def __exit__(self, kind, value, traceback):
        torch.use_deterministic_algorithms(False)
        if kind is RuntimeError and "deterministic" in str(value):
            raise Stops(str(value).splitlines()[0][:160])


def plain_and_deterministic(work):
    """The commonest pair: the same work, and the same work under use_deterministic_algorithms(True)."""

    def fixed():
        with deterministic():
            return work()

    return work, fixed


def gradient_of(make, *inputs):
    def work():
        leaves = [tensor.detach().clone().requires_grad_(True) for tensor in inputs]
        out = make(*leaves)
        weight = normal(*out.shape, seed=SEED + 1, dtype=out.dtype)
        (out * weight).sum().backward()
        return [leaf.grad for leaf in leaves]

    return work


@experiment("index-add")
def index_add():
    values, bins = normal(1_000_000), integers(8, 1_000_000)
    return plain_and_deterministic(lambda: [torch.zeros(8, device=DEVICE).index_add_(0, bins, values)])


@experiment("scatter-add")
def scatter_add():
    values, bins = normal(1_000_000), integers(8, 1_000_000)
    return plain_and_deterministic(lambda: [torch.zeros(8, device=DEVICE).scatter_add_(0, bins, values)])


@experiment("grid-sample-backward")
def grid_sample():
    x, grid = normal(4, 8, 64, 64), normal(4, 512, 512, 2, seed=3).tanh()
    return plain_and_deterministic(gradient_of(lambda a: F.grid_sample(a, grid, align_corners=False), x))


@experiment("bicubic-backward")
def bicubic():
    return plain_and_deterministic(gradient_of(lambda a: F.interpolate(a, size=(512, 512), mode="bicubic"), normal(4, 8, 64, 64)))


@experiment("bilinear-backward")
def bilinear():
    return plain_and_deterministic(gradient_of(lambda a: F.interpolate(a, size=(512, 512), mode="bilinear"), normal(4, 8, 64, 64)))


@experiment("ctc-backward")
def ctc():
    logits, targets = normal(512, 16, 32), integers(31, 16, 64) + 1
    lengths, sizes = torch.full((16,), 512), torch.full((16,), 64)

    def work():
        leaf = logits.detach().clone().requires_grad_(True)
        F.ctc_loss(leaf.log_softmax(2), targets, lengths, sizes, zero_infinity=True).backward()
        return [leaf.grad]

    return plain_and_deterministic(work)


@experiment("adaptive-pool-backward")
def adaptive_pool():
    return plain_and_deterministic(gradient_of(lambda a: F.adaptive_avg_pool2d(a, (3, 3)), normal(64, 256, 7, 7)))


@experiment("reflection-pad-backward")
def reflection_pad():
    return plain_and_deterministic(gradient_of(lambda a: F.pad(a, (3, 3, 3, 3), mode="reflect"), normal(16, 64, 32, 32)))


@experiment("embedding-bag-max-backward")
def embedding_bag():
    table, bags = normal(50, 64), integers(50, 4096, 16)
    return plain_and_deterministic(gradient_of(lambda a: F.embedding_bag(bags, a, mode="max"), table))


@experiment("bincount-weights")
def bincount():
    values, bins = normal(1_000_000), integers(8, 1_000_000)
    return plain_and_deterministic(lambda: [torch.bincount(bins, weights=values, minlength=8)])


@experiment("histc")
def histc():
    values = normal(1_000_000)
    return plain_and_deterministic(lambda: [torch.histc(values, bins=64, min=-3, max=3)])


@experiment("embedding-backward")
def embedding():
    table, tokens = normal(50, 64), integers(50, 1_000_000)
    return plain_and_deterministic(gradient_of(lambda a: F.embedding(tokens, a), table))


def attention(backend):
    from torch.nn.attention import SDPBackend, sdpa_kernel

    inputs = [normal(4, 16, 4096, 64, seed=SEED + i, dtype=torch.bfloat16) for i in range(3)]

    def make(q, k, v):
        with sdpa_kernel(getattr(SDPBackend, backend)):
            return F.scaled_dot_product_attention(q, k, v)

    return plain_and_deterministic(gradient_of(make, *inputs))


@experiment("attention-flash-backward", runs=10)
def attention_flash():
    return attention("FLASH_ATTENTION")


@experiment("attention-efficient-backward", runs=10)
def attention_efficient():
    return attention("EFFICIENT_ATTENTION")


def convolutions():
    gradients = []
    for width in range(16, 56):
        torch.manual_seed(SEED)
        layer = torch.nn.Conv2d(16, 32, 3, padding=1).to(DEVICE)
        x = normal(8, 16, width, width)
        layer(x).square().sum().backward()
        gradients.append(layer.weight.grad.flatten())
    return gradients


@experiment("cudnn-benchmark", across="processes")
def cudnn_benchmark():
    def flagged():
        torch.backends.cudnn.benchmark = True
        noise = torch.cuda.Stream()
        with torch.cuda.stream(noise):
            a = normal(2048, 2048)
            for _ in range(50):
                a = a @ a / a.norm()
        return convolutions()

    def fixed():
        torch.backends.cudnn.benchmark = False
        torch.backends.cudnn.deterministic = True
        return convolutions()

    return flagged, fixed


@experiment("cudnn-deterministic", runs=10)
def cudnn_deterministic():
    def form(value):
        def work():
            before = torch.backends.cudnn.deterministic
            torch.backends.cudnn.deterministic = value
            try:
                return convolutions()
            finally:
                torch.backends.cudnn.deterministic = before

        return work

    return form(False), form(True)


@experiment("cublas-workspace", runs=10)
def cublas_workspace():
    """Two streams multiply at once; the fixed form uses one. Whether the variable is still asked for goes into the note."""
    a, b = normal(1024, 1024), normal(1024, 1024, seed=5)

    def flagged():
        streams = [torch.cuda.Stream() for _ in range(2)]
        torch.cuda.synchronize()
        out = []
        for stream in streams:
            with torch.cuda.stream(stream):
                c = a
                for _ in range(20):
                    c = (c @ b) / 32
                out.append(c)
        torch.cuda.synchronize()
        return out

    def fixed():
        c = a
        for _ in range(20):
            c = (c @ b) / 32
        return [c]

    return flagged, fixed


@experiment("tf32-pinned", runs=2)
def tf32():
    a, b = normal(1024, 1024), normal(1024, 1024, seed=5)
    settings = iter([False, True] * 1000)

    def form(pinned):
        def work():
            torch.backends.cuda.matmul.allow_tf32 = False if pinned else next(settings)
            try:
                return [a @ b]
            finally:
                torch.backends.cuda.matmul.allow_tf32 = False

        return work

    return form(False), form(True)


@experiment("late-cuda-visible-devices", across="states", runs=2)
def late_visible_devices():
    """Hidden before CUDA starts, the device is gone; hidden after, the program goes on seeing it."""

    def form(late):
        def work():
            if late:
                torch.cuda.init()
            os.environ["CUDA_VISIBLE_DEVICES"] = ""
            return [torch.tensor([torch.cuda.device_count()])]

        return work

    return form(True), form(False)


@experiment("late-tf32-override", across="states", runs=2)
def late_tf32_override():
    """NVIDIA_TF32_OVERRIDE is read when the libraries start: set after the first product it changes nothing."""

    def form(late):
        def work():
            torch.backends.cuda.matmul.allow_tf32 = True
            if not late:
                os.environ["NVIDIA_TF32_OVERRIDE"] = "0"
            a, b = normal(1024, 1024), normal(1024, 1024, seed=5)
            first = a @ b
            os.environ["NVIDIA_TF32_OVERRIDE"] = "0"
            return [a @ b]

        return work

    return form(True), form(False)


@experiment("cublas-variable-asked-for", across="states", runs=1)
def cublas_asked():
    """Whether this torch stops when deterministic algorithms are on and CUBLAS_WORKSPACE_CONFIG is not set."""

    def form(value):
        def work():
            os.environ.pop("CUBLAS_WORKSPACE_CONFIG", None)
            if value is not None:
                os.environ["CUBLAS_WORKSPACE_CONFIG"] = value
            torch.use_deterministic_algorithms(True)
            try:
                normal(64, 64) @ normal(64, 64, seed=5)
                return [torch.tensor([0])]
            except RuntimeError as error:
                print(str(error).splitlines()[0], file=sys.stderr)
                return [torch.tensor([1])]

        return work

    return form(None), form(":4096:8")


@experiment("manual-seed-covers-cuda", runs=3)
def manual_seed_covers_cuda():
    def flagged():
        torch.seed()
        return [torch.randn(64, device=DEVICE)]

    def fixed():
        torch.manual_seed(SEED)
        return [torch.randn(64, device=DEVICE)]

    return flagged, fixed


@experiment("uninitialised-memory", runs=10)
def uninitialised():
    counter = iter(range(1, 10_000))

    def churn():
        torch.cuda.empty_cache()
        for _ in range(4):
            torch.full((1 << 20,), float(next(counter)), device=DEVICE)

    def flagged():
        churn()
        return [torch.empty(1 << 20, device=DEVICE)]

    def fixed():
        churn()
        with deterministic():
            return [torch.nan_to_num(torch.empty(1 << 20, device=DEVICE), nan=1.0)]

    return flagged, fixed


@experiment("batch-size", runs=2)
def batch_size():
    w, rows = normal(512, 512, dtype=torch.bfloat16), normal(64, 512, seed=5, dtype=torch.bfloat16)
    sizes = iter([1, 64] * 1000)

    def form(fixed):
        def work():
            size = 64 if fixed else next(sizes)
            return [(rows[:size] @ w)[0]]

        return work

    return form(False), form(True)


@experiment("jax-segment-sum", across="processes")
def jax_segment_sum():
    def form(fixed):
        def work():
            if fixed:
                os.environ["XLA_FLAGS"] = "--xla_gpu_deterministic_ops=true"
            import jax
            import jax.numpy as jnp

            if jax.default_backend() != "gpu":
                raise RuntimeError("JAX sees no GPU")
            values = jax.random.normal(jax.random.key(SEED), (1_000_000,))
            bins = jax.random.randint(jax.random.key(5), (1_000_000,), 0, 8)
            total = jax.ops.segment_sum(values, bins, 8)
            return [torch.frombuffer(bytearray(jnp.asarray(total).tobytes()), dtype=torch.float32)]

        return work

    return form(False), form(True)


def training():
    """The script beside this one: whole trainings, in processes of their own."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("training", here / "training.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def finish():
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def seconds(form):
    finish()
    started = time.perf_counter()
    result = form()
    finish()
    return result, time.perf_counter() - started


def largest_difference(results):
    """Between the first result and any other, relative to the largest magnitude."""
    if len(results) < 2:
        return None
    largest = 0.0
    for other in results[1:]:
        for a, b in zip(results[0], other):
            if a.shape != b.shape:
                continue
            a, b = a.detach().double(), b.detach().double()
            scale = max(float(a.abs().max()), 1e-30)
            largest = max(largest, float((a - b).abs().max()) / scale)
    return largest


def one(name, side):
    """Run by a child process: prints the hash and the time of one form."""
    flagged, fixed = EXPERIMENTS[name][0]()
    form = flagged if side == "flagged" else fixed
    result, took = seconds(form)
    print("observed", sha(*result), took)


def count(hashes):
    return {"distinct": len(set(hashes)), "of": len(hashes)}


def verdict(flagged, fixed, stopped):
    if fixed is not None and not stopped and fixed["distinct"] > 1:
        return "REFUTED"
    return "CONFIRMED" if flagged["distinct"] > 1 else "NOT SHOWN"


def run_experiment(name, runs, processes):
    build, across, own = EXPERIMENTS[name]
    note, stopped = None, False
    hashes, times = {"flagged": [], "fixed": []}, {"flagged": [], "fixed": []}
    difference = None
    if across in ("processes", "states"):
        forms = dict(zip(["flagged", "fixed"], build()))
        for side in ["flagged", "fixed"]:
            for _ in range(own or processes):
                child = subprocess.run([sys.executable, __file__, "--device", DEVICE, "--child", name, side], capture_output=True, text=True)
                match = re.search(r"^observed (\w+) (\S+)$", child.stdout, re.M)
                if match is None:
                    raise RuntimeError((child.stderr.strip().splitlines() or ["the process printed nothing"])[-1])
                hashes[side].append(match[1])
                times[side].append(float(match[2]))
    else:
        for side, form in zip(["flagged", "fixed"], build()):
            results = []
            try:
                form()  # the first call loads kernels; it is not counted
                for _ in range(own or runs):
                    result, took = seconds(form)
                    results.append([tensor.detach().clone() for tensor in result])
                    hashes[side].append(sha(*result))
                    times[side].append(took)
            except Stops as error:
                stopped = True
                note = f"under use_deterministic_algorithms it stops: {error}"
            if side == "flagged":
                difference = largest_difference(results)
    flagged = count(hashes["flagged"])
    fixed = count(hashes["fixed"]) if hashes["fixed"] else None
    result = verdict(flagged, fixed, stopped)
    if across == "states":
        # What is observed is the state of a switch: the two forms must get different ones.
        result = "CONFIRMED" if set(hashes["flagged"]).isdisjoint(hashes["fixed"]) else "NOT SHOWN"
    row = {"experiment": name, "platform": "torch-cuda", "verdict": result, "flagged": flagged, "date": str(datetime.date.today())}
    if fixed is not None:
        row["fixed"] = fixed
    if difference is not None:
        row["largestDifference"] = difference
    if times["flagged"]:
        row["millisecondsFlagged"] = round(1000 * sorted(times["flagged"])[len(times["flagged"]) // 2], 3)
    if times["fixed"]:
        row["millisecondsFixed"] = round(1000 * sorted(times["fixed"])[len(times["fixed"]) // 2], 3)
    if note is not None:
        row["note"] = note
    return row


def claims():
    folder = here.parent / "claims"
    for path in sorted(folder.glob("py-*/claim.json")):
        claim = json.loads(path.read_text())
        if "torch-cuda" in claim["platforms"] and (path.parent / "fixed.py").exists():
            yield path.parent, claim


def program(path, directory, seed=None):
    """Lays the program with another seed, where asked, and runs it in a fresh process."""
    text = path.read_text()
    if seed is not None:
        text = re.sub(r"(?<![\w.])17(?![\w.])", seed, text)
    target = directory / path.name
    target.write_text(text)
    child = subprocess.run([sys.executable, str(target)], capture_output=True, text=True, cwd=directory)
    if child.returncode != 0:
        raise RuntimeError((child.stderr.strip().splitlines() or ["it stopped"])[-1])
    return "\n".join(line[9:] for line in child.stdout.splitlines() if line.startswith("observed "))


def program_fingerprint(folder):
    """The same fingerprint as the one of the harness (claim.ts), so that the row is known to be of these programs."""
    digest = hashlib.sha256()
    for side in ["flagged", "fixed"]:
        for path in sorted(folder.glob(f"{side}*")):
            digest.update(f"{path.name}\0{path.read_text()}\0".encode())
    return digest.hexdigest()[:16]


def run_claim(folder, claim):
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        directory = pathlib.Path(temporary)
        flagged = [program(folder / "flagged.py", directory) for _ in range(claim["runs"])]
        fixed = [program(folder / "fixed.py", directory) for _ in range(claim["runs"])]
        other = "not applicable" if "control" in claim else ("differs" if program(folder / "fixed.py", directory, OTHER_SEED) != fixed[0] else "equal")
    shown = len(set(flagged)) > 1 if claim["defect"] == "differs" else flagged[0] != fixed[0]
    holds = len(set(fixed)) == 1
    result = "REFUTED" if not holds else "CONFIRMED" if shown and other != "equal" else "NOT SHOWN"
    return {
        "claim": folder.name,
        "platform": "torch-cuda",
        "verdict": result,
        "flagged": count(flagged),
        "fixed": count(fixed),
        "otherSeed": other,
        "date": str(datetime.date.today()),
        "program": program_fingerprint(folder),
    }


def machine():
    driver = "unknown"
    try:
        driver = subprocess.run(["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"], capture_output=True, text=True).stdout.strip() or driver
    except OSError:
        pass
    versions = {"python": sys.version.split()[0], "torch": torch.__version__, "cuda": str(torch.version.cuda), "cudnn": str(torch.backends.cudnn.version())}
    return {"hardware": torch.cuda.get_device_name(0), "driver": driver, "versions": versions}


def trial(names, options):
    """Every experiment that a processor can do, to see that the script runs. No claim is about this machine."""
    print("a trial on the processor: nothing is recorded")
    for name in names:
        try:
            row = run_experiment(name, min(options.runs, 2), 2)
            print(f"{name:32} runs: flagged {row['flagged']}, fixed {row.get('fixed')} {row.get('note', '')}", flush=True)
        except Exception as error:
            print(f"{name:32} STOPS: {type(error).__name__}: {str(error)[:160]}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--out", default="torch-evidence.json")
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda", help="cpu tries the script itself and records nothing")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    global DEVICE
    DEVICE = options.device
    if options.child:
        one(*options.child)
        return
    names = [name for name in EXPERIMENTS if options.only is None or any(name.startswith(begin) for begin in options.only)]
    folders = [pair for pair in claims() if options.only is None or any(pair[0].name.startswith(begin) for begin in options.only)]
    if options.device == "cpu" and torch is not None:
        trial([name for name in names if name not in NEEDS_CUDA], options)
        return
    if torch is None or not torch.cuda.is_available():
        reason = "torch is not installed" if torch is None else f"torch {torch.__version__} sees no CUDA device"
        trainings = [name for name in [*training().RECIPES, *training().LIBRARIES] if options.only is None or any(name.startswith(begin) for begin in options.only)]
        for name in [*names, *trainings, *(folder.name for folder, _ in folders)]:
            print(f"{name:32} not run: {reason}")
        return
    delivery = {"machine": machine(), "rows": [], "experiments": []}
    print(f"{'experiment':32} {'flagged':>9} {'fixed':>9} {'difference':>11} {'ms flagged':>11} {'ms fixed':>9}  verdict")

    def show(row):
        number = lambda side: f"{row[side]['distinct']}/{row[side]['of']}" if side in row else ""
        print(
            f"{row.get('experiment', row.get('claim')):32} {number('flagged'):>9} {number('fixed'):>9} {row.get('largestDifference', float('nan')):>11.1e} "
            f"{row.get('millisecondsFlagged', float('nan')):>11.2f} {row.get('millisecondsFixed', float('nan')):>9.2f}  {row['verdict']} {row.get('note', '')}",
            flush=True,
        )

    for name in names:
        try:
            row = run_experiment(name, options.runs, options.processes)
        except Exception as error:  # one experiment that cannot run must not take the others with it
            row = {"experiment": name, "platform": "torch-cuda", "verdict": "FAILED", "note": f"{type(error).__name__}: {str(error)[:160]}", "date": str(datetime.date.today())}
        delivery["experiments"].append(row)
        show(row)
        pathlib.Path(options.out).write_text(json.dumps(delivery, indent=2) + "\n")
    for row in training().measure("cuda", 5, options.only):
        delivery["experiments"].append(row)
        show(row)
        pathlib.Path(options.out).write_text(json.dumps(delivery, indent=2) + "\n")
    for folder, claim in folders:
        try:
            row = run_claim(folder, claim)
        except Exception as error:
            row = {"claim": folder.name, "platform": "torch-cuda", "verdict": "FAILED", "otherSeed": "not applicable", "note": f"{type(error).__name__}: {str(error)[:160]}", "date": str(datetime.date.today()), "program": program_fingerprint(folder)}
        delivery["rows"].append(row)
        show(row)
        pathlib.Path(options.out).write_text(json.dumps(delivery, indent=2) + "\n")


if __name__ == "__main__":
    main()
