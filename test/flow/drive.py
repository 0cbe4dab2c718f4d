"""Runs many small programs, each in a forked child of one process that has imported the libraries.

A child starts as a fresh process would: every global generator is seeded from the operating system. The salt of string
hashes belongs to the process, so two runs that are to be compared come from two processes.

Each line of its input is one program, {"id": …, "folder": …, "main": …}; each line of its output is what one did,
{"id": …, "observed": …} or {"id": …, "error": …}.
"""

import json
import os
import random
import signal
import sys
import types

import numpy as np
import torch
import torch.utils.data  # noqa: F401

try:
    import pandas  # noqa: F401
except ImportError:
    pass

torch.set_num_threads(1)


def warm_up():
    """Loads what the libraries load at their first use, so that no child has to."""
    weight = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.1)
    weight.sum().backward()
    optimizer.step()
    torch.optim.lr_scheduler.LambdaLR(optimizer, lambda _: 1.0)
    next(iter(torch.utils.data.DataLoader([0.0, 1.0], batch_size=2)))


warm_up()


def child(folder, main, pipe):
    os.dup2(pipe, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.chdir(folder)
    sys.path.insert(0, folder)
    sys.argv[:] = [main]
    signal.alarm(30)
    random.seed()
    np.random.seed()
    torch.seed()
    module = types.ModuleType("__main__")
    module.__file__ = main
    sys.modules["__main__"] = module
    try:
        with open(main) as file:
            exec(compile(file.read(), main, "exec"), module.__dict__)
        sys.stdout.flush()
    except BaseException as error:
        os.write(1, f"\nerror {type(error).__name__}: {error}".encode())
    os._exit(0)


for line in sys.stdin:
    program = json.loads(line)
    reader, writer = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        child(program["folder"], program["main"], writer)
    os.close(writer)
    with os.fdopen(reader, errors="replace") as stream:
        said = stream.read().strip().splitlines()
    _, status = os.waitpid(pid, 0)
    observed = next((one for one in said if one.startswith("observed ")), None)
    if observed is not None:
        print(json.dumps({"id": program["id"], "observed": observed[9:]}), flush=True)
    else:
        last = said[-1] if said else ""
        print(json.dumps({"id": program["id"], "error": last[:300] or f"status {status}"}), flush=True)
