/** Which file of the project a Python import means. */
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import type { ProjectFiles } from '../../project/project-files.ts'

/**
 * Finds the file of the project that an import loads.
 *
 * The program that is run decides where Python looks; a single file does not say. So the folders are tried that are on
 * the path in practice: the importing file's own folder and those above it up to the project's root, each with its
 * `src/`. Folders that are packages come after those that are not, and are never searched for a module of the standard
 * library, because Python does not look inside a package for an absolute import.
 *
 * @param specifier Dotted, with leading dots where the import is relative: `utils.seed`, `..data`.
 * @param fromFile Absolute path of the importing file.
 * @param imported The name in `from specifier import imported`, which may be a module of the package.
 * @returns An absolute path inside the root, or undefined for what is not the project's.
 */
export function resolvePython(
  specifier: string,
  fromFile: string,
  host: ProjectFiles,
  imported?: string,
): string | undefined {
  const dots = /^\.*/u.exec(specifier)![0].length
  const path = specifier.slice(dots).split('.').filter(Boolean)
  const folder = dirname(fromFile)
  if (dots > 0) {
    let base = folder
    for (let up = 1; up < dots; up++) base = dirname(base)
    return within(host, base) ? find(host, base, path, fromFile, imported) : undefined
  }
  if (path.length === 0 || loadedFirst.has(path[0]!)) return undefined
  if (host.mayHold?.(path[0]!, folder) === false) return undefined
  const standard = standardModules.has(path[0]!)
  for (const base of searchPath(host, folder, standard)) {
    const found = find(host, base, path, fromFile, imported)
    // A file does not import itself: `random.py` that says `import random` means another one.
    if (found !== undefined && found !== fromFile) return found
  }
  return undefined
}

/** The folders that may be on Python's path, the likeliest first. */
function* searchPath(host: ProjectFiles, folder: string, standard: boolean): Generator<string> {
  const isPackage = (path: string): boolean => host.isFile(join(path, '__init__.py'))
  // A module of the standard library is hidden by a file beside the script only.
  if (standard) {
    if (within(host, folder) && !isPackage(folder)) yield folder
    return
  }
  const packages: string[] = []
  for (let path = folder; within(host, path); path = dirname(path)) {
    if (isPackage(path)) packages.push(path)
    else yield path
    yield join(path, 'src')
    if (dirname(path) === path) break
  }
  yield* packages
  // The root itself may be the package: `from project.data import …`. Only what lies inside it is looked at.
  if (isPackage(host.root)) yield dirname(host.root)
}

function find(
  host: ProjectFiles,
  base: string,
  path: readonly string[],
  fromFile: string,
  imported: string | undefined,
): string | undefined {
  const folder = join(base, ...path)
  const initial = join(folder, '__init__.py')
  const isFile = (file: string): boolean => within(host, file) && host.isFile(file)
  const own = isFile(initial)
    ? initial
    : path.length > 0 && isFile(`${folder}.py`)
      ? `${folder}.py`
      : undefined
  if (imported === undefined || imported === '*' || own === `${folder}.py`) return own
  // What the package itself defines under the name comes before a module of that name.
  if (own !== undefined && own !== fromFile && mentions(host.readFile(own), imported)) return own
  const inner = [join(folder, imported, '__init__.py'), join(folder, `${imported}.py`)].find(isFile)
  return inner !== undefined && inner !== fromFile ? inner : own
}

function mentions(text: string | undefined, name: string): boolean {
  return text !== undefined && new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'u').test(text)
}

function within(host: ProjectFiles, path: string): boolean {
  const way = relative(host.root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** CPython 3.11 to 3.14, `sys.stdlib_module_names`; private modules left out. */
const standardModules = new Set(
  (
    'abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb ' +
    'binascii bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys ' +
    'compileall compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses ' +
    'dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler ' +
    'fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib ' +
    'grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json ' +
    'keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib ' +
    'msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev ' +
    'pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty ' +
    'pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter ' +
    'runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver ' +
    'spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau ' +
    'symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit ' +
    'tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata ' +
    'unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp ' +
    'zipfile zipimport zlib zoneinfo'
  ).split(' '),
)

/** Loaded before the program is: no file of the project can take their place. */
const loadedFirst = new Set(
  'abc builtins codecs encodings genericpath io os posixpath site stat sys time'.split(' '),
)
