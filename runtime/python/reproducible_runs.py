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

import hashlib
import importlib
import importlib.machinery
import json
import math
import numbers
import os
import platform
import random
import re
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from typing_extensions import Self

    Seed = int | str
    PathPart = int | str
    Path = tuple[PathPart, ...]

__all__ = ['SCHEME', 'EnforceError', 'Stream', 'derive_key', 'enforce']

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
        key = derive_key(seed, path)
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
    if math.isnan(number):
        refuse('the seed is NaN: a calculation or a conversion to a number went wrong before it came here.')
    if number < 0:
        refuse(f'the seed {seed} is negative; tools disagree about the sign.')
    if number > _LARGEST:
        refuse(f'the seed {seed} is above 2^53-1, where JavaScript cannot tell neighbouring integers apart.')
    if int(number) != number:
        refuse(f'the seed {seed} has a fraction, which tools cut off.')
    return int(number)


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


def _worker_path() -> Path:
    """Which child of `multiprocessing` this process is: its own name, or its number among its parent's."""
    process = sys.modules.get('multiprocessing')
    if process is None or process.parent_process() is None:
        return ()
    current = process.current_process()
    if not re.search(r'-\d+(:\d+)*$', current.name):
        return ('worker', current.name)
    return ('worker', 'process', *current._identity)


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


def _why_not_restartable() -> str | None:
    if 'ipykernel' in sys.modules:
        return 'a notebook cannot be started again from inside. Start it with: PYTHONHASHSEED=0 jupyter lab'
    if 'pytest' in sys.modules:
        return (
            'a test run cannot be started again from inside. Start it with: PYTHONHASHSEED=0 python -m pytest'
        )
    command = getattr(sys, 'orig_argv', [])
    if hasattr(sys, 'ps1') or sys.flags.interactive or len(command) < 2 or command[1:] == ['-']:
        return 'an interactive session cannot be started again. Start it with: PYTHONHASHSEED=0 python'
    if 'REPRODUCIBLE_RESTARTED' in os.environ:
        return (
            'the program was started again, and it is still missing. Start it with: PYTHONHASHSEED=0 python'
        )
    process = sys.modules.get('multiprocessing')
    if process is not None and process.parent_process() is not None:
        return "a child process cannot be started again. Call enforce() in the program's first process too"
    return None


def _restart(hash_seed: str) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    environment = dict(os.environ, PYTHONHASHSEED=hash_seed, REPRODUCIBLE_RESTARTED='1')
    command = [sys.executable, *sys.orig_argv[1:]]
    if os.name == 'nt':
        # There exec returns to the shell before the new process has ended.
        sys.exit(subprocess.call(command, env=environment))
    os.execve(sys.executable, command, environment)


# enforce()

_LIBRARIES = ('numpy', 'torch', 'tensorflow', 'keras')


class _AfterImport:
    """A finder that lets the usual one find a library, and seeds it when its import has ended."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in _LIBRARIES or name in sys.modules:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        run, loader, execute = self.run, spec.loader, spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            cast(Any, loader).exec_module = execute
            execute(module)
            run._library(name, module)

        cast(Any, loader).exec_module = exec_module
        return spec


class Run:
    """What :func:`enforce` returns."""

    def __init__(
        self, seed: Seed, mode: str, rank: Rank, per_rank: tuple[str, ...], path: Path, tf32: bool
    ) -> None:
        self.seed = seed
        self.mode = mode
        self.rank, self._world_size, self._rank_source = rank
        self._per_rank = per_rank
        self._path = path
        self._tf32 = tf32
        self._settings: dict[str, dict[str, Any]] = {}
        self._problems: list[str] = []
        self._said: set[str] = set()
        self._undo: list[Callable[[], object]] = []
        self._streams: dict[str, Stream] = {}
        self._late: set[str] = set()
        self._seedings: dict[str, Callable[[bytes], object]] = {}
        self._imports = _AfterImport(self)
        self._settled = False

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
        return self._streams[name]

    def at(self, name: str, *indices: PathPart) -> Stream:
        """A fresh stream for one place, such as ``run.at('augment', epoch, index)``: no state, any order."""
        return Stream(self.seed, (*self._stream_path(name, 'at'), *indices))

    def key(self, name: str) -> bytes:
        """32 bytes for a generator of your own, from the same derivation."""
        return derive_key(self.seed, self._stream_path(name))

    def generator(self, name: str) -> Any:
        """A ``torch.Generator`` of its own: what one loader or module draws never moves another's stream."""
        torch = importlib.import_module('torch')

        return torch.Generator().manual_seed(_torch_seed(self.key(name)))

    def numpy_generator(self, name: str) -> Any:
        """A ``numpy.random.Generator`` (PCG64) of its own."""
        numpy = importlib.import_module('numpy')

        return numpy.random.Generator(numpy.random.PCG64(_words(self.key(name))))

    def worker_init(self, name: str) -> _WorkerInit:
        """A ``worker_init_fn`` for a ``DataLoader``.

        Gives each worker and each epoch its own ``random``, NumPy and torch streams, and reseeds the generators that
        the dataset or its transforms hold, which every worker would otherwise have a copy of.
        """
        return _WorkerInit(self.seed, self._stream_path(name, 'worker'))

    def loader(self, dataset: Any, name: str = 'train', **options: Any) -> Any:
        """A ``DataLoader`` with a generator and a ``worker_init_fn`` of its own.

        :param name: the loader's name; two loaders that are to differ need two names
        :param options: of ``torch.utils.data.DataLoader``; a ``worker_init_fn`` of yours runs after this one
        """
        torch = importlib.import_module('torch')

        if options.pop('generator', None) is not None:
            raise TypeError(
                f"loader({name!r}): it makes the loader's generator itself. Leave out generator=, "
                'or use torch.utils.data.DataLoader with run.generator(name).'
            )
        initialise = self.worker_init(name)
        initialise.then = options.pop('worker_init_fn', None)
        _reseed_held(dataset, self.seed, self._stream_path(name, 'worker'))
        return torch.utils.data.DataLoader(
            dataset, generator=self.generator(name), worker_init_fn=initialise, **options
        )

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
        if self.mode == 'audit' or message in self._said:
            return
        self._said.add(message)
        if self.mode == 'warn':
            warnings.warn(f'enforce(): {message}', stacklevel=2)
        elif self._settled:
            raise EnforceError(f'enforce(): {message}')
        else:
            self._problems.append(message)

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
        if self.mode == 'audit':
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
            setattr(owner, name, wanted)
            self._undo.append(lambda: setattr(owner, name, found))
        now = getattr(owner, name)
        status = 'already' if found == wanted else 'applied' if now == wanted else 'impossible'
        self._record(id, 'pending' if now == found != wanted else status, wanted, found, now, why=why)
        if now != wanted:
            self._problem(f'{id} stays {now!r} after it was set to {wanted!r}: {why}.')

    def _seed_library(self, name: str, seeding: Callable[[bytes], object]) -> None:
        id = f'seed of {name}'
        if self.mode == 'audit':
            self._record(id, 'pending', 'derived')
            return
        seeding(self.key(name))
        self._seedings[name] = seeding
        self._record(
            id, 'applied', 'derived', None, 'derived', why='otherwise it comes from the operating system'
        )

    def _library(self, name: str, module: ModuleType) -> None:
        """Seeds and sets one library that has been imported."""
        getattr(self, f'_{name}')(module)

    def _numpy(self, numpy: Any) -> None:
        state = numpy.random.get_state()
        self._undo.append(lambda: numpy.random.set_state(state))
        self._seed_library('numpy', lambda key: numpy.random.seed(_words(key)))

    def _torch(self, torch: Any) -> None:
        self._seed_library('torch', lambda key: torch.manual_seed(_torch_seed(key)))
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
        if self.mode != 'audit':
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
        for name, seeding in self._seedings.items():
            if name != 'keras':
                seeding(self.key(name))

    def _start(self) -> None:
        self._environment()
        state = random.getstate()
        self._undo.append(lambda: random.setstate(state))
        self._seed_library('random', lambda key: random.seed(int.from_bytes(key, 'big')))
        sys.meta_path.insert(0, self._imports)
        for name in _LIBRARIES:
            if name in sys.modules:
                self._library(name, sys.modules[name])
            else:
                status = 'pending' if _installed(name) else 'not-applicable'
                self._record(f'seed of {name}', status, 'derived')
        self._settled = True
        if self._problems:
            self.restore()
            raise EnforceError('\n'.join(f'enforce(): {message}' for message in self._problems))

    def restore(self) -> None:
        """Undoes every setting, and gives ``random`` and NumPy their states back. Idempotent."""
        global _current
        if self._imports in sys.meta_path:
            sys.meta_path.remove(self._imports)
        while self._undo:
            self._undo.pop()()
        if _current is self:
            _current = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.restore()

    @property
    def receipt(self) -> dict[str, Any]:
        """What was found, done and could not be done: plain data, in the format of the JavaScript runtime."""
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
            'versions': versions,
            'machine': machine,
        }
        return {**receipt, 'hash': _receipt_hash(receipt)}


_current: Run | None = None


def enforce(
    seed: Seed | None = None,
    *,
    mode: str = 'strict',
    rank: str | int = 'auto',
    per_rank: Sequence[str] = (),
    tf32: bool = False,
) -> Run:
    """Seeds everything and sets every switch; call it before the imports of torch and tensorflow.

    :param seed: an integer 0 ... 2**53 - 1 or a text; default: the environment variable ``REPRODUCIBLE_SEED``
    :param mode: ``'strict'`` raises what could not be done, ``'warn'`` says it once, ``'audit'`` changes nothing
    :param rank: this process among equals; ``'auto'``: what torchrun, SLURM, MPI or Kubernetes say
    :param per_rank: names of the streams that differ from rank to rank (``'torch'`` for dropout masks, say)
    :param tf32: whether to allow TF32 on the GPUs that have it
    :raises TypeError: for a seed or an option that cannot be meant
    :raises EnforceError: in strict mode, when something that decides the bits could not be set
    """
    global _current
    if mode not in ('strict', 'warn', 'audit'):
        raise TypeError(
            f"enforce(): the option mode is {mode!r}; it must be one of 'strict', 'warn', 'audit'."
        )
    text = os.environ.get('REPRODUCIBLE_SEED')
    seed = _seed_from_environment(text) if seed is None and text is not None else _check_seed(seed)
    if isinstance(per_rank, str) or not all(isinstance(name, str) and name for name in per_rank):
        raise TypeError(
            "enforce(): the option per_rank must be a list of streams' names, such as ['augment']."
        )
    if _current is not None:
        if _current.seed == seed:
            return _current
        raise EnforceError(
            f'enforce(): it was called with the seed {_current.seed!r} before, and now with {seed!r}. '
            'What was drawn in between belongs to neither. Call it once, or run.restore() first.'
        )
    run = Run(seed, mode, _read_rank(rank), tuple(per_rank), _worker_path(), bool(tf32))
    run._start()
    _current = run
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
    options = [receipt[name] for name in ('seed', 'mode', 'worldSize', 'perRank', 'mathRandom')]
    text = json.dumps([SCHEME, *options, rows, named], separators=(',', ':'), ensure_ascii=False)
    return f'sha256:{hashlib.sha256(text.encode("utf-8")).hexdigest()}'


def _reseed_held(
    value: Any,
    seed: Seed,
    path: Path,
    place: str = 'dataset',
    seen: set[int] | None = None,
    depth: int = 0,
) -> int:
    """Reseeds every generator that `value` holds, each by the place where it is held; returns how many."""
    seen = set() if seen is None else seen
    if depth > 8 or id(value) in seen or isinstance(value, (str, bytes, int, float, type, type(None))):
        return 0
    seen.add(id(value))
    key = derive_key(seed, (*path, 'held', place))
    if isinstance(value, random.Random):
        value.seed(int.from_bytes(key, 'big'))
        return 1
    numpy, torch = cast(Any, sys.modules.get('numpy')), cast(Any, sys.modules.get('torch'))
    if numpy is not None:
        if isinstance(value, numpy.random.Generator):
            value.bit_generator.state = type(value.bit_generator)(_words(key)).state
            return 1
        if isinstance(value, numpy.random.RandomState):
            value.seed(_words(key))
            return 1
        if isinstance(value, numpy.ndarray):
            return 0
    if torch is not None:
        if isinstance(value, torch.Generator):
            value.manual_seed(_torch_seed(key))
            return 1
        if isinstance(value, torch.Tensor):
            return 0
    if isinstance(value, dict):
        members = [(f'{place}[{name!r}]', member) for name, member in value.items()]
    elif isinstance(value, (list, tuple)):
        # A long list holds samples; generators are few.
        members = [(f'{place}[{i}]', member) for i, member in enumerate(value[:64])]
    else:
        members = [(f'{place}.{name}', member) for name, member in getattr(value, '__dict__', {}).items()]
    return sum(_reseed_held(member, seed, path, where, seen, depth + 1) for where, member in members)


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
        random.seed(int.from_bytes(derive_key(self.seed, (*path, 'random')), 'big'))
        torch.manual_seed(_torch_seed(derive_key(self.seed, (*path, 'torch'))))
        numpy = sys.modules.get('numpy')
        if numpy is not None:
            numpy.random.seed(_words(derive_key(self.seed, (*path, 'numpy'))))
        _reseed_held(info.dataset, self.seed, path)
        if self.then is not None:
            self.then(worker)
