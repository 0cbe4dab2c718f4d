"""Runs many small programs, each in a forked child of one process that has imported the libraries.

A child starts as a fresh process would: every global generator is seeded from the operating system. The salt of string
hashes belongs to the process, so two runs that are to be compared come from two processes.

Each line of its input is one program, {"id": …, "text": …}; each line of its output is what one did,
{"id": …, "observed": …} or {"id": …, "error": …}.
"""

import json
import os
import random
import signal
import sys

import numpy as np
import sklearn.model_selection  # noqa: F401  imported once, here, for the programs
import torch
import torch.utils.data  # noqa: F401

torch.set_num_threads(1)


def child(text, pipe):
    os.dup2(pipe, 1)
    signal.alarm(60)
    random.seed()
    np.random.seed()
    torch.seed()
    try:
        exec(compile(text, "<program>", "exec"), {"__name__": "__main__"})
        sys.stdout.flush()
    except BaseException as error:
        os.write(1, f"error {type(error).__name__}: {error}".encode())
    os._exit(0)


for line in sys.stdin:
    program = json.loads(line)
    reader, writer = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        child(program["text"], writer)
    os.close(writer)
    with os.fdopen(reader) as stream:
        said = stream.read().strip()
    _, status = os.waitpid(pid, 0)
    last = said.splitlines()[-1] if said else ""
    if last.startswith("observed "):
        print(json.dumps({"id": program["id"], "observed": last[9:]}), flush=True)
    else:
        print(json.dumps({"id": program["id"], "error": last[:300] or f"status {status}"}), flush=True)
