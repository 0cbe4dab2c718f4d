"""Makes two runs of one Python training program give the same bits.

One file, no dependencies: `npx eslint-plugin-reproducible python > reproducible_runs.py`, put it beside the program,
and make these its first lines:

    from reproducible_runs import enforce
    run = enforce(seed=42)

The keys are those of eslint-plugin-reproducible's runtime for JavaScript (scheme "reproducible/v1"), so a stream of
one name and seed gives the same numbers in both languages.

What is seeded: `random`, NumPy's global generator, torch (all devices), TensorFlow, Keras: those that are imported
already at once, the others in the moment the program imports them. What is set: `PYTHONHASHSEED` (the program starts
itself once more where it is missing), deterministic kernels of torch and TensorFlow, TF32 off. What could not be done
is an error (`mode='strict'`), a warning (`'warn'`), or a line in `run.receipt` (`'audit'`, which changes nothing).
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import difflib
import functools
import gc
import glob
import hashlib
import importlib
import importlib.machinery
import importlib.metadata
import inspect
import itertools
import json
import math
import numbers
import operator
import os
import platform
import random
import re
import struct
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from typing_extensions import Self

    Seed = int | str
    PathPart = int | str
    Path = tuple[PathPart, ...]

__all__ = ['SCHEME', 'EnforceError', 'Stream', 'compare', 'derive_key', 'enforce', 'perturbation']

SCHEME = 'reproducible/v1'
_Int = int  # `Stream` has a method of that name
_LARGEST = 2**53 - 1
_MASK = 0xFFFFFFFF
_LN2 = 0.6931471805599453


class EnforceError(RuntimeError):
    """What stops a strict run: one sentence or more for each problem."""


# Keys and streams


def _encode(part: PathPart) -> bytes:
    """One byte for the type, the length as 32 bits, the bytes: no two lists of parts give the same text."""
    if isinstance(part, str):
        kind, data = b's', part.encode('utf-8')
    elif isinstance(part, int) and not isinstance(part, bool) and 0 <= part <= _LARGEST:
        kind, data = b'i', str(part).encode('ascii')
    else:
        raise TypeError(
            f"A stream's key is made of strings and integers from 0 to 2^53-1; {part!r} is neither."
        )
    return kind + len(data).to_bytes(4, 'big') + data


def derive_key(seed: Seed, path: Sequence[PathPart]) -> bytes:
    """The 32 bytes that stand for (scheme, seed, path): SHA-256, so that no two paths are related.

    :param seed: an integer 0 ... 2**53 - 1, or a text
    :param path: strings and integers 0 ... 2**53 - 1; ``1`` and ``'1'`` are different
    """
    return hashlib.sha256(b''.join(_encode(part) for part in (SCHEME, seed, *path))).digest()


def _logarithm(x: float) -> float:
    """The natural logarithm from basic arithmetic only, which is exact in every language."""
    exponent = 0
    while x < 0.7071067811865476:
        x *= 2
        exponent -= 1
    f = (x - 1) / (x + 1)
    square = f * f
    total = 0.0
    for n in range(23, 0, -2):
        total = total * square + 1 / n
    return 2 * f * total + exponent * _LN2


class Stream:
    """One random stream (sfc32, keyed): the same numbers as the stream of that key in JavaScript."""

    def __init__(self, seed: Seed, path: Sequence[PathPart]) -> None:
        self._start(derive_key(seed, path))

    _name: str | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        # A stream of the run is found by its name: in another process it is that process's own.
        if self._name is not None and _current is not None and _current._streams.get(self._name) is self:
            return _stream_here, (_current, self._name)
        return _stream_at, (self._key, self.save())

    def _start(self, key: bytes) -> None:
        self.draws = 0
        self._key = key[16:].hex()
        self._a, self._b, self._c, self._counter = (
            int.from_bytes(key[i : i + 4], 'big') for i in range(0, 16, 4)
        )
        for _ in range(15):
            self._word()

    def _word(self) -> int:
        result = (self._a + self._b + self._counter) & _MASK
        self._counter = (self._counter + 1) & _MASK
        self._a = self._b ^ (self._b >> 9)
        self._b = (self._c * 9) & _MASK
        self._c = (((self._c << 21) | (self._c >> 11)) + result) & _MASK
        return result

    def _bits(self) -> int:
        self.draws += 1
        high = self._word() >> 5
        return (high << 26) | (self._word() >> 6)

    def next(self) -> float:
        """A float, uniform over the multiples of 2**-53 in [0, 1). One draw."""
        return self._bits() / 9007199254740992

    def int(self, n: int) -> int:
        """An integer from 0 to ``n - 1``, every one equally likely. ``n``: 1 ... 2**53."""
        if not isinstance(n, numbers.Integral) or isinstance(n, bool) or not 1 <= n <= 2**53:
            raise ValueError(f'int(n) needs an integer n from 1 to 2^53; it got {n!r}.')
        limit = 2**53 - 2**53 % n
        while True:
            value = self._bits()
            if value < limit:
                return value % n

    def normal(self) -> float:
        """A normal deviate, mean 0 and standard deviation 1. Two draws or more."""
        while True:
            x = 2 * self.next() - 1
            y = 2 * self.next() - 1
            square = x * x + y * y
            if 0 < square < 1:
                return x * math.sqrt((-2 * _logarithm(square)) / square)

    def shuffle(self, items: list[Any]) -> list[Any]:
        """Puts the list ``items`` into a random order, in place, and returns it."""
        for i in range(len(items) - 1, 0, -1):
            j = self.int(i + 1)
            items[i], items[j] = items[j], items[i]
        return items

    def tf_seed(self) -> _Int:
        """An integer 1 ... 2**31 - 1, to hand to TensorFlow."""
        return 1 + self.int(2147483647)

    def save(self) -> dict[str, Any]:
        """Where the stream stands, as plain data for :meth:`load`, in either language."""
        words = (self._a, self._b, self._c, self._counter)
        state = ''.join(f'{word:08x}' for word in words)
        return {'scheme': SCHEME, 'key': self._key, 'state': state, 'draws': self.draws}

    def load(self, saved: Any) -> Stream:
        """Goes on from where :meth:`save` was called. Raises ``ValueError`` for another stream's state."""
        if not isinstance(saved, dict) or saved.get('scheme') != SCHEME:
            raise ValueError(f'This is not the state of a stream of the scheme {SCHEME}.')
        if saved.get('key') != self._key:
            raise ValueError(
                f'This state belongs to another stream (key {saved.get("key")}, not {self._key}): '
                'the seed, the rank, the worker or the name differs.'
            )
        state, draws = saved.get('state'), saved.get('draws')
        if (
            not (isinstance(state, str) and re.fullmatch('[0-9a-f]{32}', state))
            or type(draws) is not int
            or not 0 <= draws <= _LARGEST
        ):
            raise ValueError(
                "This stream's state is damaged: it needs 32 hexadecimal digits and a count of draws."
            )
        self._a, self._b, self._c, self._counter = (int(state[i : i + 8], 16) for i in range(0, 32, 8))
        self.draws = draws
        return self


def _stream_here(run: Run, name: str) -> Stream:
    return run.stream(name)


def _stream_at(key: str, saved: dict[str, Any]) -> Stream:
    stream = Stream.__new__(Stream)
    stream._key = key
    return stream.load(saved)


# The arguments of enforce()


class Rank(NamedTuple):
    """Which of several equal processes this one is."""

    rank: int
    world_size: int | None
    source: str

# The same three as in the runtime for JavaScript: one environment is one seed, whichever language reads it.
_DECIMAL = re.compile(r'[ \t\r\n]*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[ \t\r\n]*', re.ASCII | re.IGNORECASE)
_FOREIGN = re.compile(
    r'[ \t\r\n]*[+-]?(?:0[box][\da-f_]+|[\d_.]*\d_\d[\d_.]*(?:e[+-]?[\d_]+)?)[ \t\r\n]*', re.ASCII | re.IGNORECASE
)
_LOST = re.compile(
    r'[ \t\r\n]*(?:undefined|null|none|true|false|[+-]?(?:nan|inf|infinity))[ \t\r\n]*', re.ASCII | re.IGNORECASE
)


def _check_seed(seed: object, where: str = 'enforce()') -> Seed:
    def refuse(what: str) -> NoReturn:
        raise TypeError(f'{where}: {what} A seed is an integer from 0 to 2^53-1, or a non-empty text.')

    if seed is None:
        refuse('there is no seed. Pass enforce(seed=42), or set the environment variable REPRODUCIBLE_SEED.')
    if isinstance(seed, bool):
        refuse(f'the seed is {seed}, a truth value, which other tools would quietly take for 0 or 1.')
    if isinstance(seed, str):
        if seed.strip() == '':
            refuse('the seed is an empty text, which is usually a variable that nobody filled.')
        if _DECIMAL.fullmatch(seed):
            number = float(seed)
            refuse(
                f'the seed is the text {seed!r}, and the number {number:g} would be another seed. Write int({seed!r}).'
            )
        if _FOREIGN.fullmatch(seed):
            refuse(
                f'the seed is the text {seed!r}, a number in some languages and a text in others. Write it in decimal digits.'
            )
        if _LOST.fullmatch(seed):
            refuse(f'the seed is the text {seed!r}: a value went missing before it came here.')
        if re.search('[\ud800-\udfff]', seed):
            refuse(f'the seed {seed!r} holds half of a character, which no other program can write.')
        return seed
    if not isinstance(seed, numbers.Real):
        refuse(f'the seed is of type {type(seed).__name__}.')
    number = cast(Any, seed)
    if math.isfinite(number) and int(number) == number:
        seed = int(number)
    if math.isnan(number):
        refuse('the seed is NaN: a calculation or a conversion to a number went wrong before it came here.')
    if number < 0:
        refuse(f'the seed {seed} is negative; tools disagree about the sign.')
    if number > _LARGEST:
        refuse(f'the seed {seed} is above 2^53-1, where JavaScript cannot tell neighbouring integers apart.')
    if int(number) != number:
        refuse(f'the seed {seed} has a fraction, which tools cut off.')
    return int(number)


def _check_mode(mode: str | None) -> str:
    variable = os.environ.get('REPRODUCIBLE_MODE')
    chosen = mode if mode is not None else variable if variable is not None else 'strict'
    if chosen not in ('strict', 'warn', 'audit'):
        what = 'the option mode' if mode is not None else 'REPRODUCIBLE_MODE'
        raise TypeError(f"enforce(): {what} is {chosen!r}; it must be one of 'strict', 'warn', 'audit'.")
    return chosen


def _seed_from_environment(text: str) -> Seed:
    where = f'REPRODUCIBLE_SEED={text}'
    if not _DECIMAL.fullmatch(text):
        return _check_seed(text, where)
    return _check_seed(int(text) if text.strip().isdigit() else float(text), where)


_LAUNCHERS: tuple[tuple[str, str | None], ...] = (
    ('RANK', 'WORLD_SIZE'),
    ('SLURM_PROCID', 'SLURM_NTASKS'),
    ('OMPI_COMM_WORLD_RANK', 'OMPI_COMM_WORLD_SIZE'),
    ('PMI_RANK', 'PMI_SIZE'),
    ('JOB_COMPLETION_INDEX', None),
)


def _read_rank(option: object) -> Rank:
    """``(rank, world size or None, where it comes from)``."""
    if option != 'auto':
        if isinstance(option, bool) or not isinstance(option, int) or option < 0:
            raise TypeError(
                f"enforce(): the option rank is {option!r}; it must be 'auto' or an integer from 0 on."
            )
        return Rank(option, None, 'option')

    def integer(name: str | None) -> int | None:
        value = os.environ.get(name, '') if name else ''
        if value == '':
            return None
        if not re.fullmatch(r'[0-9]{1,15}', value):
            raise TypeError(
                f'enforce(): {name}={value} is not a rank: it must be an integer from 0 on. '
                'Correct the variable, or pass enforce(rank=0).'
            )
        return int(value)

    found = [
        Rank(value, integer(size), rank)
        for rank, size in _LAUNCHERS
        for value in [integer(rank)]
        if value is not None
    ]
    for other in found:
        if other[0] != found[0][0]:
            raise TypeError(
                f'enforce(): two launchers disagree about this process: {found[0][2]}={found[0][0]} and '
                f"{other[2]}={other[0]}. Two processes would share a rank's streams. "
                f"Say which one counts: enforce(rank=int(os.environ['{found[0][2]}']))."
            )
    with_size = [entry for entry in found if entry[1] is not None]
    return (with_size or found or [Rank(0, None, 'none')])[0]


def _child_name() -> str | None:
    """The name of this process where multiprocessing has started it; also while it imports the program's first file."""
    process = cast(Any, sys.modules.get('multiprocessing.process'))
    if process is None:
        return None
    current = process.current_process()
    if process.parent_process() is None and not getattr(current, '_inheriting', False):
        return None
    return str(current.name)


def _worker_path() -> Path:
    """Which child of `multiprocessing` this process is, where its parent has not said: its own name, or its number.

    A spawned child imports the program's first file before it learns its path: what it draws there is of its name.
    """
    name = _child_name()
    if name is None:
        return ()
    process = cast(Any, sys.modules['multiprocessing.process'])
    if process.parent_process() is None:
        return ('worker', 'import', name)
    if not re.search(r'-\d+(:\d+)*$', name):
        return ('worker', name)
    return ('worker', 'process', *process.current_process()._identity)


# The processes that a program starts

# Of the functions that the workers of a pool run: what such a pool is called, and which argument its workers share.
_POOLS = {
    ('multiprocessing.pool', 'worker'): ('pool', 0),
    ('multiprocess.pool', 'worker'): ('pool', 0),
    ('concurrent.futures.process', '_process_worker'): ('executor', 0),
    ('loky.process_executor', '_process_worker'): ('executor', 0),
    ('joblib.externals.loky.process_executor', '_process_worker'): ('executor', 0),
    ('torch.utils.data._utils.worker', '_worker_loop'): ('loader', 3),
}


class _Handover:
    """Lies in a `Process`; unpickled in the child it makes the child what it is to be."""

    def __init__(self, options: dict[str, Any], path: Path, parent: int) -> None:
        self.options = options
        self.path = path
        self.parent = parent

    def __reduce__(self) -> tuple[Any, ...]:
        return _take_up, (self.options, self.path, self.parent)


def _take_up(options: dict[str, Any], path: Path, parent: int) -> _Handover:
    """What the child does with what it was handed: it starts the parent's run by a path of its own."""
    global _current
    if os.getpid() != parent:
        if _current is None:
            run = Run(**{**options, 'rank': Rank(*options['rank']), 'path': path})
            run._start()
            _current = run
        else:
            _current._enter(path)
    return _Handover(options, path, parent)


def _run_here(options: dict[str, Any], path: Path) -> Run:
    """What a pickled run becomes: the run of the process in which it is unpickled."""
    _take_up(options, (*path, 'worker', 'pickled'), os.getpid() if _current is not None else -1)
    return cast('Run', _current)


class _TaskQueue:
    """The queue a pool's worker takes its tasks from. Each task starts anew by its number.

    Which worker gets which task is decided by who is free first, so nothing may depend on the worker.
    """

    def __init__(self, queue: Any, path: Path, first_job: int) -> None:
        self._queue = queue
        self._path = path
        self._first_job = first_job

    def __reduce__(self) -> tuple[Any, ...]:
        return _TaskQueue, (self._queue, self._path, self._first_job)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queue, name)

    def get(self, *args: Any, **options: Any) -> Any:
        task = self._queue.get(*args, **options)
        number = self._number(task)
        if number is not None and _current is not None:
            _current._enter((*self._path, 'task', *number))
        return task

    def _number(self, task: Any) -> Path | None:
        if isinstance(task, tuple) and len(task) == 5:
            job, part = task[:2]
            return (job - self._first_job, part or 0) if isinstance(job, int) else None
        work = getattr(task, 'work_id', None)
        return (work,) if isinstance(work, int) else None


class _Task:
    """A function that joblib sends to a worker in a batch of several, whose size depends on how long they take."""

    def __init__(self, function: Callable[..., Any], path: Path) -> None:
        self.function = function
        self.path = path
        self.parent = os.getpid()

    def __call__(self, *args: Any, **options: Any) -> Any:
        if os.getpid() != self.parent and _current is not None:
            _current._enter(self.path)
        return self.function(*args, **options)


class _StartedChild(threading.local):
    """The path of the child that this thread is starting."""

    path: Path | None = None


_started_child = _StartedChild()
_forks_are_watched = False


def _watch_forks() -> None:
    """Tells the run of every fork, for the life of the process: the system has no way to take it back."""
    global _forks_are_watched
    if _forks_are_watched or not hasattr(os, 'register_at_fork'):
        return
    _forks_are_watched = True

    def before() -> None:
        if _current is not None:
            _current._before_fork()

    def in_child() -> None:
        if _current is not None:
            _current._after_fork()

    os.register_at_fork(before=before, after_in_child=in_child)


# What the machine is doing


def _loaded_libraries() -> set[str]:
    """Names of the shared objects in this process; empty where the system does not say."""
    try:
        with open('/proc/self/maps', encoding='utf-8', errors='replace') as maps:
            return {os.path.basename(line.split()[-1]) for line in maps if '.so' in line}
    except OSError:
        return set()


def _version(module: ModuleType) -> tuple[int, ...]:
    """The first two numbers of a module's version."""
    found = re.findall(r'\d+', str(getattr(module, '__version__', '')))
    return tuple(int(number) for number in (found + ['0', '0'])[:2])


def _hash_seed_in_force() -> str | None:
    """The PYTHONHASHSEED that this interpreter was started with: text, or None for a random one.

    Not what `os.environ` says: an assignment there comes after the interpreter has read it.
    """
    if not sys.flags.hash_randomization:
        return '0'
    claimed = os.environ.get('PYTHONHASHSEED', 'random')
    if claimed in ('', 'random', '0'):
        return None
    command = [sys.executable, '-S', '-c', 'print(hash("reproducible"))']
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return claimed if answer.stdout.strip() == str(hash('reproducible')) else None


def _notebook() -> bool:
    """Whether this is a notebook's kernel, or IPython."""
    python = cast(Any, sys.modules.get('IPython'))
    return 'ipykernel' in sys.modules or (python is not None and python.get_ipython() is not None)


def _pytest_test() -> str | None:
    """The test that is being run, without its phase; ``''`` between tests, None where no tests are run."""
    if 'pytest' not in sys.modules:
        return None
    test = os.environ.get('PYTEST_CURRENT_TEST')
    if test is None:
        return '' if 'PYTEST_VERSION' in os.environ else None
    return re.sub(r' \((?:setup|call|teardown)\)$', '', test)


def _where_no_restart_is() -> str | None:
    """What this process is, with how to start it, where it cannot be started again from inside."""
    if _notebook():
        return "a notebook's kernel. Start it with: PYTHONHASHSEED=0 jupyter lab"
    if _pytest_test() is not None:
        return 'a test run. Start it with: PYTHONHASHSEED=0 python -m pytest'
    if hasattr(sys, 'ps1') or sys.flags.interactive:
        return 'an interactive session. Start it with: PYTHONHASHSEED=0 python'
    return None


def _command_line() -> list[str]:
    """What the interpreter was started with, without itself; empty where nobody knows."""
    if hasattr(sys, 'orig_argv'):
        return list(sys.orig_argv[1:])
    # Before Python 3.10.
    try:
        with open('/proc/self/cmdline', 'rb') as command:
            return [os.fsdecode(word) for word in command.read().split(b'\0')[1:-1]]
    except OSError:
        pass
    main = sys.modules['__main__']
    flags: list[str] = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
    if main.__spec__ is not None:
        return [*flags, '-m', main.__spec__.name.rpartition('.__main__')[0] or main.__spec__.name, *sys.argv[1:]]
    return [*flags, *sys.argv] if os.path.isfile(sys.argv[0]) else []


def _why_not_restartable() -> str | None:
    command = _command_line()
    if not command or command == ['-']:
        return 'an interactive session cannot be started again. Start it with: PYTHONHASHSEED=0 python'
    if 'REPRODUCIBLE_RESTARTED' in os.environ:
        return (
            'the program was started again, and it is still missing. Start it with: PYTHONHASHSEED=0 python'
        )
    return None


def _restart(hash_seed: str) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    environment = dict(os.environ, PYTHONHASHSEED=hash_seed, REPRODUCIBLE_RESTARTED='1')
    command = [sys.executable, *_command_line()]
    if os.name == 'nt':
        # There exec returns to the shell before the new process has ended.
        sys.exit(subprocess.call(command, env=environment))
    os.execve(sys.executable, command, environment)


# What a run depends on beside its program


def _digest_file(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return f'sha256:{digest.hexdigest()}'


class _Inputs:
    """The files that a run reads, as they were when it began and as they are."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self.patterns = patterns
        self._known: dict[str, tuple[tuple[int, int], str]] = {}
        self.before = self.now()
        for pattern in patterns:
            if not glob.glob(pattern, recursive=True):
                raise FileNotFoundError(f'enforce(): there is no file {pattern!r}, which the option inputs names.')

    def now(self) -> dict[str, str]:
        found = sorted({path for pattern in self.patterns for path in glob.glob(pattern, recursive=True)})
        return {path.replace(os.sep, '/'): self._digest(path) for path in found if os.path.isfile(path)}

    def _digest(self, path: str) -> str:
        status = os.stat(path)
        stamp = (status.st_size, status.st_mtime_ns)
        if self._known.get(path, (None,))[0] != stamp:
            self._known[path] = (stamp, _digest_file(path))
        return self._known[path][1]


@functools.cache
def _packages() -> tuple[str, ...]:
    """What is installed, as `name==version`."""
    found = {
        f'{re.sub("[-_.]+", "-", str(package.metadata["Name"])).lower()}=={package.version}'
        for package in importlib.metadata.distributions()
        if package.metadata['Name']
    }
    return tuple(sorted(found))


@functools.cache
def _source() -> dict[str, Any]:
    """The commit that the program is of, and whether its files were changed since; None where git does not say."""
    main = getattr(sys.modules['__main__'], '__file__', None)
    folder = os.path.dirname(os.path.abspath(main)) if main else os.getcwd()

    def git(*command: str) -> str | None:
        try:
            ended = subprocess.run(
                ['git', '-C', folder, *command], capture_output=True, text=True, check=False, timeout=20
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return ended.stdout.strip() if ended.returncode == 0 else None

    changed = git('status', '--porcelain', '--untracked-files=no')
    return {'commit': git('rev-parse', 'HEAD'), 'dirty': None if changed is None else changed != ''}


def _driver() -> str | None:
    """The version of the driver of NVIDIA's GPUs."""
    try:
        with open('/proc/driver/nvidia/version', encoding='utf-8') as file:
            found = re.search(r'\b(\d+\.\d+(?:\.\d+)?)\b', file.readline())
    except OSError:
        return None
    return found[1] if found else None


# enforce()

_LIBRARIES = ('numpy', 'torch', 'tensorflow', 'keras')

# What is done to a module in the moment in which its import has ended: the name of a method of `Run`.
_HOOKS = {
    **{name: f'_{name}' for name in _LIBRARIES},
    'joblib.parallel': '_joblib',
    'torch.utils.data.dataloader': '_data_loaders',
    'ray': '_ray',
    'distributed': '_dask',
    'pyspark': '_spark',
    'multiprocess.process': '_watch_processes',
}


def _jobs_so_far() -> int:
    """How many jobs the pools of multiprocessing were given: the numbers of jobs are counted over all of them."""
    pool = cast(Any, sys.modules.get('multiprocessing.pool'))
    text = repr(pool.job_counter) if pool is not None else ''
    return int(text[6:-1]) if re.fullmatch(r'count\(\d+\)', text) else 0


def _frames() -> Iterator[Any]:
    """The frames that called, from the innermost on."""
    frame = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = cast(Any, frame.f_back)


# What libraries draw for themselves while they are imported: by where the generator stands after that and nothing else.
_DRAWN_BY_IMPORTS = {'random': (('rich.style', 1),), 'numpy': (('jax', 9),)}

# Modules that mean it: what they name must be nobody else's, in this run or another.
_ENTROPY_IS_MEANT = ('tempfile', 'uuid', 'secrets')


def _maker() -> str:
    """The module that makes a generator."""
    ours = (__name__, 'random')
    modules = (str(frame.f_globals.get('__name__')) for frame in _frames())
    return next((module for module in modules if module not in ours), '')


def _being_imported() -> str | None:
    """The module that is being imported: what it makes for itself must not move what the program makes."""
    for frame in _frames():
        module = str(frame.f_globals.get('__name__'))
        if frame.f_code.co_name == '<module>' and module not in ('__main__', '__mp_main__'):
            return module
    return None


def _caller() -> str:
    """Who called, as `file:line`; who called a library that did it, as well."""

    def place(frame: Any) -> str:
        file = frame.f_code.co_filename
        name = re.sub(r'.*[\\/](?:site|dist)-packages[\\/]', '', file)
        here = os.path.relpath(file) if os.path.isabs(file) and name == file else name
        return f'{file if here.startswith("..") else here}:{frame.f_lineno}'

    def is_library(frame: Any) -> bool:
        file = frame.f_code.co_filename
        return bool(re.search(r'[\\/](?:site|dist)-packages[\\/]|[\\/]lib[\\/]python3|^<frozen', file))

    # Not the library's own way from its function to what was replaced.
    passing = (__name__, 'contextlib', 'random', *_LIBRARIES)
    frames = [
        frame
        for frame in _frames()
        if str(frame.f_globals.get('__name__')).partition('.')[0] not in passing
    ]
    if not frames:
        return 'somewhere that was not seen'
    first = frames[0]
    if not is_library(first):
        return place(first)
    user = next((frame for frame in frames if not is_library(frame)), None)
    called = f'{place(first)} ({first.f_code.co_name})'
    return f'{called}, called from {place(user)}' if user is not None else called


def _place_of_making() -> str:
    """The file and the function in which something is made: where other things are made does not change it."""
    for frame in _frames():
        module = str(frame.f_globals.get('__name__'))
        if module != __name__ and module.partition('.')[0] not in ('torch', 'contextlib'):
            return f'{os.path.basename(frame.f_code.co_filename)}:{frame.f_code.co_name}'
    return ''


def _is_compiling() -> bool:
    """Whether torch's compiler is at work: its processes draw nothing, and there are none where its cache is full."""
    return any(str(frame.f_globals.get('__name__')).startswith('torch._inductor') for frame in _frames())


class _AfterImport:
    """A finder that lets the usual one find a library, and seeds it when its import has ended."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name in sys.modules:
            return None
        others = [finder for finder in sys.meta_path if not isinstance(finder, _AfterImport)]
        found = (finder.find_spec(name, path, target) for finder in others)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is None or not hasattr(spec.loader, 'exec_module'):
            return None
        is_library = self.run._importing is None and re.search(
            r'[\\/](?:site|dist)-packages[\\/]', str(spec.origin)
        )
        if name not in _HOOKS and not is_library:
            return spec
        loader = cast(Any, spec.loader)
        run, execute = self.run, loader.exec_module

        def exec_module(module: ModuleType) -> None:
            loader.exec_module = execute
            apart = is_library and run._settled and run._importing is None and run.mode != 'audit'
            with run._import_scope(name) if apart else contextlib.nullcontext():
                execute(module)
                if name in _HOOKS:
                    run._library(name, module)

        with contextlib.suppress(AttributeError):
            loader.exec_module = exec_module
        return spec


# Traces


_TRACE_FORMAT = 'reproducible/trace/1'
_TOLD = ('batch', 'weightsBefore', 'loss', 'gradients', 'weights')
_TRACE_VARIABLES = ('REPRODUCIBLE_TRACE', 'REPRODUCIBLE_TRACE_LAYERS', 'REPRODUCIBLE_TRACE_EXACT')
_PERIOD = 65536
_WORD = (1 << 64) - 1


def _odd_numbers(level: int) -> bytearray:
    """65536 odd numbers of 64 bits, little-endian: the coefficients of one digit of a position."""
    table = bytearray(hashlib.shake_128(b'reproducible/multilinear64/%d' % level).digest(8 * _PERIOD))
    table[::8] = bytes(byte | 1 for byte in table[::8])
    return table


class _Coefficients:
    """The coefficient of each position: the product of one number for each of its digits to the base 65536."""

    def __init__(self) -> None:
        self.low = _odd_numbers(0)
        self._high: dict[int, bytearray] = {}
        self._numpy: Any = None
        self._torch: dict[Any, Any] = {}

    def high(self, row: int) -> int:
        """The coefficient of all positions of one row of 65536, but for their lowest digit."""
        product, level = 1, 1
        while row:
            row, digit = divmod(row, _PERIOD)
            if level not in self._high:
                self._high[level] = _odd_numbers(level)
            product *= int.from_bytes(self._high[level][8 * digit : 8 * digit + 8], 'little')
            level += 1
        return product & _WORD

    def on(self, torch: Any, device: Any) -> Any:
        """The lowest digits' coefficients as a tensor."""
        if device not in self._torch:
            self._torch[device] = torch.frombuffer(self.low, dtype=torch.int64).to(device)
        return self._torch[device]

    def sum_numpy(self, numpy: Any, words: Any, offset: int) -> int:
        """The sum for an array of signed integers that stands at ``offset``."""
        if self._numpy is None:
            self._numpy = numpy.frombuffer(self.low, dtype='<i8')
        total = done = 0
        while done < len(words):
            row, start = divmod(offset + done, _PERIOD)
            count = min(_PERIOD - start, len(words) - done)
            # einsum casts in small pieces; a product of its own would need eight bytes for each word.
            part = numpy.einsum('i,i->', words[done : done + count], self._numpy[start : start + count])
            total += int(part) * (self.high(row) if row else 1)
            done += count
        return total & _WORD

    def sum_torch(self, torch: Any, words: Any) -> Any:
        """The same for a tensor, as a tensor where it lies."""
        low = self.on(torch, words.device)
        count = words.numel()
        rows = count // _PERIOD
        total = (words[rows * _PERIOD :] * low[: count - rows * _PERIOD]).sum() * self._signed(rows)
        # A product takes eight bytes for each word: 128 MiB at a time.
        for first in range(0, rows, 256):
            last = min(rows, first + 256)
            sums = (words[first * _PERIOD : last * _PERIOD].view(-1, _PERIOD) * low).sum(1)
            high = [self._signed(row) for row in range(first, last)]
            total = total + (sums * torch.tensor(high, dtype=torch.int64, device=words.device)).sum()
        return total

    def _signed(self, row: int) -> int:
        high = self.high(row)
        return high - (1 << 64) if high >> 63 else high


def _tensors_in(value: Any, torch: Any, found: list[Any], depth: int = 0) -> list[Any]:
    """The tensors that `value` holds, in order, appended to `found`."""
    if isinstance(value, torch.Tensor):
        found.append(value)
    elif depth < 6:
        if isinstance(value, dict):
            members: Any = value.values()
        elif isinstance(value, (list, tuple)):
            members = value
        elif hasattr(value, '__dataclass_fields__'):
            members = vars(value).values() if hasattr(value, '__dict__') else ()
        else:
            members = ()
        for member in members:
            _tensors_in(member, torch, found, depth + 1)
    return found


class _Sums:
    """What a fingerprint is made of: descriptions, and sums that may lie on a device still."""

    __slots__ = ('described', 'sums')

    def __init__(self, described: str = '') -> None:
        self.described = [described] if described else []
        self.sums: list[Any] = []

    def add(self, other: _Sums) -> _Sums:
        self.described += other.described
        self.sums += other.sums
        return self


class _Fingerprints:
    """Makes fingerprints of tensors where they lie, and fetches the sums of a step in one transfer a device."""

    def __init__(self, torch: Any, exact: bool) -> None:
        self.torch = torch
        self.exact = exact
        self.coefficients = _Coefficients()
        try:
            self._numpy: Any = importlib.import_module('numpy')
        except ImportError:
            self._numpy = None
        self._ordinary = (torch.Tensor, torch.nn.Parameter)
        self._described: dict[Any, str] = {}
        # What was just hashed is often what the next layer is given.
        self._recent: dict[int, tuple[Any, int, _Sums]] = {}

    def forget(self) -> None:
        self._recent.clear()

    def is_recent(self, tensor: Any) -> bool:
        return self._remembered(tensor) is not None

    def _remembered(self, tensor: Any) -> _Sums | None:
        known = self._recent.get(id(tensor))
        if known is None or known[0]() is not tensor or tensor.is_inference() or known[1] != tensor._version:
            return None
        return known[2]

    def of(self, tensors: Sequence[Any], *, remember: bool = False) -> _Sums:
        result = _Sums()
        for tensor in tensors:
            known = self._remembered(tensor) if remember else None
            if known is None:
                known = self._one(tensor)
                if remember and not tensor.is_inference():
                    self._recent[id(tensor)] = (weakref.ref(tensor), tensor._version, known)
            result.add(known)
        return result

    def together(self, tensors: Sequence[Any]) -> _Sums:
        """One fingerprint of many tensors, as if they lay behind each other."""
        result = _Sums(';'.join([self._describe(tensor) for tensor in tensors]))
        there = [tensor for tensor in tensors if tensor is not None]
        if self.exact:
            digest = hashlib.sha256()
            for tensor in there:
                for part in self._plain(tensor):
                    digest.update(self._bytes(part))
            result.sums.append(int.from_bytes(digest.digest(), 'big'))
            return result
        offset = total = 0
        elsewhere: dict[Any, list[Any]] = {}
        for tensor in there:
            for words in self._words(tensor):
                if self._numpy is not None and isinstance(words, self._numpy.ndarray):
                    total += self.coefficients.sum_numpy(self._numpy, words, offset)
                    offset += len(words)
                else:
                    elsewhere.setdefault(words.device, []).append(words)
        # The tensors of a list lie on one device, as a rule.
        if offset or not elsewhere:
            result.sums.append(total & _WORD)
        result.sums.extend(
            self.coefficients.sum_torch(self.torch, self.torch.cat(words) if len(words) > 1 else words[0])
            for words in elsewhere.values()
        )
        return result

    def _describe(self, tensor: Any) -> str:
        if tensor is None:
            return 'none'
        key = (tensor.dtype, tensor.shape)
        if key not in self._described:
            self._described[key] = f'{tensor.dtype}{tuple(tensor.shape)}'
        return self._described[key]

    def _one(self, tensor: Any) -> _Sums:
        return self.together([tensor])

    def _plain(self, tensor: Any) -> list[Any]:
        """Dense, contiguous tensors of one dimension that hold what `tensor` holds."""
        torch = self.torch
        tensor = tensor.detach()
        local = getattr(tensor, '_local_tensor', None)
        if local is not None:
            tensor = local
        if tensor.layout != torch.strided:
            if tensor.layout == torch.sparse_coo:
                return [*self._plain(tensor._indices()), *self._plain(tensor._values())]
            if hasattr(tensor, 'crow_indices') and tensor.layout == torch.sparse_csr:
                inner = (tensor.crow_indices(), tensor.col_indices(), tensor.values())
                return [part for member in inner for part in self._plain(member)]
            tensor = tensor.to_dense()
        if type(tensor) is not torch.Tensor:
            tensor = tensor.as_subclass(torch.Tensor)
        if tensor.is_complex():
            tensor = torch.view_as_real(tensor.resolve_conj())
        return [tensor.resolve_neg().reshape(-1).contiguous()]

    def _words(self, tensor: Any) -> list[Any]:
        """The tensor's bits as signed integers: arrays of NumPy where that can read them, which is fastest there."""
        torch, numpy = self.torch, self._numpy
        on_cpu = numpy is not None and tensor.device.type == 'cpu'
        if on_cpu and type(tensor) in self._ordinary and tensor.dtype is torch.float32 and tensor.is_contiguous():
            return [tensor.detach().numpy().reshape(-1).view('<i4')]
        result = []
        for flat in self._plain(tensor):
            size = flat.element_size()
            words = flat.view(torch.int32 if size >= 4 else torch.int16 if size == 2 else torch.int8)
            result.append(words.numpy() if on_cpu else words)
        return result

    def glance(self, tensors: Sequence[Any]) -> list[bytes] | None:
        """A few elements of each tensor, where they can be had for almost nothing."""
        if self._numpy is None or any(
            type(tensor) not in self._ordinary
            or tensor.dtype is not self.torch.float32
            or tensor.device.type != 'cpu'
            or not tensor.is_contiguous()
            for tensor in tensors
        ):
            return None
        seen = []
        for tensor in tensors:
            flat = tensor.detach().numpy().reshape(-1)
            seen.append(flat[:: len(flat) // 61 + 1].tobytes())
        return seen

    def _bytes(self, flat: Any) -> bytes:
        import ctypes

        flat = flat.cpu()
        return ctypes.string_at(flat.data_ptr(), flat.numel() * flat.element_size())

    def word(self, tensor: Any) -> _Sums:
        """The bits of a tensor with one element, to be decoded by :meth:`decode`."""
        flat = self._plain(tensor)[0]
        torch = self.torch
        size = flat.element_size()
        kind = {8: torch.int64, 4: torch.int32, 2: torch.int16, 1: torch.int8}[size]
        result = _Sums(str(tensor.dtype))
        result.sums.append(flat.view(kind)[0].to(torch.int64))
        return result

    def decode(self, dtype: str, word: int) -> float:
        kind = dtype.rpartition('.')[2]
        if kind == 'bfloat16':
            return float(struct.unpack('<f', struct.pack('<I', (word & 0xFFFF) << 16))[0])
        code, size = {'float64': ('d', 8), 'float32': ('f', 4), 'float16': ('e', 2)}.get(kind, ('', 0))
        if not code:
            return float(word)
        return float(struct.unpack('<' + code, (word & ((1 << 8 * size) - 1)).to_bytes(size, 'little'))[0])

    def fetch(self, all_sums: Sequence[_Sums]) -> None:
        """Replaces the sums that lie on devices by numbers."""
        torch = self.torch
        places: dict[Any, list[tuple[_Sums, int]]] = {}
        for sums in all_sums:
            for i, value in enumerate(sums.sums):
                if not isinstance(value, int):
                    places.setdefault(value.device, []).append((sums, i))
        for found in places.values():
            values = torch.stack([sums.sums[i] for sums, i in found]).tolist()
            for (sums, i), value in zip(found, values):
                sums.sums[i] = value & _WORD


def _digest(sums: _Sums) -> str:
    text = f'{"|".join(sums.described)}|{",".join(map(str, sums.sums))}'
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _bits_of(value: float) -> str:
    return struct.pack('>d', value).hex()


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _digest_told(value: Any, digest: Any, place: str, above: tuple[int, ...] = ()) -> None:
    """Feeds the bytes of a value that a program told into `digest`; every piece says how long it is."""

    def feed(kind: str, data: bytes) -> None:
        digest.update(f'{kind} {len(data)};'.encode() + data)

    torch = sys.modules.get('torch')
    if value is None or isinstance(value, (bool, str)):
        feed(type(value).__name__, str(value).encode('utf-8', 'surrogatepass'))
    elif isinstance(value, bytes):
        feed('bytes', value)
    elif isinstance(value, int):
        feed('int', str(value).encode())
    elif isinstance(value, float):
        feed('float', struct.pack('<d', value))
    elif torch is not None and isinstance(value, torch.Tensor):
        flat = _Fingerprints(torch, exact=True)
        for part in flat._plain(value):
            feed(f'{value.dtype}{tuple(value.shape)}', flat._bytes(part))
    elif id(value) in above:
        raise TypeError(f'step(): {place} contains itself, so taking it apart would never end.')
    elif torch is not None and isinstance(value, torch.nn.Module):
        for member in [*value.parameters(), *value.buffers()]:
            _digest_told(member, digest, place, (*above, id(value)))
    elif callable(getattr(value, 'get_weights', None)):
        _digest_told(value.get_weights(), digest, f'{place}.get_weights()', (*above, id(value)))
    elif isinstance(value, (dict, list, tuple)):
        members = list(value.items() if isinstance(value, dict) else enumerate(value))
        feed('members', str(len(members)).encode())
        for name, member in members:
            _digest_told(member, digest, f'{place}[{name!r}]', (*above, id(value)))
    elif hasattr(value, '__array__'):
        numpy = importlib.import_module('numpy')

        array = numpy.asarray(value)
        if array.dtype == object:
            raise TypeError(f'step(): {place} is an array of Python objects, which have no bytes.')
        feed(f'{array.dtype}{array.shape}', numpy.ascontiguousarray(array).tobytes())
    else:
        raise TypeError(
            f'step(): {place} is a {type(value).__name__}, which has no bytes. It takes tensors, arrays, '
            'numbers, texts, models, and lists or dicts of these.'
        )


def _fingerprint_told(name: str, value: Any) -> Any:
    if name == 'loss':
        item = getattr(value, 'item', None)
        number = item() if callable(item) and getattr(value, 'size', 1) != 0 and _has_one(value) else value
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            return {'value': _finite(float(number)), 'bits': _bits_of(float(number))}
    digest = hashlib.blake2b(digest_size=8)
    _digest_told(value, digest, name)
    return digest.hexdigest()


def _has_one(value: Any) -> bool:
    shape = getattr(value, 'shape', ())
    return math.prod(int(n) for n in shape) == 1


class TraceOptions(NamedTuple):
    """What a trace is to hold, and where it goes."""

    file: str
    layers: bool = False
    exact: bool = False


def _trace_options(trace: Any, layers: bool, exact: bool) -> TraceOptions | None:
    if trace is None:
        if layers or exact:
            raise TypeError("enforce(): layers and exact say what a trace holds: pass trace='run.jsonl' as well.")
        return None
    options = {'file': trace, 'layers': layers, 'exact': exact}
    if isinstance(trace, Mapping):
        unknown = sorted(set(trace) - set(options))
        if unknown or 'file' not in trace:
            raise TypeError(
                f"enforce(): the option trace has 'file', 'layers' and 'exact'; it got {dict(trace)!r}."
            )
        options.update(trace)
    if not isinstance(options['file'], (str, os.PathLike)) or not os.fspath(options['file']):
        raise TypeError(f"enforce(): the option trace is {trace!r}; it must be a file such as 'run.jsonl'.")
    return TraceOptions(str(os.fspath(options['file'])), bool(options['layers']), bool(options['exact']))


def _trace_from_environment() -> TraceOptions | None:
    """What the commands `run --trace` and `verify` ask for, of whichever process trains: a launcher hands it on."""
    file, layers, exact = (os.environ.get(name, '') for name in _TRACE_VARIABLES)
    return TraceOptions(file, layers == '1', exact == '1') if file else None


class _TraceFile:
    """A file that lines are written to, until it cannot take more.

    It is always a new file. So a process that another one takes the name from, or whose file is removed, notices it.
    """

    def __init__(self, path: str, claimed: bool = False) -> None:
        """:param claimed: the first process that has something to write gets the file, and others write nothing"""
        self.path = path
        self.broken = False
        self._claimed = claimed
        self._before: str | None = None
        self._file: Any = None
        self._inode = 0
        if not claimed:
            self._open()

    def _open(self) -> None:
        path = self.path
        folder = os.path.dirname(os.path.abspath(path))
        os.makedirs(folder, exist_ok=True)
        # What an earlier run left is kept until it is known that this run does not go on with it.
        self._before = f'{path}.before'
        if os.path.exists(path) and os.path.getsize(path) > 0:
            os.replace(path, self._before)
        else:
            if os.path.isfile(path):
                os.remove(path)
            if not os.path.exists(self._before):
                self._before = None
        self._file = open(path, 'w', encoding='utf-8', newline='\n')  # noqa: SIM115
        self._inode = os.fstat(self._file.fileno()).st_ino

    def claim(self) -> None:
        """Takes the file, where it is for the first that has something to write."""
        if not self._claimed:
            return
        self._claimed = False
        try:
            self._file = open(self.path, 'x', encoding='utf-8', newline='\n')  # noqa: SIM115
            self._inode = os.fstat(self._file.fileno()).st_ino
        except FileExistsError:
            self.broken = True
        except OSError as error:
            self.give_up(f'{self.path} cannot be opened ({error.strerror or error})')

    def write(self, record: dict[str, Any]) -> None:
        self.claim()
        if self.broken or self._file is None:
            return
        try:
            if os.stat(self.path).st_ino != self._inode:
                self.give_up(f'another process writes a trace of the name {self.path}')
                return
            self._file.write(json.dumps(record, separators=(',', ':'), ensure_ascii=False) + '\n')
            self._file.flush()
        except FileNotFoundError:
            self.give_up(f'the file {self.path} was removed while it was being written')
        except OSError as error:
            self.give_up(f'{self.path} cannot be written any more ({error.strerror or error})')

    def give_up(self, why: str) -> None:
        """Ends the trace, and not the training."""
        if self.broken:
            return
        self.broken = True
        warnings.warn(f'The trace ends here, the training goes on: {why}.', stacklevel=3)

    def take_over(self, step: int) -> list[dict[str, Any]]:
        """The steps before `step` of the trace that lay here; none where there was none."""
        if self._before is None:
            return []
        kept = []
        with open(self._before, encoding='utf-8') as earlier:
            for line in earlier:
                try:
                    record = json.loads(line)
                except ValueError:
                    break
                if record.get('end') is True or record.get('step', step) < step:
                    kept.append(record)
        return kept

    def drop_earlier(self) -> None:
        if self._before is not None:
            with contextlib.suppress(OSError):
                os.remove(self._before)
            self._before = None

    def close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None
        self.drop_earlier()


def _check_step(index: Any) -> int:
    try:
        number = operator.index(index) if not isinstance(index, bool) else -1
    except TypeError:
        number = -1
    if number < 0:
        raise TypeError(f'step({index!r}): the first argument is the number of the step, an integer from 0 on.')
    return number


def _check_fields(fields: dict[str, Any]) -> dict[str, Any]:
    for name in fields:
        if name not in _TOLD:
            near = difflib.get_close_matches(name, _TOLD, 1)
            meant = f' Did you mean {near[0]!r}?' if near else ''
            known = ', '.join(repr(field) for field in _TOLD)
            raise TypeError(f'step(): there is no field {name!r}.{meant} The fields are {known}.')
    return fields


class Trace:
    """One line for each step, of what the program tells and of what is seen of its training."""

    def __init__(self, run: Run, options: TraceOptions, from_outside: bool = False) -> None:
        self.run = run
        self.layers = options.layers
        self.exact = options.exact
        #: Whether it was not the program that asked for it.
        self.from_outside = from_outside
        self.notes: list[str] = []
        self.asked = False
        self._pid = os.getpid()
        self._file = _TraceFile(options.file, claimed=from_outside)
        self._next = 0
        self._steps = 0
        self._resumed: list[int] = []
        self._started = False
        self._current: dict[str, Any] = {}
        self._framework: str | None = None
        self._torch: _TorchSteps | None = None
        atexit.register(self.close)

    @property
    def here(self) -> bool:
        """Whether lines are written: not in a child, which has a copy of all this."""
        return not self._file.broken and os.getpid() == self._pid

    def watch_torch(self, torch: Any) -> None:
        """Records the steps of torch's optimizers from now on."""
        if self._torch is None:
            self._torch = _TorchSteps(self, torch)
            self._torch.install()
            if self.from_outside and _asked.perturbation in ('workers', 'prefetch'):
                _change_loaders(torch, _asked.perturbation)

    def pause(self) -> None:
        """Records nothing of torch until :meth:`go_on`."""
        if self._torch is not None:
            self._torch.remove()

    def go_on(self) -> None:
        if self._torch is not None:
            self._torch.install()

    def result(self, value: Any) -> None:
        """What a verified function returned, as a last step."""
        if value is not None:
            self._flush()
            self.told(self._next, {'weights': value})
            self._flush()

    def resume_at(self, step: int) -> None:
        """The next step has this number, and what the trace holds of those before it is kept."""
        self._flush()
        self._next = step

    def told(self, index: int, fields: dict[str, Any]) -> None:
        """A step that the program tells of; joins the step that was seen, where there is one."""
        if not self._begins():
            return
        known = {name: _fingerprint_told(name, value) for name, value in fields.items() if value is not None}
        if 'told' in self._current:
            self._flush()
        self._current.update(known, told=index, draws=self._draws())

    def seen(self, fields: dict[str, Any], number: int | None = None) -> None:
        """A step that was seen; joins the step that the program told of before, where there is one."""
        if not self._begins():
            return
        if 'seen' in self._current:
            self._flush()
        if number is not None and not self._started and self._next == 0:
            self._next = number
        self._framework = 'torch'
        told = {name: value for name, value in self._current.items() if name in _TOLD}
        self._current = {**self._current, **fields, **told, 'seen': True, 'draws': self._draws()}

    def _draws(self) -> dict[str, int]:
        return {name: stream.draws for name, stream in sorted(self.run._streams.items())}

    def _begins(self) -> bool:
        if self.here:
            self._file.claim()
        return self.here

    def give_up(self, why: str) -> None:
        self._file.give_up(why)

    def _flush(self) -> None:
        if not self._current or not self.here:
            return
        record, self._current = self._current, {}
        step = record.pop('told', None)
        record.pop('seen', None)
        if step is None:
            step = self._next
        self._next = step + 1
        self._start(step)
        self._file.write({'step': step, 'draws': record.pop('draws'), **record})
        self._steps += 1

    def _start(self, step: int) -> None:
        if self._started:
            return
        self._started = True
        earlier = self._file.take_over(step) if step > 0 else []
        self._file.write(self._header())
        for record in earlier:
            if 'trace' in record:
                continue
            if record.get('end') is True:
                self._resumed += record.get('resumed', [])
                continue
            self._file.write(record)
            self._steps += 1
        if step > 0:
            self._resumed.append(step)
        self._file.drop_earlier()

    def _header(self) -> dict[str, Any]:
        run = self.run
        names = [name for name in ('torch', 'tensorflow', 'keras', 'jax', 'numpy') if name in sys.modules]
        versions = {name: str(getattr(sys.modules[name], '__version__', 'unknown')) for name in names}
        framework = self._framework or next((name for name in ('keras', 'jax', 'torch') if name in names), 'python')
        header: dict[str, Any] = {
            'trace': _TRACE_FORMAT,
            'writer': 'python',
            'framework': framework,
            'fingerprint': 'sha256' if self.exact else 'multilinear64',
            'scheme': SCHEME,
            'seed': run.seed,
            'path': list(run._path),
            'rank': run.rank,
            'worldSize': run._world_size,
            'platform': {
                'python': platform.python_version(),
                'os': f'{platform.system()} {platform.release()}',
                'arch': platform.machine(),
                'threads': os.cpu_count() or 0,
            },
            'versions': versions,
        }
        torch = sys.modules.get('torch')
        if torch is not None:
            header['threads'] = torch.get_num_threads()
            header['device'] = torch.cuda.get_device_name() if torch.cuda.is_available() else 'cpu'
        if self.layers:
            header['layers'] = True
        if self.notes:
            header['notes'] = self.notes
        return header

    def close(self) -> None:
        """Writes the last lines. Idempotent."""
        if os.getpid() != self._pid:
            return
        self._flush()
        if self._torch is not None:
            self._torch.remove()
        if self._started:
            end: dict[str, Any] = {'end': True, 'steps': self._steps}
            if self._resumed:
                end['resumed'] = self._resumed
            if self.asked:
                end['asked'] = True
            self._file.write(end)
        self._file.close()
        atexit.unregister(self.close)


class _Call:
    """A call of a module that is being recorded."""

    __slots__ = ('inputs', 'leaf', 'name', 'nodes', 'parent', 'slot')

    def __init__(self, name: str, parent: str) -> None:
        self.name = name
        self.parent = parent
        self.leaf = True
        self.inputs: list[Any] = []
        self.nodes: dict[Any, None] = {}
        # Its entry among the gradients, and of which step that is: a graph may be gone through again later.
        self.slot: tuple[_Step, _Sums] | None = None


class _Step:
    """What is known of the step that is going on."""

    def __init__(self, streams: dict[str, str]) -> None:
        self.streams = streams
        self.batch: list[_Sums] | None = None
        self.ends: set[Any] = set()
        self.candidates: list[list[_Sums]] = []
        self.forward: list[tuple[str, _Sums, bool]] = []
        self.backward: list[tuple[str, _Sums]] = []
        self.losses: list[_Sums] = []
        self.modules: dict[Any, None] = {}
        self.last_slot: dict[str, _Sums] = {}


class _TorchSteps:
    """Sees the steps of torch's optimizers from outside, without a line in the training loop.

    The outermost call of a module is the model, `backward` is given the loss, optimizers have hooks. Nothing is
    changed that the program computes: no generator is drawn from, and no operation is put into its graph.
    """

    def __init__(self, trace: Trace, torch: Any) -> None:
        self.trace = trace
        self.torch = torch
        self.fingerprints = _Fingerprints(torch, trace.exact)
        self._compiling = getattr(getattr(torch, 'compiler', None), 'is_compiling', None) or (lambda: False)
        self._thread = threading.main_thread().ident
        self._undo: list[Callable[[], object]] = []
        self._step: _Step | None = None
        self._calls: list[_Call] = []
        self._busy = False
        self._in_backward = False
        self._stepping: Any = None
        self._stepped = False
        self._optimizers: dict[int, str] = {}
        self._scale: Any = None
        self._fetched: list[Any] = []
        self._names: Any = weakref.WeakKeyDictionary()
        self._owners: Any = weakref.WeakKeyDictionary()
        self._parameter_owner: dict[int, str] = {}
        self._weights_after: Any = weakref.WeakKeyDictionary()
        self._pending: dict[str, Any] = {}

    # Hooks

    def install(self) -> None:
        torch = self.torch
        self._replace(torch.nn.Module, '__call__', self._module_call)
        self._replace(torch.autograd, 'backward', self._backward_call)
        optimizer = sys.modules.get('torch.optim.optimizer')
        before = getattr(optimizer, 'register_optimizer_step_pre_hook', None)
        after = getattr(optimizer, 'register_optimizer_step_post_hook', None)
        if before is None or after is None:
            self.trace.give_up(f'torch {torch.__version__} has no hooks for every optimizer; 2.0 and newer do')
            return
        self._undo.append(before(self._before_step).remove)
        self._undo.append(after(self._after_step).remove)
        scaler = getattr(getattr(torch, 'amp', None), 'GradScaler', None) or torch.cuda.amp.GradScaler
        self._replace(scaler, 'step', self._scaler_step)
        loader = importlib.import_module('torch.utils.data.dataloader')
        self._replace(loader._BaseDataLoaderIter, '__next__', self._loader_next)

    def remove(self) -> None:
        while self._undo:
            self._undo.pop()()

    def _replace(self, owner: Any, name: str, make: Callable[[Any], Any]) -> None:
        original = owner.__dict__[name]
        replacement = functools.wraps(original)(make(original))
        setattr(owner, name, replacement)

        def put_back() -> None:
            if owner.__dict__.get(name) is replacement:
                setattr(owner, name, original)

        self._undo.append(put_back)

    def _safely(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """Whatever goes wrong in here is the trace's and not the training's."""
        if self._busy or not self.trace.here:
            return None
        self._busy = True
        try:
            with self.torch.no_grad():
                return action(*arguments)
        except Exception as error:  # noqa: BLE001
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.trace.give_up(f'{type(error).__name__} in line {where.lineno} of the recorder: {error}')
            return None
        finally:
            self._busy = False

    def _watching(self) -> bool:
        """Whether a call at this place belongs to the training of this process."""
        torch = self.torch
        return (
            not self._busy
            and threading.get_ident() == self._thread
            and self.trace.here
            and not torch.jit.is_tracing()
            and torch._C._functorch.maybe_current_level() is None
        )

    def _module_call(self, original: Any) -> Any:
        compiling = self._compiling
        layers = self.trace.layers
        grad_enabled = self.torch.is_grad_enabled

        def __call__(module: Any, /, *args: Any, **kwargs: Any) -> Any:
            if compiling():
                return original(module, *args, **kwargs)
            if self._calls:
                if not layers or not self._watching():
                    return original(module, *args, **kwargs)
            elif not grad_enabled() or not self._watching():
                return original(module, *args, **kwargs)
            call = self._safely(self._enter, module, args, kwargs)
            if call is None:
                return original(module, *args, **kwargs)
            self._calls.append(call)
            try:
                result = original(module, *args, **kwargs)
            finally:
                self._calls.pop()
            self._safely(self._leave, module, call, result)
            return result

        return __call__

    def _backward_call(self, original: Any) -> Any:
        compiling = self._compiling

        def backward(tensors: Any, *args: Any, **kwargs: Any) -> Any:
            if compiling() or self._in_backward or not self._watching():
                return original(tensors, *args, **kwargs)
            self._safely(self._loss, tensors)
            self._in_backward = True
            try:
                return original(tensors, *args, **kwargs)
            finally:
                self._in_backward = False

        return backward

    def _scaler_step(self, original: Any) -> Any:
        def step(scaler: Any, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
            self._stepped = False
            self._scale = getattr(scaler, '_scale', None)
            if self._scale is not None:
                self._scale = self._scale.detach().clone()
            try:
                result = original(scaler, optimizer, *args, **kwargs)
            finally:
                scale, self._scale = self._scale, None
            if not self._stepped and isinstance(optimizer, self.torch.optim.Optimizer):
                self._scale = scale
                self._safely(self._skipped, optimizer)
                self._scale = None
            return result

        return step

    def _loader_next(self, original: Any) -> Any:
        def __next__(loader: Any) -> Any:
            batch = original(loader)
            if self.torch.is_grad_enabled() and threading.get_ident() == self._thread:
                self._fetched = [*self._fetched[-2:], batch]
            return batch

        return __next__

    # Names

    def _name_of(self, module: Any) -> str:
        name = self._names.get(module)
        return name if name is not None else self._class_name(module)

    def _class_name(self, module: Any) -> str:
        # `fully_shard` makes a class of its own of the model's.
        made = [each.__name__ for each in type(module).__mro__]
        return made[2] if made[:2] == [f'FSDP{"".join(made[2:3])}', 'FSDPModule'] else made[0]

    def _learn_names(self, root: Any) -> None:
        """Names all modules below `root` as the model does, whatever has been wrapped around it."""
        inner = root
        while True:
            wrapped = next(
                (
                    inner.__dict__.get('_modules', {}).get(name)
                    for name in ('_orig_mod', '_fsdp_wrapped_module', '_checkpoint_wrapped_module')
                    if name in inner.__dict__.get('_modules', {})
                ),
                None,
            )
            if wrapped is None and type(inner).__name__ in ('DistributedDataParallel', 'DataParallel'):
                wrapped = inner.module
            if wrapped is None:
                break
            self._names[inner] = self._class_name(wrapped)
            inner = wrapped
        for name, module in inner.named_modules():
            clean = re.sub(r'(?:^|(?<=\.))(?:_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)(?:\.|$)', '', name)
            self._names[module] = clean.rstrip('.') or self._class_name(inner)
            for parameter in module._parameters.values():
                if parameter is not None:
                    self._parameter_owner[id(parameter)] = self._names[module]

    def _owner_of(self, module: Any) -> Any:
        """The module whose code calls `module`: a method of it, such as Lightning's `training_step`."""
        frame: Any = sys._getframe(1)
        owner = None
        while frame is not None:
            holder = frame.f_locals.get('self')
            if (
                isinstance(holder, self.torch.nn.Module)
                and holder is not (owner or module)
                and any(each is (owner or module) for each in holder.modules())
            ):
                owner = holder
            frame = frame.f_back
        return owner

    # A step

    def _begin(self) -> _Step:
        if self._step is None:
            self._step = _Step(self._streams())
        return self._step

    def _streams(self) -> dict[str, str]:
        """A fingerprint of the state of every library's generator."""

        def short(*parts: bytes) -> str:
            digest = hashlib.blake2b(digest_size=8)
            for part in parts:
                digest.update(part)
            return digest.hexdigest()

        _, words, gauss = random.getstate()
        states = {'random': short(struct.pack(f'{len(words)}I', *words), repr(gauss).encode())}
        numpy, torch = sys.modules.get('numpy'), self.torch
        if numpy is not None and hasattr(numpy, 'random'):
            name, key, *rest = numpy.random.get_state()
            states['numpy'] = short(str(name).encode(), key.tobytes(), repr(rest).encode())
        states['torch'] = short(self.fingerprints._bytes(torch.get_rng_state()))
        if torch.cuda.is_available() and torch.cuda.is_initialized() and not torch.cuda.is_current_stream_capturing():
            for i, state in enumerate(torch.cuda.get_rng_state_all()):
                states[f'torch.cuda:{i}'] = short(self.fingerprints._bytes(state))
        return states

    def _enter(self, module: Any, args: Any, kwargs: Any) -> _Call:
        torch, step = self.torch, self._begin()
        outermost = not self._calls
        if outermost and module not in self._owners:
            owner = self._owner_of(module)
            if owner is not None or module not in self._names:
                self._learn_names(owner if owner is not None else module)
            self._owners[module] = type(owner).__name__ if owner is not None else None
            if hasattr(module, '_orig_mod') and self.trace.layers:
                self._note('torch.compile fuses the layers of a model: only its inputs and outputs are recorded.')
        parent = self._calls[-1].name if self._calls else self._owners.get(module)
        call = _Call(self._name_of(module), parent or self._name_of(module))
        if self._calls:
            self._calls[-1].leaf = False
        call.inputs = _tensors_in((args, kwargs), torch, [])
        if self.trace.layers:
            for tensor in call.inputs:
                if tensor.grad_fn is not None:
                    call.nodes[tensor.grad_fn] = None
        if outermost:
            step.modules[module] = None
        if self._in_backward:
            # A layer that is computed again for the backward pass, as checkpointing does.
            return call
        if step.batch is None:
            step.batch = [self.fingerprints.of([tensor], remember=True) for tensor in call.inputs]
            step.candidates = [
                [self.fingerprints.of([tensor], remember=True) for tensor in _tensors_in(batch, torch, [])]
                for batch in reversed(self._fetched)
            ]
        else:
            new = [tensor for tensor in call.inputs if not self.fingerprints.is_recent(tensor)]
            if new:
                sums = self.fingerprints.of(new, remember=True)
                step.forward.append((call.parent, sums, outermost and parent is None))
        return call

    def _leave(self, module: Any, call: _Call, result: Any) -> None:
        torch, step = self.torch, self._begin()
        outputs = _tensors_in(result, torch, [])
        if not self._in_backward and not (not self._calls and isinstance(module, torch.nn.modules.loss._Loss)):
            new = [tensor for tensor in outputs if not self.fingerprints.is_recent(tensor)]
            if not self._calls:
                step.ends.update(tensor.grad_fn for tensor in outputs if tensor.grad_fn is not None)
            if new or not self._calls:
                step.forward.append((call.name, self.fingerprints.of(new or outputs, remember=True), False))
        if self.trace.layers:
            self._watch_gradients(call, outputs)
        call.inputs = []
        call.nodes = {}

    def _note(self, sentence: str) -> None:
        if sentence not in self.trace.notes:
            self.trace.notes.append(sentence)

    # Gradients of layers

    def _watch_gradients(self, call: _Call, outputs: list[Any]) -> None:
        torch = self.torch
        outputs = [tensor for tensor in outputs if tensor.requires_grad]
        if not outputs:
            return
        for tensor in outputs:
            tensor.register_hook(lambda grad: self._safely(self._gradient_of_output, call, grad))
        edges = self._edges_into(call, outputs) if call.leaf else None
        if edges is not None:
            for node, indices in edges:
                self._watch_edges(call, node, indices)
            return
        for tensor in call.inputs:
            if tensor.requires_grad and isinstance(tensor, torch.Tensor) and tensor.grad_fn is not None:
                tensor.register_hook(lambda grad: self._safely(self._gradient_of_input, call, [grad]))

    def _watch_edges(self, call: _Call, node: Any, indices: list[int]) -> None:
        def hook(gradients: Any, _: Any) -> None:
            found = [gradients[i] for i in indices if i < len(gradients) and gradients[i] is not None]
            self._safely(self._gradient_of_input, call, found)

        node.register_hook(hook)

    def _edges_into(self, call: _Call, outputs: list[Any]) -> list[tuple[Any, list[int]]] | None:
        """Where a layer's part of the graph ends: what flows there is the layer's, and not the sum with its neighbours'."""
        stack = [tensor.grad_fn for tensor in outputs if tensor.grad_fn is not None]
        seen = dict.fromkeys(stack)
        edges = []
        while stack:
            node = stack.pop()
            if node in call.nodes:
                continue
            indices = []
            for i, (following, _) in enumerate(node.next_functions):
                if following in call.nodes:
                    indices.append(i)
                elif following is not None and following not in seen:
                    seen[following] = None
                    stack.append(following)
            if indices:
                edges.append((node, indices))
            if len(seen) > 200:
                return None
        return edges

    def _gradient_of_output(self, call: _Call, gradient: Any) -> None:
        step = self._step
        if step is None:
            return
        if not self.fingerprints.is_recent(gradient):
            step.backward.append((call.parent, self.fingerprints.of([gradient], remember=True)))
        if call.leaf:
            self._slot(step, call)

    def _slot(self, step: _Step, call: _Call) -> _Sums:
        if call.slot is None or call.slot[0] is not step:
            sums = _Sums('layer')
            call.slot = (step, sums)
            step.backward.append((call.name, sums))
            step.last_slot[call.name] = sums
        return call.slot[1]

    def _gradient_of_input(self, call: _Call, gradients: list[Any]) -> None:
        step = self._step
        if step is None:
            return
        if call.leaf:
            self._slot(step, call).add(self.fingerprints.of(gradients, remember=True))
            return
        new = [gradient for gradient in gradients if not self.fingerprints.is_recent(gradient)]
        if new:
            step.backward.append((call.name, self.fingerprints.of(new, remember=True)))

    # Loss, optimizer

    def _loss(self, tensors: Any) -> None:
        step, torch = self._begin(), self.torch
        losses = [tensors] if isinstance(tensors, torch.Tensor) else _tensors_in(tensors, torch, [])
        for loss in losses:
            targets = self._targets(step, loss)
            if targets:
                step.forward.append(('loss', self.fingerprints.of(targets, remember=True), True))
            step.losses.append(
                self.fingerprints.word(loss) if loss.numel() == 1 else self.fingerprints.of([loss])
            )

    def _targets(self, step: _Step, loss: Any) -> list[Any]:
        """What the loss was computed from besides the model's outputs, as far as its graph has kept it."""
        torch, found = self.torch, []
        stack = [loss.grad_fn] if loss.grad_fn is not None else []
        seen = dict.fromkeys(stack)
        while stack and len(seen) < 48:
            node = stack.pop()
            if node in step.ends:
                continue
            for name in ('_saved_target', '_saved_other', '_saved_self'):
                try:
                    saved = getattr(node, name, None)
                except RuntimeError:
                    # Freed, or changed in place since.
                    continue
                if (
                    isinstance(saved, torch.Tensor)
                    # Numbers in the code are tensors of no dimension here.
                    and saved.dim() > 0
                    and not saved.requires_grad
                    and not self.fingerprints.is_recent(saved)
                ):
                    found.append(saved)
            for following, _ in node.next_functions:
                if following is not None and following not in seen and 'AccumulateGrad' not in following.name():
                    seen[following] = None
                    stack.append(following)
        return found

    def _before_step(self, optimizer: Any, args: Any, kwargs: Any) -> Any:
        if self._stepping is not None or self._compiling() or threading.get_ident() != self._thread:
            return None
        self._stepping = optimizer
        self._stepped = True
        closure = kwargs.get('closure') or next((each for each in args[1:] if callable(each)), None)
        if closure is None:
            self._safely(self._gradients, optimizer)
            return None
        first = True

        @functools.wraps(closure)
        def watched() -> Any:
            nonlocal first
            result = closure()
            if first:
                first = False
                self._safely(self._gradients, optimizer)
            return result

        changed = tuple(watched if each is closure else each for each in args)
        return changed, {name: watched if each is closure else each for name, each in kwargs.items()}

    def _parameters(self, optimizer: Any) -> list[Any]:
        return [parameter for group in optimizer.param_groups for parameter in group['params']]

    def _gradients(self, optimizer: Any) -> None:
        """What is there when the gradients are complete, and the weights are still what they were."""
        step = self._begin()
        parameters = self._parameters(optimizer)
        gradients = [parameter.grad for parameter in parameters]
        fields: dict[str, Any] = {'weightsBefore': self._weights_before(optimizer, parameters)}
        if self.trace.layers:
            each = [None if gradient is None else self.fingerprints.of([gradient]) for gradient in gradients]
            fields['gradients'] = _Sums()
            for sums in each:
                fields['gradients'].add(sums if sums is not None else _Sums('none'))
            self._hand_to_layers(step, parameters, each)
        else:
            fields['gradients'] = self.fingerprints.together(gradients)
        if self._scale is not None:
            fields['scale'] = self.fingerprints.word(self._scale)
        rates = [group.get('lr') for group in optimizer.param_groups]
        fields['learningRate'] = [
            self.fingerprints.word(rate) if isinstance(rate, self.torch.Tensor) else rate for rate in rates
        ]
        self._pending = fields

    def _weights_before(self, optimizer: Any, parameters: list[Any]) -> _Sums:
        """Those after the optimizer's last step, where nobody has written to them since."""
        known = self._weights_after.get(optimizer)
        if known is not None:
            glance, versions, sums = known
            same = versions == [parameter._version for parameter in parameters]
            # What is written by way of `.data` leaves the version as it was.
            if same and glance is not None and glance == self.fingerprints.glance(parameters):
                return _Sums().add(sums)
        return self.fingerprints.together(parameters)

    def _hand_to_layers(self, step: _Step, parameters: list[Any], gradients: list[_Sums | None]) -> None:
        """A layer's own gradients join the last entry of the layer; those of others come behind all entries."""
        if any(id(parameter) not in self._parameter_owner for parameter in parameters):
            for module in step.modules:
                self._learn_names(module)
        late: dict[str, _Sums] = {}
        for parameter, sums in zip(reversed(parameters), reversed(gradients)):
            if sums is None:
                continue
            owner = self._parameter_owner.get(id(parameter), 'parameters')
            slot = step.last_slot.get(owner)
            if slot is None:
                slot = late.setdefault(owner, _Sums('layer'))
            slot.add(sums)
        step.backward.extend(late.items())

    def _after_step(self, optimizer: Any, *_: Any) -> None:
        if self._stepping is not optimizer or self._compiling():
            return
        self._stepping = None
        self._safely(self._finish, optimizer, False)

    def _skipped(self, optimizer: Any) -> None:
        self._gradients(optimizer)
        self._finish(optimizer, True)

    def _finish(self, optimizer: Any, skipped: bool) -> None:
        step, fingerprints = self._begin(), self.fingerprints
        fields = self._pending
        self._pending = {}
        buffers = [buffer for module in step.modules for buffer in module.buffers()]
        parameters = self._parameters(optimizer)
        weights = fingerprints.together(parameters)
        fields['weights'] = _Sums().add(weights).add(fingerprints.together(buffers))
        everything = [
            *(step.batch or ()),
            *(sums for candidate in step.candidates for sums in candidate),
            *(sums for _, sums, _ in step.forward),
            *(sums for _, sums in step.backward),
            *step.losses,
            *(value for value in fields.values() if isinstance(value, _Sums)),
            *(rate for rate in fields.get('learningRate', []) if isinstance(rate, _Sums)),
        ]
        fingerprints.fetch(everything)
        versions = [parameter._version for parameter in parameters]
        self._weights_after[optimizer] = (fingerprints.glance(parameters), versions, weights)
        record: dict[str, Any] = {}
        name = self._optimizers.get(id(optimizer))
        if name is None:
            name = f'{len(self._optimizers)} {type(optimizer).__name__}'
            self._optimizers[id(optimizer)] = name
            weakref.finalize(optimizer, self._optimizers.pop, id(optimizer), None)
        if len(self._optimizers) > 1:
            record['optimizer'] = name
        record['streams'] = step.streams
        if step.batch is not None:
            record['batch'] = _digest(self._whole_batch(step, step.batch))
        record['weightsBefore'] = _digest(fields['weightsBefore'])
        if step.forward:
            record['forward'] = [
                [name, _digest(sums), *(['input'] if given else [])] for name, sums, given in step.forward
            ]
        if 'scale' in fields:
            record['scale'] = self._number(fields['scale'])
        if step.losses:
            record['loss'] = self._loss_record(step.losses)
        if step.backward:
            record['backward'] = [[name, _digest(sums)] for name, sums in step.backward]
        record['gradients'] = _digest(fields['gradients'])
        if skipped:
            record['skipped'] = True
        record['learningRate'] = [self._number(rate) for rate in fields['learningRate']]
        record['weights'] = _digest(fields['weights'])
        record['streamsAfter'] = self._streams()
        self._step = None
        fingerprints.forget()
        self.trace.seen(record, self._number_of(optimizer))

    def _number(self, value: Any) -> Any:
        if isinstance(value, _Sums):
            value = self.fingerprints.decode(value.described[0], value.sums[0])
        return value if value is None or math.isfinite(value) else str(value)

    def _number_of(self, optimizer: Any) -> int | None:
        """How many steps the optimizer has behind it by its own count, which a checkpoint restores."""
        for state in optimizer.state.values():
            count = state.get('step') if isinstance(state, dict) else None
            if count is not None:
                return max(0, int(count) - 1)
            return None
        return None

    def _whole_batch(self, step: _Step, batch: list[_Sums]) -> _Sums:
        """What the model was given, with the rest of the loader's batch that it was taken from: the labels."""
        given = {(tuple(sums.described), tuple(sums.sums)) for sums in batch}
        whole = _Sums()
        for sums in batch:
            whole.add(sums)
        for i, candidate in enumerate(step.candidates):
            if any((tuple(sums.described), tuple(sums.sums)) in given for sums in candidate):
                for sums in candidate:
                    whole.add(sums)
                # The loader may be ahead; what came before this batch is used up.
                self._fetched = self._fetched[len(self._fetched) - i :]
                break
        return whole

    def _loss_record(self, losses: list[_Sums]) -> Any:
        if all(len(sums.sums) == 1 and '(' not in sums.described[0] for sums in losses):
            values = [self.fingerprints.decode(sums.described[0], sums.sums[0]) for sums in losses]
            return {'value': _finite(values[-1]), 'bits': ','.join(_bits_of(value) for value in values)}
        whole = _Sums()
        for sums in losses:
            whole.add(sums)
        return _digest(whole)


# Comparison of two traces


_ORDER = ('batch', 'weightsBefore', 'forward', 'scale', 'loss', 'gradients', 'learningRate', 'weights')
_EXPERIMENT = ('scheme', 'seed', 'rank', 'worldSize', 'path')
_PLATFORM = ('platform', 'versions', 'backend', 'driver', 'device', 'threads')
_ADVICE = {
    'stream used differently': (
        'Something draws from it in one run that does not in the other: a validation pass, a log line, a number of '
        'draws that depends on data. Give it a stream of its own: with run.scope(name).'
    ),
    'unseeded source': (
        'The data comes from something no stream feeds: a generator made without a seed, the clock, the order of '
        "files in a folder or of a set, workers that are taken as they finish, or another process."
    ),
    'initialisation': (
        'The weights come from something no stream feeds: layers made before enforce(), a generator without a seed, '
        'or a file that changed.'
    ),
    'change between steps': (
        'Something writes to the weights between two steps: a callback, an average, clipping, a loaded checkpoint.'
    ),
    'forward kernel': (
        'The forward pass is not deterministic: a kernel that adds with atomics, memory that was never written '
        '(torch.empty), a generator of its own, or another number of threads.'
    ),
    'backward kernel': (
        'The backward pass is not deterministic: a kernel that adds with atomics (embeddings, scatter, upsampling), '
        'gradients of several ranks added in another order, or another number of threads.'
    ),
    'learning rate': 'The schedule reads something that differs: the clock, a metric, or the state it was resumed from.',
    'optimizer': (
        "The optimizer's state differs: it was resumed without it, or it was changed from outside; or its kernel "
        'is not deterministic.'
    ),
    'different length': 'One run stopped earlier: early stopping, a time limit, or less data.',
}


class Divergence(NamedTuple):
    """Where two runs part first."""

    step: int
    field: str
    cause: str
    what: str
    where: str
    layer: str | None = None


class Comparison(NamedTuple):
    """What the comparison of two traces found: ``verdict`` is 'identical', 'diverged' or 'unknown'."""

    verdict: str
    steps: int
    divergence: Divergence | None
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        count = f'{self.steps} step{"" if self.steps == 1 else "s"}'
        if self.divergence is None:
            first = f'Identical over {count}.' if self.verdict == 'identical' else 'Could not tell.'
        else:
            found = self.divergence
            layer = f', layer {found.layer}' if found.layer is not None else ''
            first = (
                f'{"Diverged" if self.verdict == "diverged" else "Could not tell: the runs differ from the start, and"}'
                f' in step {found.step}, {found.field}{layer}: {found.cause}. {found.what}. {found.where}'
            )
        return '\n'.join([first, *self.notes])


def _read_trace(path: str) -> tuple[dict[str, Any], dict[int, dict[str, Any]], str | None]:
    """``(header, steps by number, why it is not whole)``."""
    with open(path, encoding='utf-8') as file:
        lines = file.read().split('\n')
    header: dict[str, Any] = json.loads(lines[0]) if lines[0] else {}
    if header.get('trace') != _TRACE_FORMAT:
        raise ValueError(f'{path} is not a trace: its first line must be JSON with "trace": "{_TRACE_FORMAT}".')
    steps: dict[int, dict[str, Any]] = {}
    for line in lines[1:-1]:
        record = json.loads(line)
        if record.get('end') is True:
            return header, steps, None
        steps[record['step']] = record
    return header, steps, f'{path} is truncated: its last line is missing.'


def _first_entry(a: list[Any], b: list[Any]) -> tuple[str, bool] | None:
    """The name of the first entry that differs, and whether it is an input."""
    for one, other in zip(a, b):
        if one[:2] != other[:2]:
            return one[0], 'input' in one[2:]
    if len(a) != len(b):
        longer = max(a, b, key=len)
        entry = longer[min(len(a), len(b))]
        return entry[0], 'input' in entry[2:]
    return None


def _differs(a: dict[str, Any], b: dict[str, Any], field: str) -> bool:
    if field not in a or field not in b:
        return False
    if field == 'loss' and isinstance(a[field], dict) and isinstance(b[field], dict):
        return bool(a[field]['bits'] != b[field]['bits'])
    return bool(a[field] != b[field])


class _Streams:
    """The generators that do not stand in the same place in both runs, and since when."""

    def __init__(self) -> None:
        self.moved: dict[str, int] = {}
        self._before: tuple[dict[str, Any], dict[str, Any]] | None = None

    def follow(self, a: dict[str, Any], b: dict[str, Any]) -> list[str]:
        """Takes up one step of both runs; returns the moved generators that are used in it."""
        used = []
        for field in ('draws', 'streams'):
            for name in a.get(field, {}).keys() & b.get(field, {}).keys():
                after = 'draws' if field == 'draws' else 'streamsAfter'
                places = [(run[field][name], run.get(after, {}).get(name)) for run in (a, b)]
                if places[0] == places[1]:
                    self.moved.pop(name, None)
                    continue
                self.moved.setdefault(name, a['step'])
                earlier = [
                    run.get(after, {}).get(name) if run is not None else place[0]
                    for run, place in zip(self._before or (None, None), places)
                ]
                if field == 'draws':
                    earlier = [run.get('draws', {}).get(name, 0) if run else 0 for run in self._before or (None, None)]
                if any(start != place[0] or place[0] != place[1] for start, place in zip(earlier, places)):
                    used.append(name)
        self._before = (a, b)
        return sorted(used)


def _compare_fields(a: dict[str, Any], b: dict[str, Any], first: bool) -> Divergence | None:
    step = a['step']

    def found(field: str, cause: str, what: str, layer: str | None = None) -> Divergence:
        return Divergence(step, field, cause, what, _ADVICE[cause], layer)

    if a.get('optimizer') != b.get('optimizer'):
        return found('steps', 'different length', 'The runs call their optimizers in another order')
    for field in _ORDER:
        if not _differs(a, b, field):
            continue
        if field == 'batch':
            return found(field, 'unseeded source', 'The batches differ, after equal states of all generators')
        if field == 'weightsBefore':
            if first:
                return found(field, 'initialisation', 'The initial weights differ')
            return found(field, 'change between steps', 'The weights differ, though the step before ended equal')
        if field == 'forward':
            name, is_input = _first_entry(a[field], b[field]) or ('', False)
            if is_input:
                return found('batch', 'unseeded source', f'What {name} was given differs')
            return found(field, 'forward kernel', f'What {name} gave differs, from equal batches and weights', name)
        if field == 'loss':
            return found(field, 'forward kernel', 'The losses differ, from equal outputs')
        if field == 'scale':
            return found(field, 'optimizer', f'The losses are scaled by {a[field]} and {b[field]}')
        if field == 'gradients':
            entry = _first_entry(a['backward'], b['backward']) if 'backward' in a and 'backward' in b else None
            return found(field, 'backward kernel', 'The gradients differ, after equal losses', entry and entry[0])
        if field == 'learningRate':
            what = f'The learning rates are {a[field]} and {b[field]}'
            return found(field, 'learning rate', what)
        cause = 'optimizer' if 'gradients' in a and 'gradients' in b else 'backward kernel'
        return found(field, cause, 'The weights after the step differ, after equal gradients')
    return None


def compare(a: str, b: str) -> Comparison:
    """Whether two traces are of the same run to the last bit, and if not, where they part and why.

    :raises ValueError: for a file that is no trace
    """
    one, other = _read_trace(a), _read_trace(b)
    notes = [why for why in (one[2], other[2]) if why]
    explained = []
    for keys, what in ((_EXPERIMENT, 'These are two experiments'), (_PLATFORM, 'What they ran on differs')):
        differ = [key for key in keys if one[0].get(key) != other[0].get(key)]
        if differ:
            explained.append(f'{what}: {", ".join(f"{key} is {one[0].get(key)} and {other[0].get(key)}" for key in differ)}.')
    if one[0].get('fingerprint') != other[0].get('fingerprint'):
        return Comparison('unknown', 0, None, ('Their fingerprints were made in different ways.',))
    streams = _Streams()
    common = sorted(one[1].keys() & other[1].keys())
    divergence = None
    for i, step in enumerate(common):
        records = one[1][step], other[1][step]
        used = streams.follow(*records)
        divergence = _compare_fields(*records, first=i == 0)
        late = [
            name
            for name, state in records[0].get('streamsAfter', {}).items()
            if records[0]['streams'].get(name) == records[1].get('streams', {}).get(name)
            and records[1].get('streamsAfter', {}).get(name, state) != state
        ]
        if divergence is None:
            continue
        early = divergence.field in ('batch', 'weightsBefore') and not used
        names = used or ([] if early else late)
        if names:
            since = min(streams.moved.get(name, step) for name in names)
            what = f'{" and ".join(names)} stand in another place'
            cause = 'stream used differently'
            divergence = Divergence(since, 'streams', cause, what, _ADVICE[cause])
        break
    if divergence is None:
        notes += [
            f'The generator {name} stands in another place since step {since}; nothing else differs.'
            for name, since in streams.moved.items()
        ]
        if one[1].keys() != other[1].keys() and not notes:
            last = [max(steps, default=-1) for _, steps, _ in (one, other)]
            step = min(one[1].keys() ^ other[1].keys())
            what = f'The last steps are {last[0]} and {last[1]}'
            divergence = Divergence(step, 'steps', 'different length', what, _ADVICE['different length'])
    if divergence is not None:
        verdict = 'unknown' if explained else 'diverged'
    else:
        verdict = 'identical' if common and not (one[2] or other[2]) else 'unknown'
    return Comparison(verdict, len(common), divergence, tuple(explained + notes))


# Verification


PERTURBATIONS = ('validation', 'import', 'worker', 'threads', 'hash-seed', 'workers', 'prefetch')
_PERTURBED = {
    'validation': 'another validation pass',
    'import': 'another import',
    'worker': 'another worker',
    'threads': 'another number of threads',
    'hash-seed': 'another hash seed',
    'workers': 'one worker more in each loader',
    'prefetch': 'loaders that are further ahead',
}
_VERIFIED = ('REPRODUCIBLE_PERTURB', 'REPRODUCIBLE_VERIFY_CALL')


class VerifiedRun(NamedTuple):
    """A run that was compared with the first."""

    perturbation: str | None
    comparison: Comparison


class VerifyResult(NamedTuple):
    """What a verification found; ``verdict`` is that of the worst of its runs."""

    verdict: str
    runs: tuple[VerifiedRun, ...]
    report: str

    def __str__(self) -> str:
        return self.report


class _Asked:
    """What a verification has asked of this process."""

    perturbation: str | None = None
    call: int | None = None
    #: How often `verify()` was called here.
    calls = 0

    def read(self) -> None:
        name, call = (os.environ.get(variable) for variable in _VERIFIED)
        self.perturbation = name if name in PERTURBATIONS else self.perturbation
        self.call = int(call) if call is not None and call.isdigit() else self.call


_asked = _Asked()


def perturbation() -> str | None:
    """What a verification has changed in this process, for a program that does its part.

    ``if perturbation() == 'validation': validate(model)`` runs a validation pass more than usual.
    """
    if _current is not None and _current._trace is not None:
        _current._trace.asked = True
    return _asked.perturbation


def _import_something() -> None:
    """Loads a package that draws random numbers while it is loaded, as several do."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, 'reproducible_extra_import.py'), 'w', encoding='utf-8') as file:
            file.write('import random\n[random.random() for _ in range(7)]\n')
        sys.path.insert(0, folder)
        try:
            importlib.import_module('reproducible_extra_import')
        finally:
            sys.path.remove(folder)


def _start_something() -> None:
    """Starts a process that has nothing to do with the program, and draws."""
    command = [sys.executable, '-c', 'import random; [random.random() for _ in range(7)]']
    environment = {name: value for name, value in os.environ.items() if not name.startswith('REPRODUCIBLE_')}
    subprocess.run(command, env=environment, check=False)


def _change_loaders(torch: Any, what: str) -> None:
    loader = torch.utils.data.DataLoader
    original = loader.__init__

    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **options: Any) -> None:
        named = ('num_workers', 'prefetch_factor')
        arguments = inspect.signature(original).bind(self, *args, **options).arguments
        workers, ahead = (arguments.get(name, options.get(name)) for name in named)
        if what == 'workers' and len(args) < 6:
            options['num_workers'] = (workers or 0) + 1
        elif what == 'prefetch' and workers:
            options['prefetch_factor'] = (ahead or 2) + 3
        original(self, *args, **options)

    loader.__init__ = __init__


def _other_environment(name: str | None) -> dict[str, str]:
    """What whoever starts a process changes for a perturbation."""
    if name == 'threads':
        count = '2' if (os.cpu_count() or 2) == 1 else '1'
        return dict.fromkeys(('OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'TF_NUM_INTRAOP_THREADS'), count)
    if name == 'hash-seed':
        return {'PYTHONHASHSEED': '1' if os.environ.get('PYTHONHASHSEED') == '0' else '0'}
    return {}


def _check_verification(times: int, perturb: Sequence[str], isolate: str) -> None:
    if isinstance(times, bool) or not isinstance(times, int) or times < 2:
        raise TypeError(f'verify(): times is {times!r}; two runs or more are needed to compare them.')
    if isolate not in ('process', 'none'):
        raise TypeError(f"verify(): isolate is {isolate!r}; it must be 'process' or 'none'.")
    for name in [perturb] if isinstance(perturb, str) else perturb:
        if name not in PERTURBATIONS:
            known = ', '.join(repr(each) for each in PERTURBATIONS)
            raise TypeError(f'verify(): there is no perturbation {name!r}. There are {known}.')
        if isolate == 'none' and name != 'validation':
            raise TypeError(
                f"verify(): the perturbation {name!r} needs a process of its own: leave out isolate='none'."
            )


def _run_again(file: str, name: str | None, call: int) -> str | None:
    """Starts this program again, up to its `call`-th verification; returns what went wrong."""
    environment = {
        **{variable: value for variable, value in os.environ.items() if variable not in _VERIFIED},
        'REPRODUCIBLE_TRACE': file,
        'REPRODUCIBLE_VERIFY_CALL': str(call),
        **({'REPRODUCIBLE_PERTURB': name} if name is not None else {}),
        **_other_environment(name),
    }
    command = [sys.executable, *_command_line()]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode == 0:
        return None
    said = (ended.stderr.strip() or ended.stdout.strip()).splitlines()[-8:]
    return '\n'.join([f'The program ended with the exit code {ended.returncode}. It said:', *said])


def _judge(first: str, others: Sequence[tuple[str | None, str, str | None]]) -> VerifyResult:
    """Compares runs with the first: `(perturbation, trace, failure)` each."""
    runs = []
    for name, file, failure in others:
        if failure is None and not (os.path.exists(file) and os.path.getsize(file)):
            failure = 'The program wrote no step: train with torch in it, or call run.step(i, loss=…, weights=…).'
        comparison = compare(first, file) if failure is None else Comparison('unknown', 0, None, (failure,))
        if name == 'validation' and comparison.verdict == 'identical' and not _has_asked(file):
            why = "The program has no extra validation pass to run: ask for it with if perturbation() == 'validation'."
            comparison = comparison._replace(verdict='unknown', notes=(*comparison.notes, why))
        runs.append(VerifiedRun(name, comparison))
    verdicts = [comparison.verdict for _, comparison in runs]
    verdict = next((each for each in ('diverged', 'unknown') if each in verdicts), 'identical')
    report = '\n'.join(
        f'{f"With {_PERTURBED[name]}" if name is not None else "Run again"}: {comparison}' for name, comparison in runs
    )
    return VerifyResult(verdict, tuple(runs), report)


def _has_asked(file: str) -> bool:
    with open(file, encoding='utf-8') as trace:
        return any('"end":true' in line and '"asked":true' in line for line in trace)


class Run:
    """What :func:`enforce` returns."""

    def __init__(
        self,
        seed: Seed,
        mode: str,
        rank: Rank,
        per_rank: tuple[str, ...],
        path: Path,
        tf32: bool,
        inputs: tuple[str, ...] = (),
    ) -> None:
        self.seed = seed
        self.mode = mode
        self.rank, self._world_size, self._rank_source = rank
        self._per_rank = per_rank
        self._path = path
        self._tf32 = tf32
        self._inputs = _Inputs(inputs)
        self._test = _pytest_test()
        self._settings: dict[str, dict[str, Any]] = {}
        # How a row of the receipt is read anew, by its id.
        self._measures: dict[str, Callable[[], Any]] = {}
        # Greater than zero while it is the run itself that seeds or sets, or while whatever is seeded is put back after.
        self._hands_off = 0
        self._torch_seeds: set[int] = set()
        self._own_numbers: set[int] = set()
        self._in_loader = False
        self._problems: list[str] = []
        self._said: set[str] = set()
        self._undo: list[Callable[[], object]] = []
        self._streams: dict[str, Stream] = {}
        self._late: set[str] = set()
        # How often something was asked for that has no name: by what it is, and the scope.
        self._ordinals: dict[str, int] = {}
        self._ordinals_lock = threading.Lock()
        self._last_derived = ''
        self._pools: weakref.WeakKeyDictionary[Any, tuple[int, Iterator[int], int]] = weakref.WeakKeyDictionary()
        self._forking: Path = ()
        # The scopes that are open, and where the generators stood when each was left, by the names of those around it.
        self._open: list[str] = []
        self._scopes: dict[str, dict[str, Any]] = {}
        self._importing: str | None = None
        self._outside: list[dict[str, Any]] = []
        self._generators: dict[str, Any] = {}
        self._started: set[str] = set()
        # States of generators that were saved and do not exist yet.
        self._awaited: dict[str, Any] = {}
        self._held_by: dict[str, Any] = {}
        self._loaders: dict[str, _Position] = {}
        self._derived_random: weakref.WeakValueDictionary[str, random.Random] = weakref.WeakValueDictionary()
        self._derived_numpy: dict[Any, str] = {}
        self._plain_loaders: weakref.WeakKeyDictionary[Any, tuple[str, int, Iterator[int]]] = (
            weakref.WeakKeyDictionary()
        )
        # Whether torch draws by rank already: where it is to, it does so when training begins.
        self._ranks_differ = False
        self._optimizer_made = False
        self._inherited = _child_name() is not None
        self._seedings: dict[str, Callable[[bytes], object]] = {}
        self._imports = _AfterImport(self)
        self._settled = False
        self._measures_lateness = False
        self._trace: Trace | None = None

    def _is_over(self) -> bool:
        """Whether another `enforce()` starts anew: in another test, and in a cell that is run again."""
        return _notebook() or (_pytest_test() is not None and _pytest_test() != self._test)

    def __reduce__(self) -> tuple[Any, ...]:
        return _run_here, (self._options(), self._path)

    # Child processes

    def _context(self) -> Path:
        """The path of this process, and the scopes that are open in it."""
        return (*self._path, *(part for scope in self._open for part in ('scope', scope)))

    def _next(self, *what: str) -> int:
        """The next ordinal, in this scope, of what has no name."""
        key = json.dumps([*self._open, *what])
        with self._ordinals_lock:
            ordinal = self._ordinals.get(key, 0)
            self._ordinals[key] = ordinal + 1
        return ordinal

    def _enter(self, path: Path) -> None:
        """Becomes the worker or the task of that path: everything starts anew."""
        self._path = path
        self._inherited = True
        # There torch seeds every worker itself, and so do the functions that programs give it for that.
        self._in_loader = self._in_loader or path[-3:-2] == ('loader',)
        self._ordinals.clear()
        self._open.clear()
        self._scopes.clear()
        self._outside.clear()
        self._ranks_differ = True
        for name, stream in self._streams.items():
            stream._start(self.key(name))
        for id in self._started:
            _reseed(self._generators[id], self.key(id.partition('/')[2]))
        for name in self._seedings:
            self._seed(name)

    def _before_fork(self) -> None:
        child = _started_child.path
        self._forking = child or (*self._context(), 'worker', 'fork', self._next('worker', 'fork'))

    def _after_fork(self) -> None:
        self._ordinals_lock = threading.Lock()
        # TensorFlow has threads, which a fork does not copy: to seed it there could wait for ever.
        for name in ('tensorflow', 'keras'):
            if self._seedings.pop(name, None):
                self._record(f'seed of {name}', 'unreachable', 'derived', proof='this process is a fork')
        if self.mode != 'audit':
            self._enter(self._forking)

    def _options(self) -> dict[str, Any]:
        """What a child is handed, beside its path."""
        rank = (self.rank, self._world_size, self._rank_source)
        return {
            'seed': self.seed,
            'mode': self.mode,
            'rank': rank,
            'per_rank': self._per_rank,
            'tf32': self._tf32,
        }

    def _place_of(self, process: Any) -> Path:
        """The path of a child that is about to start: its pool's number and its own in the pool, or its name and number."""
        target, args = getattr(process, '_target', None), getattr(process, '_args', ())
        function = (getattr(target, '__module__', ''), getattr(target, '__name__', ''))
        kind, shared = _POOLS.get(function, ('', 0))
        if kind:
            queue = args[shared]
            if queue not in self._pools:
                self._pools[queue] = (self._next('worker', kind), itertools.count(), _jobs_so_far())
            number, members, first_job = self._pools[queue]
            pool: Path = (*self._context(), 'worker', kind, number)
            if kind != 'loader':
                process._args = (_TaskQueue(queue, pool, first_job), *args[1:])
            return (*pool, next(members))
        name = str(process.name)
        if name == f'{type(process).__name__}-{":".join(map(str, process._identity))}':
            name = 'process'
        return (*self._context(), 'worker', name, self._next('worker', name))

    def _watch_processes(self, module: Any) -> None:
        """Hands a path down to every process that multiprocessing starts, however it starts it."""
        process_class = module.BaseProcess
        original = process_class.start

        def start(process: Any) -> None:
            if _is_compiling():
                original(process)
                return
            path = self._place_of(process)
            process._reproducible_runs = _Handover(self._options(), path, os.getpid())
            _started_child.path = path
            try:
                original(process)
            finally:
                _started_child.path = None

        self._replace(process_class, 'start', start)

    def _workers(self) -> None:
        why = 'a child draws what its parent draws, or from the operating system'
        if self.mode == 'audit':
            self._record('workers', 'pending', 'own streams', why=why)
            return
        _watch_forks()
        self._watch_processes(importlib.import_module('multiprocessing.process'))
        proof = 'fork, multiprocessing, concurrent.futures, joblib and data loaders hand a path down'
        self._record('workers', 'applied', 'own streams', None, 'own streams', proof=proof, why=why)

    def _ray(self, ray: Any) -> None:
        self._watch_unreached('ray', ray, 'init')

    def _dask(self, distributed: Any) -> None:
        self._watch_unreached('dask', distributed.Client, '__init__')

    def _spark(self, pyspark: Any) -> None:
        self._watch_unreached('spark', pyspark.SparkContext, '__init__')

    def _watch_unreached(self, library: str, owner: Any, name: str) -> None:
        """Libraries whose workers are started by others than this process."""
        id, why = f'workers of {library}', 'they draw from the operating system'
        self._record(id, 'pending', 'own streams', why=why)
        if self.mode == 'audit':
            return
        original = getattr(owner, name)

        def start(*args: Any, **options: Any) -> Any:
            self._record(id, 'unreachable', 'own streams', why=why, proof=f'started by {_caller()}')
            self._problem(
                f"{library}'s workers are not reached: what their tasks draw differs from run to run. Call enforce(seed="
                f"{self.seed!r}) in the task and draw from run.at('task', i), or hand each task a seed, "
                "run.seed_for(f'task {i}'); then say mode='warn'."
            )
            return original(*args, **options)

        self._replace(owner, name, start)

    def _joblib(self, joblib: Any) -> None:
        """Numbers what joblib calls: how many calls it sends at once depends on how long they take."""
        original = joblib.BatchedCalls.__init__

        def init(batch: Any, calls: Any, *args: Any, **options: Any) -> None:
            path = (*self._context(), 'worker', 'joblib')
            numbered = [
                (_Task(function, (*path, self._next('joblib'))), *rest) for function, *rest in calls
            ]
            original(batch, numbered, *args, **options)

        self._replace(joblib.BatchedCalls, '__init__', init)

    def _replace(self, owner: Any, name: str, replacement: Any) -> None:
        original = getattr(owner, name)
        functools.update_wrapper(replacement, original)
        setattr(owner, name, replacement)
        self._undo.append(lambda: setattr(owner, name, original))

    # Generators that are made without a seed

    def _derive(self, kind: str) -> bytes:
        """The key of a generator that was given no seed: by its ordinal, apart from those that imports make."""
        module = _being_imported()
        place = ('import', module, kind) if module else (kind,)
        path = (*self._context(), 'derived', *place, self._next('derived', *place))
        self._last_derived = '/'.join(map(str, path[len(self._path) :]))
        return derive_key(self.seed, path)

    def _seed_unseeded_random(self) -> None:
        original = random.Random.seed

        def seed(generator: random.Random, a: Any = None, version: int = 2) -> None:
            if a is None and _maker() not in _ENTROPY_IS_MEANT:
                a = int.from_bytes(self._derive('random.Random'), 'big')
                self._derived_random[self._last_derived] = generator
            original(generator, a, version)

        self._replace(random.Random, 'seed', seed)
        self._settle_derived('random.Random()', True)

    def _seed_unseeded_numpy(self, numpy: Any) -> None:
        # All of `default_rng()`, `RandomState()`, `SeedSequence()`, `PCG64()` ask this one function.
        module = cast(Any, sys.modules.get('numpy.random.bit_generator'))
        reached = module is not None and hasattr(module, 'randbits')
        if reached:

            def randbits(k: int) -> int:
                number = int.from_bytes(self._derive('numpy') * (k // 256 + 1), 'big') >> (256 * (k // 256 + 1) - k)
                self._derived_numpy[number] = self._last_derived
                return number

            self._replace(module, 'randbits', randbits)
        self._settle_derived('numpy.random.default_rng()', reached)

    def _seed_unseeded_torch(self, torch: Any) -> None:
        def seed(generator: Any) -> int:
            number = _torch_seed(self._derive('torch.Generator'))
            generator.manual_seed(number)
            return number

        def seed_all() -> int:
            number = _torch_seed(self._derive('torch.Generator'))
            self._torch_seeds.add(number)
            with self._own():
                torch.manual_seed(number)
            return number

        for owner in (torch, torch.random):
            self._replace(owner, 'seed', lambda: seed_all())
        reached = self._replace_builtin(torch._C.Generator, 'seed', seed)
        self._settle_derived('torch.Generator().seed()', reached)

    def _replace_builtin(self, owner: type, name: str, replacement: Any) -> bool:
        """Replaces a method of a type that is written in C, whose attributes Python does not let anybody set."""
        members = gc.get_referents(owner.__dict__)[0]
        original = members[name]

        def put(method: Any) -> None:
            members[name] = method
            ctypes.pythonapi.PyType_Modified(ctypes.py_object(owner))

        put(replacement)
        self._undo.append(lambda: put(original))
        return getattr(owner, name) is replacement

    def _settle_derived(self, what: str, reached: bool) -> None:
        why = 'without a seed its numbers come from the operating system'
        self._record(what, 'applied' if reached else 'unreachable', 'derived', None, 'derived', why=why)
        if not reached:
            self._problem(f'{what} draws from the operating system here, and nothing can be put in between.')

    # Streams

    def _stream_path(self, name: str, kind: str = 'stream') -> Path:
        if not isinstance(name, str) or name == '':
            raise TypeError(f"A stream's name is a non-empty text; it got {name!r}.")
        rank: Path = ('rank', self.rank) if name in self._per_rank else ()
        return (*self._path, *rank, kind, name)

    def stream(self, name: str) -> Stream:
        """The stream of that name: always the same object, equal on every rank unless listed in ``per_rank``."""
        if name not in self._streams:
            self._streams[name] = Stream(self.seed, self._stream_path(name))
            self._streams[name]._name = name
        return self._streams[name]

    def at(self, name: str, *indices: PathPart) -> Stream:
        """A fresh stream for one place, such as ``run.at('augment', epoch, index)``: no state, any order."""
        return Stream(self.seed, (*self._stream_path(name, 'at'), *indices))

    def key(self, name: str) -> bytes:
        """32 bytes for a generator of your own, from the same derivation."""
        return derive_key(self.seed, self._stream_path(name))

    def generator(self, name: str) -> Any:
        """The ``torch.Generator`` of that name: always the same object, and what it draws never moves another's stream."""
        torch = importlib.import_module('torch')
        generator = self._generators.setdefault(f'torch/{name}', torch.Generator())
        return self._start_generator(f'torch/{name}', generator)

    def numpy_generator(self, name: str) -> Any:
        """The ``numpy.random.Generator`` (PCG64) of that name: always the same object."""
        numpy = importlib.import_module('numpy')
        generator = self._generators.setdefault(f'numpy/{name}', numpy.random.Generator(numpy.random.PCG64(0)))
        return self._start_generator(f'numpy/{name}', generator)

    def _start_generator(self, id: str, generator: Any) -> Any:
        if id not in self._started:
            self._started.add(id)
            _reseed(generator, self.key(id.partition('/')[2]))
            if id in self._awaited:
                _put_generator_state(generator, self._awaited.pop(id))
        return generator

    def worker_init(self, name: str) -> _WorkerInit:
        """A ``worker_init_fn`` for a ``DataLoader``.

        Gives each worker and each epoch its own ``random``, NumPy and torch streams, and reseeds the generators that
        the dataset or its transforms hold, which every worker would otherwise have a copy of.
        """
        return _WorkerInit(self.seed, self._stream_path(name, 'worker'))

    def loader(self, dataset: Any, name: str = 'train', per_sample: bool = False, **options: Any) -> Any:
        """A ``DataLoader`` with a generator and a ``worker_init_fn`` of its own, whose position :meth:`state` has.

        :param name: the loader's name; two loaders that are to differ need two names
        :param per_sample: seeds everything by epoch and index before each sample, so that the number of workers
            changes nothing
        :param options: of ``torch.utils.data.DataLoader``; a ``worker_init_fn`` of yours runs after this one
        """
        torch = importlib.import_module('torch')
        if options.pop('generator', None) is not None:
            raise TypeError(
                f"loader({name!r}): it makes the loader's generator itself. Leave out generator=, "
                'or use torch.utils.data.DataLoader with run.generator(name).'
            )
        path = self._stream_path(name, 'worker')
        _reseed_held(dataset, self.seed, path)
        if options.get('num_workers', 0) == 0:
            self._held_by[name] = dataset
            for place, generator in _held(dataset):
                if f'{name}/{place}' in self._awaited:
                    _put_generator_state(generator, self._awaited.pop(f'{name}/{place}'))
        if per_sample:
            if isinstance(dataset, torch.utils.data.IterableDataset):
                raise TypeError(
                    f'loader({name!r}): an IterableDataset has no indices, by which per_sample=True could seed. '
                    "Leave per_sample out, and keep the number of workers; or draw from run.at('augment', i) in it."
                )
            batches = options.get('batch_sampler') is not None or options.get('batch_size', 1) is not None
            default = torch.utils.data.default_collate if batches else torch.utils.data.default_convert
            dataset = _PerSample(dataset, options.pop('collate_fn', None) or default, self.seed, path)
            options['collate_fn'] = dataset.collate
        initialise = self.worker_init(name)
        initialise.then = options.pop('worker_init_fn', None)
        position = self._loaders.setdefault(name, _Position())
        loader = _loader_class(torch, self.seed, path, position, per_sample)
        # Other libraries make a loader of their own of it, which takes the generator along.
        generator = self._generators.setdefault(f'loader/{name}', torch.Generator())
        self._start_generator(f'loader/{name}', generator)
        return loader(dataset, generator=generator, worker_init_fn=initialise, **options)

    # Positions

    def state(self) -> dict[str, Any]:
        """Where everything stands, as plain JSON, to be saved with a checkpoint.

        That is every stream, the global generators of ``random``, NumPy and torch, those of :meth:`generator` and of
        the scopes, those that were made without a seed, and how far each :meth:`loader` is.
        """
        libraries = self._outside[0] if self._open else self._library_states()
        scopes = dict(self._scopes)
        if self._open:
            scopes[json.dumps(self._open)] = self._library_states()
        held = {
            f'{name}/{place}': _generator_state(generator)
            for name, dataset in self._held_by.items()
            for place, generator in _held(dataset)
        }
        named = {id: _generator_state(self._generators[id]) for id in sorted(self._started)}
        derived = {f'derived/{key}': _generator_state(each) for key, each in self._living_derived()}
        state = {
            'scheme': SCHEME,
            'seed': self.seed,
            'path': list(self._path),
            'rank': self.rank,
            'worldSize': self._world_size,
            'streams': {name: stream.save() for name, stream in sorted(self._streams.items())},
            'libraries': _encoded(libraries),
            'scopes': {key: _encoded(states) for key, states in sorted(scopes.items())},
            'generators': {**held, **named, **derived},
            'ordinals': dict(sorted(self._ordinals.items())),
            'loaders': {name: [each.epoch, each.batch] for name, each in sorted(self._loaders.items())},
            'ranksDiffer': self._ranks_differ,
        }
        return {**state, 'check': _checksum(state)}

    def resume(self, state: dict[str, Any]) -> Run:
        """Puts everything where it stood when :meth:`state` was taken, after the model and the data were built.

        A :meth:`loader` goes on with the batch that would have come next.

        :raises TypeError: for a damaged state, or one of another scheme, seed, worker, rank or number of ranks
        """
        self._check_state(state)
        for name, saved in state['streams'].items():
            self.stream(name).load(saved)
        for name in set(self._streams) - set(state['streams']):
            self._streams[name]._start(self.key(name))
        self._ranks_differ = bool(state['ranksDiffer'])
        self._scopes = {key: _decoded(states) for key, states in state['scopes'].items()}
        self._ordinals = dict(state['ordinals'])
        for name, (epoch, batch) in state['loaders'].items():
            self._loaders.setdefault(name, _Position()).resume(epoch, batch)
        waiting = dict(state['generators'])
        present = {
            **{id: self._generators[id] for id in self._started},
            **{f'derived/{key}': each for key, each in self._living_derived()},
            **{
                f'{name}/{place}': each
                for name, dataset in self._held_by.items()
                for place, each in _held(dataset)
            },
        }
        for id in [id for id in waiting if id in present]:
            _put_generator_state(present[id], waiting.pop(id))
        self._awaited = waiting
        missing = sorted(id for id in waiting if id.startswith('derived/'))
        if missing:
            self._problem(
                f'{len(missing)} generators that were made without a seed do not exist yet, and would start anew. '
                'Make the data and the model before run.resume(state).'
            )
        with self._own():
            self._put_library_states(_decoded(state['libraries']))
        return self

    def state_dict(self) -> dict[str, Any]:
        """The same as :meth:`state`: for ``accelerator.register_for_checkpointing(run)`` and its like."""
        return self.state()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """The same as :meth:`resume`."""
        self.resume(state)

    def _check_state(self, state: Any) -> None:
        def refuse(message: str) -> NoReturn:
            raise TypeError(f'resume(): {message}')

        if not isinstance(state, dict) or 'scheme' not in state or 'streams' not in state:
            text = '; it is text, so json.loads it first' if isinstance(state, str) else ''
            refuse(
                f'this is not what state() returned{text}. Pass the object that run.state() gave when the checkpoint '
                'was saved.'
            )
        if state['scheme'] != SCHEME:
            refuse(
                f'this state is of the scheme {json.dumps(state["scheme"])}, and this runtime draws by {SCHEME}. '
                'Resume with the version that saved it.'
            )
        if _checksum({name: each for name, each in state.items() if name != 'check'}) != state.get('check'):
            refuse('this state is damaged: its checksum does not fit what is in it. Take an older checkpoint.')
        if state['seed'] != self.seed:
            refuse(
                f'this state belongs to the seed {json.dumps(state["seed"])}, and this run has the seed '
                f'{json.dumps(self.seed)}. Start it with the seed of the checkpoint.'
            )
        if state['path'] != list(self._path):
            refuse(
                f'this state belongs to {_described(state["path"])}, and this is {_described(self._path)}. '
                'Every worker resumes its own state.'
            )
        if (state['rank'], state['worldSize']) != (self.rank, self._world_size):
            refuse(
                f'this state was saved by rank {state["rank"]} of {state["worldSize"] or "an unknown number"}, and this '
                f'is rank {self.rank} of {self._world_size or "an unknown number"}. Another number of ranks is another '
                'run.'
            )

    def _living_derived(self) -> Iterator[tuple[str, Any]]:
        """The generators that were made without a seed and are still there, by their ordinals."""
        yield from sorted((key, each) for key, each in list(self._derived_random.items()))
        numpy = cast(Any, sys.modules.get('numpy'))
        if numpy is None or not self._derived_numpy:
            return
        found = {}
        for each in gc.get_objects():
            # Not isinstance(): it asks objects that pretend to be of another class.
            if issubclass(type(each), numpy.random.BitGenerator):
                sequence = getattr(each, 'seed_seq', getattr(each, '_seed_seq', None))
                key = self._derived_numpy.get(getattr(sequence, 'entropy', None))
                if key is not None:
                    found[key] = each
        yield from sorted(found.items())

    # Settings

    def _record(
        self, id: str, status: str, wanted: Any = None, found: Any = None, now: Any = None, **more: Any
    ) -> None:
        self._settings[id] = {
            'id': id,
            'wanted': wanted,
            'found': found,
            'now': now,
            'status': status,
            **more,
        }

    def _problem(self, message: str) -> None:
        if self.mode == 'audit':
            return
        # In a child an exception can leave its pool waiting for ever.
        raises = self.mode == 'strict' and not self._inherited
        if raises and self._settled:
            raise EnforceError(f'enforce(): {message}')
        if message in self._said:
            return
        self._said.add(message)
        if raises:
            self._problems.append(message)
        else:
            warnings.warn(f'enforce(): {message}', stacklevel=2)

    def _variable(
        self,
        name: str,
        wanted: str | None,
        keep: tuple[str, ...] = (),
        read_by: tuple[str, ...] = (),
        why: str = '',
        readable: tuple[str, ...] | None = None,
    ) -> None:
        """Sets an environment variable, or says why that is no use."""
        found = os.environ.get(name)
        self._measures[name] = lambda: os.environ.get(name)
        if readable and found is not None and found not in readable:
            self._record(name, 'conflict', wanted, found, found, why=why)
            self._problem(
                f'{name}={found} is a value that TensorFlow cannot read: it ends the process. '
                f'Set it to {wanted}, or unset it.'
            )
            return
        if found == wanted or (found is not None and found in keep):
            status = 'already' if found == wanted else 'kept-user-value'
            self._record(name, status, wanted, found, found, why=why)
            return
        late = sorted(lib for lib in _loaded_libraries() if lib.startswith(tuple(read_by)))
        if self.mode == 'audit':
            self._record(name, 'too-late' if late else 'pending', wanted, found, found, why=why)
            return
        _set_variable(name, wanted)
        self._undo.append(lambda: _set_variable(name, found))
        if not late:
            self._record(name, 'applied' if found is None else 'conflict', wanted, found, wanted, why=why)
            return
        self._late.update(late)
        self._record(name, 'too-late', wanted, found, wanted, proof=f'{late[0]} is loaded', why=why)
        self._problem(
            f'too late. {late[0]} was loaded before enforce() ran, so '
            f'{name}={"(unset)" if wanted is None else wanted} may have been read already. '
            'Call enforce() above the imports of torch and tensorflow.'
        )

    # Scopes

    def _library_states(self, on_devices: bool = True) -> dict[str, Any]:
        """Where the global generators stand, of every library whose generators can be read."""
        states: dict[str, Any] = {'random': random.getstate()}
        numpy, torch = cast(Any, sys.modules.get('numpy')), cast(Any, sys.modules.get('torch'))
        if numpy is not None and 'numpy' in self._seedings:
            states['numpy'] = numpy.random.get_state()
        if torch is not None and 'torch' in self._seedings:
            states['torch'] = [torch.get_rng_state()]
            if on_devices and torch.cuda.is_initialized():
                states['torch'] += torch.cuda.get_rng_state_all()
        return states

    def _put_library_states(self, states: dict[str, Any]) -> None:
        """Puts the global generators where they stood; those of libraries that have come since start anew."""
        random.setstate(states['random'])
        for name in ('numpy', 'torch'):
            if name in self._seedings and name not in states:
                self._seed(name)
        if 'numpy' in states:
            sys.modules['numpy'].random.set_state(states['numpy'])
        if 'torch' in states:
            torch = sys.modules['torch']
            on_cpu, *on_devices = states['torch']
            torch.set_rng_state(on_cpu)
            if on_devices:
                torch.cuda.set_rng_state_all(on_devices)

    @contextlib.contextmanager
    def scope(self, name: str) -> Iterator[None]:
        """Inside it `random`, NumPy and torch draw from streams of that name, and outside as if nothing had been.

        ``with run.scope('val'): validate(model)``, or ``@run.scope('val')`` above a function: what a validation draws
        never moves the training. Entered again, it goes on where it was left.
        """
        self._stream_path(name)
        if self.mode == 'audit':
            yield
            return
        outside = self._library_states()
        self._outside.append(outside)
        self._open.append(name)
        key = json.dumps(self._open)
        try:
            if key in self._scopes:
                self._put_library_states(self._scopes[key])
            else:
                self._seed_all()
            with self._own():
                yield
        finally:
            self._scopes[key] = self._library_states()
            self._open.pop()
            self._outside.pop()
            self._put_library_states(outside)

    @contextlib.contextmanager
    def _apart(self, path: Path) -> Iterator[None]:
        """Inside it everything starts anew by `path`, and afterwards it goes on as if nothing had been."""
        torch = cast(Any, sys.modules.get('torch'))
        outside = self._library_states(on_devices=False)
        streams = {name: stream.save() for name, stream in self._streams.items()}
        before = (self._path, self._ordinals, self._open, self._scopes)
        self._path, self._ordinals, self._open, self._scopes = path, {}, [], {}
        try:
            for name, stream in self._streams.items():
                stream._start(self.key(name))
            for name in ('random', 'numpy'):
                if name in self._seedings:
                    self._seed(name)
            if torch is not None and 'torch' in self._seedings:
                torch.default_generator.manual_seed(_torch_seed(self._library_key('torch')))
            with self._own():
                yield
        finally:
            self._path, self._ordinals, self._open, self._scopes = before
            for name, stream in self._streams.items():
                stream._start(self.key(name))
                if name in streams:
                    stream.load(streams[name])
            self._put_library_states(outside)

    @contextlib.contextmanager
    def _import_scope(self, module: str) -> Iterator[None]:
        """What a library draws while it is imported moves nothing: one more import is no other run."""
        outside = self._library_states()
        self._importing = module
        try:
            self._seed_all()
            with self._own():
                yield
        finally:
            self._importing = None
            self._put_library_states(outside)

    def _seed_all(self) -> None:
        for name in ('random', 'numpy', 'torch'):
            if name in self._seedings:
                self._seed(name)

    def _library_key(self, name: str) -> bytes:
        """The key of a library's global generators: of this worker, in this scope, of this rank where it is to differ."""
        place = [part for scope in self._open for part in ('scope', scope)]
        if self._importing is not None:
            place = ['import', self._importing]
        differs = name in self._per_rank and (name != 'torch' or self._ranks_differ)
        rank: Path = ('rank', self.rank) if differs else ()
        return derive_key(self.seed, (*self._path, *place, *rank, 'stream', name))

    # What is undone later

    @contextlib.contextmanager
    def _own(self) -> Iterator[None]:
        """Inside it nobody who seeds or sets is told that he undoes something."""
        self._hands_off += 1
        try:
            yield
        finally:
            self._hands_off -= 1

    def _note_earlier_draws(self, library: str, drew: bool, position: int = 0) -> None:
        """Numbers that were drawn before there was a seed."""
        if not self._measures_lateness:
            return
        drew = drew and not any(
            position == at and module in sys.modules for module, at in _DRAWN_BY_IMPORTS.get(library, ())
        )
        row = self._settings.get('draws before enforce()')
        found = [*(row['found'] if row else []), *([library] if drew else [])]
        more = {
            'proof': "where each library's generator stands",
            'why': 'what was drawn came from the operating system, and the next run draws other numbers',
        }
        self._record('draws before enforce()', 'too-late' if found else 'already', [], found, found, **more)
        # A test comes after others, which may draw what they like.
        if drew and self._test is None:
            self._problem(
                f'too late. {library} had drawn random numbers before enforce() ran, and nothing had seeded them: '
                "the next run draws others. Make enforce() the program's first lines."
            )

    def _watch_seeding(self, owner: Any, name: str, library: str) -> None:
        """Notices whoever seeds a library again."""
        if self.mode == 'audit':
            return
        original = getattr(owner, name)

        def seed(*args: Any, **options: Any) -> Any:
            number = next(iter((*args, *options.values())), None)
            if number is None and library == 'random':
                # Only a generator of its own passes by `random.Random.seed`: this function was bound before.
                return random.Random.seed(cast(Any, original).__self__)
            if number is not None and self._hands_off == 0:
                self._seeded_again(library, number)
            with self._own():
                return original(*args, **options)

        self._replace(owner, name, seed)

    def _seeded_again(self, library: str, number: Any) -> None:
        if self._in_loader:
            return
        by = _caller()
        if isinstance(number, int) and number in self._own_numbers:
            if library == 'torch':
                self._torch_seeds.add(number)
            return
        shown = repr(number) if isinstance(number, (int, str)) else f'a {type(number).__name__}'
        self._undone(
            f'seed of {library}',
            f'seed {shown}',
            by,
            f'{library} was seeded again, with {shown}, by {by}: from there on it draws what that seed says, whatever '
            f"the seed of enforce() is, and from its beginning. Take it out, or give it the run's own number: "
            f"run.seed_for('{library}').",
        )

    def _undone(self, id: str, now: Any, by: str, message: str) -> None:
        row = self._settings.get(id)
        if row is not None:
            self._settings[id] = {**row, 'now': now, 'status': 'conflict', 'by': by}
        self._problem(message)

    def _watch_setting(self, owner: Any, name: str, id: str, wanted: Any) -> None:
        """Notices whoever sets ``id`` to something else."""
        original = getattr(owner, name, None)
        if original is None or self.mode == 'audit':
            return

        def put(value: Any, *args: Any, **options: Any) -> Any:
            if self._hands_off == 0 and value != wanted:
                by = _caller()
                self._undone(
                    id, value, by, f'{id} was set to {value!r} by {by}: {self._settings[id].get("why")}. Take it out.'
                )
            return original(value, *args, **options)

        self._replace(owner, name, put)

    def _watch_torch(self, torch: Any) -> None:
        for owner, name in (
            (torch, 'manual_seed'),
            (torch.random, 'manual_seed'),
            (torch.cuda, 'manual_seed'),
            (torch.cuda, 'manual_seed_all'),
        ):
            self._watch_seeding(owner, name, 'torch')
        if self.mode == 'audit':
            return
        self._measures['seed of torch'] = lambda: (
            'derived' if torch.initial_seed() in self._torch_seeds else f'seed {torch.initial_seed()}'
        )
        # Whatever is seeded inside it is put back.
        fork = torch.random.fork_rng

        @contextlib.contextmanager
        def fork_rng(*args: Any, **options: Any) -> Iterator[None]:
            with fork(*args, **options), self._own():
                yield

        self._replace(torch.random, 'fork_rng', fork_rng)
        settings = torch._C
        self._watch_setting(settings, '_set_deterministic_algorithms', 'torch.use_deterministic_algorithms', True)
        cudnn = vars(type(torch.backends.cudnn))
        for name, wanted in (('benchmark', False), ('deterministic', True), ('allow_tf32', self._tf32)):
            self._watch_setting(cudnn.get(name), 'setter', f'torch.backends.cudnn.{name}', wanted)
        id = 'torch.backends.cuda.matmul.allow_tf32'
        self._watch_setting(settings, '_set_cublas_allow_tf32', id, self._tf32)

    def _data_loaders(self, module: Any) -> None:
        """Loaders of the program's own, without a generator: to start one takes a draw from nobody."""
        if self.mode == 'audit':
            return
        make, begin = module.DataLoader.__init__, module._BaseDataLoaderIter.__init__

        def init(loader: Any, *args: Any, **options: Any) -> None:
            make(loader, *args, **options)
            if loader.generator is None:
                place = _place_of_making()
                self._plain_loaders[loader] = (place, self._next('loader', place), itertools.count())

        def init_iterator(iterator: Any, loader: Any) -> None:
            self._part_ranks()
            known = self._plain_loaders.get(loader)
            if known is None:
                begin(iterator, loader)
                return
            torch = sys.modules['torch']
            state = torch.get_rng_state()
            begin(iterator, loader)
            torch.set_rng_state(state)
            place, ordinal, epochs = known
            path = (*self._context(), 'loader', place, ordinal, next(epochs))
            iterator._base_seed = _torch_seed(derive_key(self.seed, path))

        self._replace(module.DataLoader, '__init__', init)
        self._replace(module._BaseDataLoaderIter, '__init__', init_iterator)

    def _watch_ranks(self, torch: Any) -> None:
        """Where torch is to draw by rank: from the beginning of training, because the first weights are to be equal."""
        if 'torch' not in self._per_rank or self.mode == 'audit':
            return
        made = torch.optim.Optimizer.__init__

        def init(optimizer: Any, *args: Any, **options: Any) -> None:
            made(optimizer, *args, **options)
            self._optimizer_made = True

        self._replace(torch.optim.Optimizer, '__init__', init)

        def before_forward(*_: Any) -> None:
            if torch.is_grad_enabled():
                self._part_ranks()

        handle = torch.nn.modules.module.register_module_forward_pre_hook(before_forward)
        self._undo.append(handle.remove)

    def _part_ranks(self) -> None:
        if self._optimizer_made and not self._ranks_differ:
            self._ranks_differ = True
            self._seed('torch')

    def _measure(self) -> None:
        """Reads every row of the receipt anew."""
        for id, measure in self._measures.items() if self._hands_off == 0 else ():
            row = self._settings.get(id)
            if row is None or row['status'] not in ('applied', 'already', 'kept-user-value'):
                continue
            try:
                now = measure()
            except RuntimeError as error:
                now = str(error)
            if now != row['now']:
                self._undone(
                    id, now, 'somewhere that was not seen', f'{id} is {now!r} now, and enforce() had left it at {row["now"]!r}.'
                )
        for name in _LIBRARIES:
            row = self._settings.get(f'seed of {name}')
            if self.mode != 'audit' and name in sys.modules and row is not None and row['status'] == 'pending':
                proof = 'it was imported past the hook, and may have drawn already'
                self._settings[row['id']] = {**row, 'status': 'unreachable', 'proof': proof}
                self._problem(f'{name} was imported in a way that enforce() did not see. Import it above enforce().')

    def seed_for(self, name: str) -> int:
        """A seed, 0 ... 2**31 - 1, for what wants a number: ``TrainingArguments(seed=run.seed_for('trainer'))``.

        Whoever seeds a library with it undoes nothing.
        """
        number = _torch_seed(derive_key(self.seed, self._stream_path(name, 'seed'))) % 2**31
        self._own_numbers.add(number)
        return number

    def _hash_seed(self) -> None:
        in_force = _hash_seed_in_force()
        found = os.environ.get('PYTHONHASHSEED')
        more = {
            'proof': 'the hash of a text',
            'why': 'the order of a set of strings differs in every process',
        }
        if in_force is not None:
            status = 'already' if in_force == '0' else 'kept-user-value'
            if os.environ.pop('REPRODUCIBLE_RESTARTED', None):
                status = 'applied'
            self._record('PYTHONHASHSEED', status, '0', found, in_force, **more)
            return
        self._record('PYTHONHASHSEED', 'too-late', '0', found, None, **more)
        if self.mode == 'audit' or self._inherited:
            return
        place = _where_no_restart_is()
        if place is not None:
            self._record('PYTHONHASHSEED', 'unreachable', '0', found, None, **more)
            if self.mode not in _hash_seed_was_told:
                _hash_seed_was_told.add(self.mode)
                print(
                    f'enforce(): {more["why"]}, and only whoever starts Python can change that. This is {place}',
                    file=sys.stderr,
                )
            return
        reason = _why_not_restartable()
        if reason is None:
            _restart('0')
        self._problem(f'PYTHONHASHSEED is read before the interpreter starts, so {more["why"]}; {reason}.')

    def _environment(self) -> None:
        self._hash_seed()
        self._variable(
            'NVIDIA_TF32_OVERRIDE',
            None if self._tf32 else '0',
            ('0', '1') if self._tf32 else ('1',),
            ('libcublas', 'libcudnn'),
            'GPUs from Ampere on round the inputs of matrix products to 10 bits, older ones do not',
        )
        if 'tensorflow' not in sys.modules and not _installed('tensorflow'):
            return
        for name, wanted, keep, read_by, readable, why in (
            (
                'TF_ENABLE_ONEDNN_OPTS',
                '0',
                ('1', 'true', 'false'),
                ('libtensorflow',),
                None,
                'oneDNN is on or off by default depending on the CPU, and rounds differently',
            ),
            (
                'TF_DETERMINISTIC_OPS',
                '1',
                ('true',),
                ('libtensorflow',),
                ('0', '1', 'false', 'true'),
                'without it TensorFlow picks GPU kernels that add in whatever order threads finish',
            ),
            (
                'TF_CUDNN_USE_AUTOTUNE',
                None,
                (),
                (),
                None,
                'any value defeats the choice of a deterministic convolution',
            ),
        ):
            self._variable(name, wanted, keep, read_by, why, readable)

    def _attribute(self, id: str, owner: Any, name: str, wanted: Any, why: str) -> None:
        """Sets ``owner.name``, where there is such a thing."""
        found = getattr(owner, name, None)
        if found is None:
            self._record(id, 'not-applicable', wanted, why=why)
            return
        if found != wanted and self.mode != 'audit':
            with self._own():
                setattr(owner, name, wanted)
            self._undo.append(lambda: setattr(owner, name, found))
        now = getattr(owner, name)
        self._measures[id] = lambda: getattr(owner, name)
        status = 'already' if found == wanted else 'applied' if now == wanted else 'impossible'
        self._record(id, 'pending' if now == found != wanted else status, wanted, found, now, why=why)
        if now != wanted:
            self._problem(f'{id} stays {now!r} after it was set to {wanted!r}: {why}.')

    def _seed_library(self, name: str, seeding: Callable[[bytes], object]) -> None:
        id = f'seed of {name}'
        if self.mode == 'audit':
            self._record(id, 'pending', 'derived')
            return
        self._seedings[name] = seeding
        self._seed(name)
        self._record(
            id, 'applied', 'derived', None, 'derived', why='otherwise it comes from the operating system'
        )

    def _seed(self, name: str) -> None:
        """Starts the global generator of a library anew."""
        with self._own():
            self._seedings[name](self._library_key(name))

    def _library(self, name: str, module: ModuleType) -> None:
        """Seeds and sets one library that has been imported."""
        getattr(self, _HOOKS[name])(module)

    def _numpy(self, numpy: Any) -> None:
        state = numpy.random.get_state()
        # A fresh generator has all of its 624 words before it, or all but one where nobody has seeded it.
        self._note_earlier_draws('numpy', state[2] not in (623, 624), state[2])
        self._undo.append(lambda: numpy.random.set_state(state))
        if self.mode != 'audit':
            self._seed_unseeded_numpy(numpy)
        self._seed_library('numpy', lambda key: numpy.random.seed(_words(key)))
        self._watch_seeding(numpy.random, 'seed', 'numpy')

    def _torch(self, torch: Any) -> None:
        if self._trace is not None:
            self._trace.watch_torch(torch)
        if self.mode != 'audit':
            self._seed_unseeded_torch(torch)
        fresh = torch.Generator().manual_seed(torch.initial_seed()).get_state()
        self._note_earlier_draws('torch', not torch.equal(torch.get_rng_state(), fresh))

        def seed(key: bytes) -> None:
            self._torch_seeds.add(_torch_seed(key))
            torch.manual_seed(_torch_seed(key))

        self._seed_library('torch', seed)
        self._watch_torch(torch)
        self._watch_ranks(torch)
        if _version(torch) < (2, 10):
            used = torch.cuda.is_available() and torch.cuda.is_initialized()
            self._variable(
                'CUBLAS_WORKSPACE_CONFIG',
                ':4096:8',
                (':16:8',),
                ('libcublas',) if used else (),
                'cuBLAS hands its streams workspaces of different sizes, and picks kernels by them',
            )
        found = torch.are_deterministic_algorithms_enabled()
        warn_only = torch.is_deterministic_algorithms_warn_only_enabled()
        self._measures['torch.use_deterministic_algorithms'] = torch.are_deterministic_algorithms_enabled
        if self.mode != 'audit':
            with self._own():
                torch.use_deterministic_algorithms(True, warn_only=self.mode == 'warn')
            self._undo.append(lambda: torch.use_deterministic_algorithms(found, warn_only=warn_only))
        now = torch.are_deterministic_algorithms_enabled()
        self._record(
            'torch.use_deterministic_algorithms',
            'already' if found else 'applied' if now else 'pending',
            True,
            found,
            now,
            why='many operations add in whatever order threads finish',
        )
        cudnn, matmul = torch.backends.cudnn, torch.backends.cuda.matmul
        tf32 = 'GPUs from Ampere on can round the inputs of matrix products to 10 bits'
        for id, owner, wanted, why in (
            (
                'torch.utils.deterministic.fill_uninitialized_memory',
                getattr(torch.utils, 'deterministic', None),
                False,
                'it takes up to a sixth of the speed, and no correct program reads what it fills',
            ),
            ('torch.backends.cudnn.benchmark', cudnn, False, 'algorithms are chosen by timing them'),
            ('torch.backends.cudnn.deterministic', cudnn, True, 'cuDNN may choose convolutions with atomics'),
            ('torch.backends.cudnn.allow_tf32', cudnn, self._tf32, tf32),
            ('torch.backends.cuda.matmul.allow_tf32', matmul, self._tf32, tf32),
        ):
            self._attribute(id, owner, id.rpartition('.')[2], wanted, why)

    def _tensorflow(self, tensorflow: Any) -> None:
        self._seed_library('tensorflow', lambda key: tensorflow.random.set_seed(_tensorflow_seed(key)))
        self._watch_seeding(tensorflow.random, 'set_seed', 'tensorflow')
        id = 'tf.config.experimental.enable_op_determinism'
        why = 'TensorFlow picks GPU kernels that add in whatever order threads finish'
        enable = getattr(tensorflow.config.experimental, 'enable_op_determinism', None)
        if enable is None:
            self._record(id, 'not-applicable', True, why=why, proof='TF_DETERMINISTIC_OPS does it before 2.9')
        elif self.mode == 'audit':
            self._record(id, 'pending', True, why=why)
        else:
            enable()
            self._record(id, 'applied', True, None, True, why=why)

    def _keras(self, keras: Any) -> None:
        set_seed = getattr(getattr(keras, 'utils', None), 'set_random_seed', None)
        if set_seed is None:
            self._record('seed of keras', 'not-applicable', 'derived')
            return
        self._seed_library('keras', lambda key: set_seed(_torch_seed(key) & _MASK))
        # It gives every other library the same number: they get their own back.
        for name in self._seedings:
            if name != 'keras':
                self._seed(name)
        self._watch_seeding(keras.utils, 'set_random_seed', 'keras')

    def _open_trace(self, wanted: TraceOptions | None) -> None:
        """Opens the trace that the program or whoever started it wants: each rank its own, a worker none."""
        _asked.read()
        asked = _trace_from_environment()
        wanted = asked or wanted
        is_worker = 'worker' in self._path and self._rank_source == 'none'
        if wanted is None or is_worker or self._trace is not None:
            return
        many = self._rank_source != 'none' and self._world_size != 1
        stem, ending = os.path.splitext(wanted.file)
        file = f'{stem}.rank{self.rank}{ending}' if many else wanted.file
        self._trace = Trace(self, wanted._replace(file=file), from_outside=asked is not None)
        if asked is not None and _asked.perturbation == 'worker':
            _start_something()
        if 'torch' in sys.modules:
            self._trace.watch_torch(sys.modules['torch'])

    def _start(self, trace: TraceOptions | None = None, again: bool = False) -> None:
        # What another run drew in this process is no business of this one.
        self._measures_lateness = not self._inherited and not again
        self._environment()
        self._open_trace(trace)
        state = random.getstate()
        self._note_earlier_draws('random', state[1][-1] != 624 or state[2] is not None, state[1][-1])
        self._undo.append(lambda: random.setstate(state))
        if self.mode != 'audit':
            self._seed_unseeded_random()
        self._seed_library('random', lambda key: random.seed(int.from_bytes(key, 'big')))
        self._watch_seeding(random, 'seed', 'random')
        sys.meta_path.insert(0, self._imports)
        self._workers()
        for name in _HOOKS:
            if name in sys.modules:
                self._library(name, sys.modules[name])
            elif name in _LIBRARIES:
                status = 'pending' if _installed(name) else 'not-applicable'
                self._record(f'seed of {name}', status, 'derived')
        self._settled = True
        self._measures_lateness = False
        if self._trace is not None and self._trace.from_outside and _asked.perturbation == 'import':
            with self._import_scope('reproducible_extra_import'):
                _import_something()
        if self._problems:
            raise EnforceError('\n'.join(f'enforce(): {message}' for message in self._problems))

    def step(self, index: int, fields: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """Tells the trace of a step: ``run.step(i, batch=x, loss=loss, weights=model)``.

        Training with torch is seen without it; what is told joins the step that is seen. Without a trace it only
        checks its arguments.

        :param index: the step's number: a comparison pairs equal numbers
        :param fields: ``batch``, ``weightsBefore``, ``loss``, ``gradients``, ``weights``, each a tensor, an array, a
            number, a model, or a list or dict of these
        :raises TypeError: for another number or field, whether there is a trace or not
        """
        number, known = _check_step(index), _check_fields({**(fields or {}), **more})
        if self._trace is not None:
            self._trace.told(number, known)

    def verify(
        self,
        fn: Callable[[Run], Any],
        *,
        times: int = 2,
        perturb: Sequence[str] = (),
        isolate: str = 'process',
    ) -> VerifyResult:
        """Runs ``fn`` twice or more and compares the runs, step by step.

        Each run is this program, started again up to this call; there ``fn`` runs, and the process ends. So what stands
        above the call is repeated in each run, and what stands below it is not; here ``fn`` does not run at all. A
        program that is verified from outside, by the command ``verify``, just calls ``fn``.

        :param fn: is given the run; what it returns, the final weights perhaps, is compared as well
        :param times: how often the unchanged program runs: 2 or more
        :param perturb: runs it once more for each of these changes, which a reproducible program does not notice:
            ``'validation'`` (see :func:`perturbation`), ``'import'``, ``'worker'``, ``'threads'``, ``'hash-seed'``,
            ``'workers'`` (of loaders), ``'prefetch'``
        :param isolate: ``'process'``, or ``'none'``: all runs in this process, as in a notebook
        """
        perturb = (perturb,) if isinstance(perturb, str) else tuple(perturb)
        _check_verification(times, perturb, isolate)
        _asked.calls += 1
        if _asked.call is not None and _asked.calls < _asked.call:
            return VerifyResult('unknown', (), 'Another call of verify() is being run.')
        if self._trace is not None and (self._trace.from_outside or _asked.call is not None):
            self._trace.result(fn(self))
            if _asked.call is None:
                return VerifyResult('unknown', (), 'The whole program is being verified from outside.')
            self._trace.close()
            sys.exit(0)
        if isolate == 'process' and (_where_no_restart_is() is not None or not _command_line()):
            raise TypeError(
                'verify(): this program cannot be started again, because it is no file that Python was given. '
                "Use verify(fn, isolate='none')."
            )
        plan: list[str | None] = [*[None] * times, *perturb]
        with tempfile.TemporaryDirectory() as folder:
            runs: list[tuple[str | None, str, str | None]] = []
            start = (self._library_states(), {name: stream.save() for name, stream in self._streams.items()})
            for i, name in enumerate(plan):
                file = os.path.join(folder, f'{i}.jsonl')
                failure = (
                    _run_again(file, name, _asked.calls)
                    if isolate == 'process'
                    else self._run_here(fn, file, name, start)
                )
                runs.append((name, file, failure))
                if i == 0 and failure is not None:
                    # What failed unchanged would fail again.
                    return _judge(file, runs)
            return _judge(runs[0][1], runs[1:])

    def _run_here(
        self, fn: Callable[[Run], Any], file: str, name: str | None, start: tuple[dict[str, Any], dict[str, Any]]
    ) -> str | None:
        """Runs ``fn`` from where every generator stood at the start, and records it."""
        self._put_library_states(start[0])
        for stream in list(self._streams):
            if stream not in start[1]:
                del self._streams[stream]
        for stream, saved in start[1].items():
            self._streams[stream].load(saved)
        outer, _asked.perturbation = self._trace, name
        if outer is not None:
            outer.pause()
        self._trace = Trace(self, TraceOptions(file))
        if 'torch' in sys.modules:
            self._trace.watch_torch(sys.modules['torch'])
        try:
            self._trace.result(fn(self))
            return None
        finally:
            self._trace.close()
            self._trace, _asked.perturbation = outer, None
            if outer is not None:
                outer.go_on()

    def restore(self) -> None:
        """Undoes every setting, and gives ``random`` and NumPy their states back. Idempotent."""
        global _current
        if self._imports in sys.meta_path:
            sys.meta_path.remove(self._imports)
        if self._trace is not None:
            self._trace.close()
            self._trace = None
        with self._own():
            while self._undo:
                self._undo.pop()()
        if _current is self:
            _current = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.restore()

    def _environment_of_program(self) -> dict[str, Any]:
        """What is installed, and the program's commit. A child has its parent's."""
        if self._inherited:
            return {'packages': None, 'source': None}
        packages = list(_packages())
        digest = hashlib.sha256('\n'.join(packages).encode()).hexdigest()
        return {'packages': {'digest': f'sha256:{digest}', 'list': packages}, 'source': dict(_source())}

    @property
    def receipt(self) -> dict[str, Any]:
        """What was found, done and could not be done: plain data, in the format of the JavaScript runtime."""
        self._measure()
        versions = {'python': platform.python_version()}
        for name in _LIBRARIES:
            if name in sys.modules:
                versions[name] = str(getattr(sys.modules[name], '__version__', 'unknown'))
        machine: dict[str, str | int] = {
            'os': f'{platform.system()} {platform.release()}',
            'arch': platform.machine(),
            'threads': os.cpu_count() or 0,
            'pid': os.getpid(),
        }
        torch = sys.modules.get('torch')
        if torch is not None:
            machine['torch threads'] = torch.get_num_threads()
            if torch.cuda.is_available():
                machine['gpu'] = torch.cuda.get_device_name()
        driver = _driver()
        if driver is not None:
            machine['driver'] = driver
        for name in ('OMP_NUM_THREADS', 'MKL_NUM_THREADS'):
            if name in os.environ:
                machine[name] = os.environ[name]
        inputs = self._inputs.now()
        receipt = {
            'scheme': SCHEME,
            'seed': self.seed,
            'path': list(self._path),
            'mode': self.mode,
            'rank': self.rank,
            'worldSize': self._world_size,
            'rankSource': self._rank_source,
            'perRank': list(self._per_rank),
            'mathRandom': None,
            'settings': [dict(row) for row in self._settings.values()],
            'late': sorted(self._late),
            'draws': {name: stream.draws for name, stream in sorted(self._streams.items())},
            'inputs': {
                file: {'before': self._inputs.before.get(file), 'now': inputs.get(file)}
                for file in sorted({*self._inputs.before, *inputs})
            },
            'versions': versions,
            **self._environment_of_program(),
            'machine': machine,
        }
        return {**receipt, 'hash': _receipt_hash(receipt)}


_current: Run | None = None
_hash_seed_was_told: set[str] = set()


def enforce(
    seed: Seed | None = None,
    *,
    mode: str | None = None,
    rank: str | int = 'auto',
    per_rank: Sequence[str] = (),
    tf32: bool = False,
    trace: str | os.PathLike[str] | Mapping[str, Any] | None = None,
    layers: bool = False,
    exact: bool = False,
    inputs: Sequence[str] = (),
) -> Run:
    """Seeds everything and sets every switch; call it before the imports of torch and tensorflow.

    :param seed: an integer 0 ... 2**53 - 1 or a text; default: the environment variable ``REPRODUCIBLE_SEED``
    :param mode: ``'strict'`` raises what could not be done, ``'warn'`` says it once, ``'audit'`` changes nothing;
        default: the environment variable ``REPRODUCIBLE_MODE``, or ``'strict'``
    :param rank: this process among equals; ``'auto'``: what torchrun, SLURM, MPI or Kubernetes say
    :param per_rank: names of the streams that differ from rank to rank (``'torch'`` for dropout masks, say)
    :param tf32: whether to allow TF32 on the GPUs that have it
    :param trace: a file to write what each training step read, computed and changed, for ``compare``; each rank of
        several writes to one of its own (``run.rank3.jsonl``). Training with torch is seen without a line in its loop
    :param layers: whether the trace has every layer, forward and backward
    :param exact: whether fingerprints in the trace are SHA-256 of every byte, which is slower
    :param inputs: files that the run reads, as patterns (``data/**/*.csv``): the receipt has their hashes, before and now
    :raises OSError: where the trace cannot be opened
    :raises TypeError: for a seed or an option that cannot be meant
    :raises EnforceError: in strict mode, when something that decides the bits could not be set
    """
    global _current
    mode = _check_mode(mode)
    text = os.environ.get('REPRODUCIBLE_SEED')
    given = seed
    seed = _seed_from_environment(text) if seed is None and text is not None else _check_seed(seed)
    if given is not None and text is not None and _seed_from_environment(text) != seed:
        raise EnforceError(
            f'enforce(): the environment says REPRODUCIBLE_SEED={text}, and the program asks for '
            f'{json.dumps(seed, ensure_ascii=False)}. Remove one of the two.'
        )
    if isinstance(per_rank, str) or not all(isinstance(name, str) and name for name in per_rank):
        raise TypeError(
            "enforce(): the option per_rank must be a list of streams' names, such as ['augment']."
        )
    if isinstance(inputs, str) or not all(isinstance(pattern, str) and pattern for pattern in inputs):
        raise TypeError("enforce(): the option inputs must be a list of files or patterns, such as ['data/*.csv'].")
    wanted = _trace_options(trace, layers, exact)
    again = _current is not None
    if _current is not None:
        if not _current._is_over():
            if _current.seed == seed:
                _current._open_trace(wanted)
                return _current
            raise EnforceError(
                f'enforce(): it was called with the seed {_current.seed!r} before, and now with {seed!r}. '
                'What was drawn in between belongs to neither. Call it once, or run.restore() first.'
            )
        _current.restore()
    run = Run(seed, mode, _read_rank(rank), tuple(per_rank), _worker_path(), bool(tf32), tuple(inputs))
    try:
        run._start(wanted, again)
    except BaseException:
        run.restore()
        raise
    _current = run
    if again and _notebook():
        print(f'enforce(): this cell was run again: every stream starts anew, with the seed {seed!r}.', file=sys.stderr)
    return run


# The generators of other libraries


def _words(key: bytes) -> list[int]:
    """The key as eight 32-bit words, NumPy's form of a large seed."""
    return [int.from_bytes(key[i : i + 4], 'big') for i in range(0, 32, 4)]


def _torch_seed(key: bytes) -> int:
    """63 bits of the key. torch's CPU generator uses the low 32 only, so they must come from the hash as well."""
    return int.from_bytes(key[:8], 'big') >> 1


def _tensorflow_seed(key: bytes) -> int:
    return 1 + _torch_seed(key) % (2**31 - 1)


def _set_variable(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _installed(name: str) -> bool:
    try:
        return importlib.machinery.PathFinder.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _receipt_hash(receipt: dict[str, Any]) -> str:
    rows = [
        [row['id'], row['now'], 'applied' if row['status'] == 'already' else row['status']]
        for row in sorted(receipt['settings'], key=lambda row: row['id'])
    ]
    named = [[name, version] for name, version in sorted(receipt['versions'].items())]
    options = [receipt[name] for name in ('seed', 'path', 'mode', 'worldSize', 'perRank', 'mathRandom')]
    text = json.dumps([SCHEME, *options, rows, named], separators=(',', ':'), ensure_ascii=False)
    return f'sha256:{hashlib.sha256(text.encode("utf-8")).hexdigest()}'


def _held(
    value: Any, place: str = 'dataset', seen: set[int] | None = None, depth: int = 0
) -> Iterator[tuple[str, Any]]:
    """The generators that `value` holds, each with the place where it is held."""
    seen = set() if seen is None else seen
    if depth > 8 or id(value) in seen or isinstance(value, (str, bytes, int, float, type, type(None))):
        return
    seen.add(id(value))
    if isinstance(value, random.Random):
        yield place, value
        return
    numpy, torch = cast(Any, sys.modules.get('numpy')), cast(Any, sys.modules.get('torch'))
    if numpy is not None:
        if isinstance(value, (numpy.random.Generator, numpy.random.RandomState)):
            yield place, value
            return
        if isinstance(value, numpy.ndarray):
            return
    if torch is not None:
        if isinstance(value, torch.Generator):
            yield place, value
            return
        if isinstance(value, torch.Tensor):
            return
    if isinstance(value, dict):
        members = [(f'{place}[{name!r}]', member) for name, member in value.items()]
    elif isinstance(value, (list, tuple)):
        # A long list holds samples; generators are few.
        members = [(f'{place}[{i}]', member) for i, member in enumerate(value[:64])]
    else:
        members = [(f'{place}.{name}', member) for name, member in getattr(value, '__dict__', {}).items()]
    for where, member in members:
        yield from _held(member, where, seen, depth + 1)


def _reseed(generator: Any, key: bytes) -> None:
    """Starts a generator of whatever library anew."""
    if isinstance(generator, random.Random):
        generator.seed(int.from_bytes(key, 'big'))
    elif hasattr(generator, 'bit_generator'):
        generator.bit_generator.state = type(generator.bit_generator)(_words(key)).state
    elif hasattr(generator, 'manual_seed'):
        generator.manual_seed(_torch_seed(key))
    else:
        generator.seed(_words(key))


def _reseed_held(value: Any, seed: Seed, path: Path) -> int:
    """Reseeds every generator that `value` holds, each by the place where it is held; returns how many."""
    found = list(_held(value))
    for place, generator in found:
        _reseed(generator, derive_key(seed, (*path, 'held', place)))
    return len(found)


# Positions as JSON


def _plain(value: Any) -> Any:
    """The state of a generator without arrays."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    if hasattr(value, 'tolist'):
        return {'array': value.tolist(), 'type': str(value.dtype)}
    return value


def _unplain(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {'array', 'type'}:
        return importlib.import_module('numpy').array(value['array'], dtype=value['type'])
    if isinstance(value, dict):
        return {name: _unplain(member) for name, member in value.items()}
    return value


def _generator_state(generator: Any) -> Any:
    """Where a generator of whatever library stands, as JSON."""
    if isinstance(generator, random.Random):
        return _plain(generator.getstate())
    if hasattr(generator, 'manual_seed'):
        return generator.get_state().tolist()
    if hasattr(generator, 'get_state'):
        return _plain(generator.get_state(legacy=False))
    return _plain(getattr(generator, 'bit_generator', generator).state)


def _put_generator_state(generator: Any, state: Any) -> None:
    if isinstance(generator, random.Random):
        generator.setstate((state[0], tuple(state[1]), state[2]))
    elif hasattr(generator, 'manual_seed'):
        torch = importlib.import_module('torch')
        generator.set_state(torch.tensor(state, dtype=torch.uint8))
    elif hasattr(generator, 'get_state'):
        generator.set_state(_unplain(state))
    else:
        getattr(generator, 'bit_generator', generator).state = _unplain(state)


def _encoded(states: dict[str, Any]) -> dict[str, Any]:
    """Where the global generators stand, as JSON."""
    encoded = {'random': _plain(states['random'])}
    if 'numpy' in states:
        encoded['numpy'] = _plain(states['numpy'])
    if 'torch' in states:
        encoded['torch'] = [state.tolist() for state in states['torch']]
    return encoded


def _decoded(states: dict[str, Any]) -> dict[str, Any]:
    version, words, gauss = states['random']
    decoded: dict[str, Any] = {'random': (version, tuple(words), gauss)}
    if 'numpy' in states:
        decoded['numpy'] = tuple(_unplain(part) for part in states['numpy'])
    if 'torch' in states:
        torch = importlib.import_module('torch')
        decoded['torch'] = [torch.tensor(state, dtype=torch.uint8) for state in states['torch']]
    return decoded


def _checksum(state: dict[str, Any]) -> str:
    text = json.dumps(state, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    return hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()


def _described(path: Sequence[PathPart]) -> str:
    parts = '/'.join(str(part) for part in path if part != 'worker')
    return f'the worker {parts}' if parts else 'the main thread'


# Loaders


class _Position:
    """How far a loader is: which epoch, and how many of its batches were handed out."""

    def __init__(self) -> None:
        self.epoch = 0
        self.batch = 0
        self._resumed = False

    def resume(self, epoch: int, batch: int) -> None:
        self.epoch, self.batch, self._resumed = epoch, batch, True

    def begin(self) -> int:
        """Begins an epoch, or goes on with the one that was interrupted; returns how many batches to leave out."""
        if not self._resumed:
            self.epoch += self.batch > 0
            self.batch = 0
        self._resumed = False
        return self.batch

    def end(self) -> None:
        self.epoch += 1
        self.batch = 0


class _SampleKey(NamedTuple):
    """What a loader that seeds by sample asks its dataset for."""

    epoch: int
    index: Any


class _PerSample:
    """A dataset in which each sample is seeded by its epoch and index, and each batch by its last sample's."""

    def __init__(self, dataset: Any, collate: Callable[[Any], Any], seed: Seed, path: Path) -> None:
        self.dataset = dataset
        self.epoch = 0
        self._collate = collate
        self._seed = seed
        self._path = path
        self._last = _SampleKey(0, 0)
        self._generators: list[tuple[str, Any]] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, '_generators': None}

    def __len__(self) -> int:
        return len(self.dataset)

    def __getattr__(self, name: str) -> Any:
        if name in ('dataset', '__getitems__') or name.startswith('__'):
            raise AttributeError(name)
        return getattr(self.dataset, name)

    def set_epoch(self, epoch: int) -> None:
        """Told by loaders of other libraries, which ask for an index without an epoch."""
        self.epoch = epoch

    def __getitem__(self, key: Any) -> Any:
        self._last = key if isinstance(key, _SampleKey) else _SampleKey(self.epoch, key)
        with self._seeded('sample'):
            return self.dataset[self._last.index]

    def collate(self, samples: Any) -> Any:
        with self._seeded('batch'):
            return self._collate(samples)

    @contextlib.contextmanager
    def _seeded(self, what: str) -> Iterator[None]:
        epoch, index = self._last
        number = index if isinstance(index, int) and index >= 0 else repr(index)
        path = (*self._path, what, epoch, number)
        if self._generators is None:
            self._generators = list(_held(self.dataset))
        for place, generator in self._generators:
            _reseed(generator, derive_key(self._seed, (*path, 'held', place)))
        with contextlib.nullcontext() if _current is None else _current._apart(path):
            yield


class _Batches:
    """What a loader's iteration takes its indices from: without those that were used before an interruption."""

    def __init__(self, sampler: Any, loader: Any) -> None:
        self._sampler = sampler
        self._loader = loader

    def __len__(self) -> int:
        return len(self._sampler)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sampler, name)

    def __iter__(self) -> Iterator[Any]:
        epoch, per_sample = self._loader._epoch, self._loader._per_sample
        for indices in itertools.islice(iter(self._sampler), self._loader._left_out, None):
            if not per_sample:
                yield indices
            elif self._loader._auto_collation:
                yield [_SampleKey(epoch, index) for index in indices]
            else:
                yield _SampleKey(epoch, indices)


class _Epoch:
    """An iteration over a loader, which counts what it hands out."""

    def __init__(self, batches: Any, position: _Position) -> None:
        self._batches = batches
        self._position = position

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batches, name)

    def __len__(self) -> int:
        return len(self._batches)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        try:
            batch = next(self._batches)
        except StopIteration:
            self._position.end()
            raise
        self._position.batch += 1
        return batch


def _loader_class(torch: Any, seed: Seed, path: Path, position: _Position, per_sample: bool) -> Any:
    """A ``DataLoader`` that knows its position; a class, because other libraries make their own of it again."""

    class Loader(torch.utils.data.DataLoader):  # type: ignore[misc]
        _epoch = 0
        _left_out = 0
        _per_sample = per_sample

        @property
        def _index_sampler(self) -> _Batches:
            return _Batches(super()._index_sampler, self)

        def __iter__(self) -> _Epoch:
            done = position.begin()
            self._epoch = position.epoch
            self.generator.manual_seed(_torch_seed(derive_key(seed, (*path, 'epoch', position.epoch))))
            # What a worker draws depends on what it drew before: there, the batches are made once more.
            indexed = not isinstance(self.dataset, torch.utils.data.IterableDataset)
            skips = indexed and (per_sample or self.num_workers == 0)
            self._left_out = done if skips else 0
            batches = super().__iter__()
            for _ in range(0 if skips else done):
                next(batches)
            return _Epoch(batches, position)

    return Loader


class _WorkerInit:
    """A `worker_init_fn` that can be sent to a process started by any method."""

    def __init__(self, seed: Seed, path: Path) -> None:
        self.seed = seed
        self.path = path
        self.then: Callable[[int], object] | None = None

    def __call__(self, worker: int) -> None:
        torch = importlib.import_module('torch')

        info = torch.utils.data.get_worker_info()
        # The loader's own generator draws a base seed for every epoch; without it each epoch would repeat the first.
        epoch = str(info.seed - worker)
        path = (*self.path, worker, epoch)
        if _current is not None:
            _current._in_loader = True
            _current._enter(path)
        else:
            random.seed(int.from_bytes(derive_key(self.seed, (*path, 'random')), 'big'))
            torch.manual_seed(_torch_seed(derive_key(self.seed, (*path, 'torch'))))
            numpy = cast(Any, sys.modules.get('numpy'))
            if numpy is not None:
                numpy.random.seed(_words(derive_key(self.seed, (*path, 'numpy'))))
        _reseed_held(info.dataset, self.seed, path)
        if self.then is not None:
            self.then(worker)
