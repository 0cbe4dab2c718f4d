import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const library = 'https://docs.python.org/3.11/library'
const time = `${library}/time.html`
const datetime = `${library}/datetime.html`
const os = `${library}/os.html`
const glob = `${library}/glob.html`
const pathlib = `${library}/pathlib.html`
const shutil = `${library}/shutil.html`
const tempfile = `${library}/tempfile.html`

const listing = "a directory's entries come in the order of the file system"

const sortedWalk = '`dirs.sort()` and `sorted(files)` at every step'

/** Clocks, the operating system, files: what a program is told by the machine it runs on. */
export const system: Library = {
  name: "Python's system modules",
  language: 'python',
  ml: false,
  modules: Object.fromEntries(
    names('time datetime os sys platform socket glob pathlib shutil tempfile').map((name) => [
      name,
      { path: name },
    ]),
  ),
  aliases: {
    'pathlib.PosixPath': 'pathlib.Path',
    'pathlib.WindowsPath': 'pathlib.Path',
    posix: 'os',
  },
  types: { 'pathlib.Path': {}, 'datetime.datetime': {}, 'datetime.date': {} },
  api: {
    ...each(
      'time',
      names(`
        time time_ns perf_counter perf_counter_ns monotonic monotonic_ns process_time process_time_ns
        thread_time thread_time_ns ctime localtime gmtime asctime strftime
      `),
      (name) => ({ upstream: `${time}#time.${name}`, entropy: 'clock' as const }),
    ),
    'time.sleep': { upstream: `${time}#time.sleep`, harmless: 'delay' },
    ...each('datetime.datetime', ['now', 'utcnow', 'today'], (name) => ({
      upstream: `${datetime}#datetime.datetime.${name}`,
      entropy: 'clock' as const,
      returns: 'datetime.datetime',
    })),
    'datetime.date.today': {
      upstream: `${datetime}#datetime.date.today`,
      entropy: 'clock',
      returns: 'datetime.date',
    },
    ...methods(
      'datetime.datetime',
      names('timestamp strftime isoformat timetuple date time ctime'),
      (name) => ({
        upstream: `${datetime}#datetime.datetime.${name}`,
        returns: 'receiver' as const,
      }),
    ),
    ...methods('datetime.date', names('strftime isoformat timetuple toordinal ctime'), (name) => ({
      upstream: `${datetime}#datetime.date.${name}`,
      returns: 'receiver' as const,
    })),

    'os.environ': { upstream: `${os}#os.environ`, environment: true, configured: 'text' },
    'os.environ.get': { upstream: `${os}#os.environ`, environment: true, configured: 'text' },
    'os.getenv': { upstream: `${os}#os.getenv`, environment: true, configured: 'text' },
    'os.environ.setdefault': {
      upstream: `${os}#os.environ`,
      environment: true,
      configured: true,
      sets: [{ setting: { at: 0, name: 'key' }, value: { at: 1, name: 'value' } }],
    },
    'os.environ.update': { upstream: `${os}#os.environ`, environment: true, updates: 'os.environ' },
    'os.putenv': {
      upstream: `${os}#os.putenv`,
      environment: true,
      sets: [{ setting: { at: 0, name: 'name' }, value: { at: 1, name: 'value' } }],
    },
    'os.environ.copy': { upstream: `${os}#os.environ`, environment: true, configured: true },
    'os.urandom': { upstream: `${os}#os.urandom`, entropy: 'system' },
    'os.getrandom': { upstream: `${os}#os.getrandom`, entropy: 'system' },
    'os.getpid': { upstream: `${os}#os.getpid`, entropy: 'process' },
    'os.getppid': { upstream: `${os}#os.getppid`, entropy: 'process' },
    'os.listdir': { upstream: `${os}#os.listdir`, unordered: listing },
    'os.scandir': {
      upstream: `${os}#os.scandir`,
      unordered: listing,
      sortKey: 'key=lambda entry: entry.name',
    },
    'os.walk': {
      upstream: `${os}#os.walk`,
      unordered: listing,
      unorderedParts: [false, true, true],
      instead: sortedWalk,
    },
    'os.fwalk': {
      upstream: `${os}#os.fwalk`,
      unordered: listing,
      unorderedParts: [false, true, true, false],
      instead: sortedWalk,
    },
    ...each('os', ['makedirs', 'mkdir', 'remove', 'unlink', 'rename', 'replace', 'rmdir'], (name) => ({
      upstream: `${os}#os.${name}`,
      harmless: 'path' as const,
    })),
    'os.fork': { upstream: `${os}#os.fork`, spawns: { what: 'process' } },
    ...each('os', names('execv execve execvp execvpe execl execle execlp execlpe'), () => ({
      upstream: `${os}#os.execl`,
      spawns: { what: 'process' as const },
      ends: true,
    })),
    'os.system': { upstream: `${os}#os.system`, spawns: { what: 'process' } },

    ...each('os', ['_exit', 'abort'], (name) => ({ upstream: `${os}#os.${name}`, ends: true })),
    'sys.exit': { upstream: `${library}/sys.html#sys.exit`, ends: true },
    'sys.flags.hash_randomization': {
      upstream: `${library}/sys.html#sys.flags.hash_randomization`,
      property: true,
      tellsSwitch: { of: 'PYTHONHASHSEED', on: false },
    },

    'sys.argv': { upstream: `${library}/sys.html#sys.argv`, configured: 'text' },

    'glob.glob': { upstream: `${glob}#glob.glob`, unordered: listing },
    'glob.iglob': { upstream: `${glob}#glob.iglob`, unordered: listing },

    ...each('pathlib', ['Path', 'PurePath', 'PurePosixPath'], () => ({
      upstream: pathlib,
      namesFile: true,
      returns: 'pathlib.Path',
    })),
    ...each('pathlib.Path', ['cwd', 'home'], () => ({ upstream: pathlib, returns: 'pathlib.Path' })),
    ...methods('pathlib.Path', ['glob', 'rglob', 'iterdir'], (name) => ({
      upstream: `${pathlib}#pathlib.Path.${name}`,
      unordered: listing,
    })),
    ...methods(
      'pathlib.Path',
      names('joinpath with_suffix with_name with_stem resolve absolute expanduser parent relative_to'),
      (name) => ({ upstream: `${pathlib}#pathlib.Path.${name}`, returns: 'receiver' as const }),
    ),
    ...methods('pathlib.Path', ['mkdir', 'unlink', 'rename', 'touch', 'rmdir'], (name) => ({
      upstream: `${pathlib}#pathlib.Path.${name}`,
      harmless: 'path' as const,
    })),
    ...methods('pathlib.Path', ['write_text', 'write_bytes'], (name) => ({
      upstream: `${pathlib}#pathlib.Path.${name}`,
      records: true,
      saves: 'receiver' as const,
    })),
    ...methods('pathlib.Path', ['read_text', 'read_bytes'], (name) => ({
      upstream: `${pathlib}#pathlib.Path.${name}`,
      loads: 'receiver' as const,
    })),
    'pathlib.Path#open': { upstream: `${pathlib}#pathlib.Path.open`, opens: 'receiver' },

    ...each('shutil', names('copy copy2 copyfile copytree move rmtree'), (name) => ({
      upstream: `${shutil}#shutil.${name}`,
      harmless: 'path' as const,
    })),
    ...each(
      'tempfile',
      names('mkdtemp mkstemp TemporaryDirectory NamedTemporaryFile TemporaryFile gettempdir'),
      (name) => ({ upstream: `${tempfile}#tempfile.${name}`, harmless: 'path' as const }),
    ),
    ...each('platform', ['node'], () => ({
      upstream: `${library}/platform.html#platform.node`,
      configured: true,
    })),
    'socket.gethostname': { upstream: `${library}/socket.html#socket.gethostname`, configured: true },
  },
}
