"""Starts children in one of the ways there are; prints what each drew, by every generator, and its path."""

import sys

from reproducible_runs import enforce

run = enforce(seed=42)

import concurrent.futures
import json
import multiprocessing
import os
import random

NUMPY = 'numpy' in sys.argv
if NUMPY:
    import numpy


def draw(_):
    drawn = [random.random(), run.stream('augment').next(), random.Random().random()]
    if NUMPY:
        drawn += [numpy.random.rand(), numpy.random.default_rng().random(), numpy.random.RandomState().rand()]
    return [list(run.receipt['path']), drawn]


def put(queue):
    queue.put(draw(None))


def processes(context):
    queue = context.Queue()
    children = [context.Process(target=put, args=(queue,)) for _ in range(3)]
    for child in children:
        child.start()
    found = [queue.get() for _ in children]
    for child in children:
        child.join()
    return sorted(found, key=str)


def pool(context):
    # Several jobs, and pools one after the other: numbers must not depend on which worker is free.
    found = []
    for _ in range(2):
        with context.Pool(3) as workers:
            found += workers.map(draw, range(5), chunksize=1)
            found += workers.imap(draw, range(3))
            found += [workers.apply_async(draw, (None,)).get()]
    return found


def executor(context):
    found = []
    for _ in range(2):
        with concurrent.futures.ProcessPoolExecutor(3, mp_context=context) as workers:
            found += workers.map(draw, range(6))
    return found


def fork():
    found = []
    for _ in range(2):
        read, write = os.pipe()
        if os.fork() == 0:
            os.write(write, json.dumps(draw(None)).encode())
            os._exit(0)
        os.wait()
        found.append(json.loads(os.read(read, 100_000)))
    return found


def joblib_calls():
    import joblib

    found = []
    for _ in range(2):
        found += joblib.Parallel(n_jobs=3)(joblib.delayed(draw)(i) for i in range(12))
    return found


def loky_executor():
    from joblib.externals.loky import get_reusable_executor

    return list(get_reusable_executor(3).map(draw, range(6)))


if __name__ == '__main__':
    way, method = sys.argv[1].split(':')
    ways = {'processes': processes, 'pool': pool, 'executor': executor}
    others = {'fork': fork, 'joblib': joblib_calls, 'loky': loky_executor}
    found = ways[way](multiprocessing.get_context(method)) if way in ways else others[way]()
    print(json.dumps([*found, draw(None)]))
