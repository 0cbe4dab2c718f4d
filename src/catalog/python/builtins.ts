import { each, methods, names } from './entries.ts'
import type { Api, Callback, Library } from '../schema.ts'

const functions = 'https://docs.python.org/3.11/library/functions.html'
const types = 'https://docs.python.org/3.11/library/stdtypes.html'
const library = 'https://docs.python.org/3.11/library'
const hashSeed = 'https://docs.python.org/3.11/using/cmdline.html#envvar-PYTHONHASHSEED'

/** They keep or lose an order, but bring no disorder of their own. */
const passing = names('list tuple iter reversed')
const insensitive = names('len sum min max any all')
const known = names(`
  next enumerate zip dict sorted print open input hash id setattr set frozenset map filter range getattr globals locals eval exec
  exit quit
`)
/** What they give is made of what they are given, or says something of it. */
const plain = names(`
  abs round pow divmod bool bytes bytearray memoryview ord callable getattr hasattr delattr isinstance issubclass type
  vars dir globals locals exec
`)
const parsing = names('float int complex eval')
const texts = names('str repr format ascii bin hex oct chr')
/** Modules of the standard library that only pass on what they are given, or hold it. */
const holding = names(`
  abc array ast bisect cmath contextlib contextvars csv decimal enum fractions heapq io numbers operator queue re sched
  shelve signal sqlite3 statistics string struct textwrap types weakref zlib gzip base64
`)

/** https://docs.python.org/3/reference/datamodel.html: the methods with which a class answers them, in this order. */
const asked: Readonly<Record<string, readonly string[]>> = {
  len: names('__len__'),
  abs: names('__abs__'),
  round: names('__round__'),
  divmod: names('__divmod__'),
  bool: names('__bool__ __len__'),
  bytes: names('__bytes__'),
  dir: names('__dir__'),
  float: names('__float__ __index__'),
  int: names('__int__ __index__ __trunc__'),
  complex: names('__complex__ __float__'),
  str: names('__str__ __repr__'),
  repr: names('__repr__'),
  format: names('__format__ __str__ __repr__'),
}

function dispatching(name: string): Pick<Api, 'dispatches'> {
  const dispatches = asked[name]
  return dispatches ? { dispatches } : {}
}

/** What is raised holds what it is made of. */
const exceptions = names(`
  BaseException Exception ArithmeticError AssertionError AttributeError EOFError FileNotFoundError ImportError IndexError
  KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotImplementedError OSError
  OverflowError RuntimeError StopIteration SystemExit TimeoutError TypeError UserWarning ValueError Warning
  ZeroDivisionError
`)

/** `max(items, key=…)` */
const byKey: Callback = { name: 'key', times: 'many', receives: 'element', selects: true }

/** Builtins, and the modules that only pass values and functions on. */
export const builtins: Library = {
  name: 'Python',
  language: 'python',
  ml: false,
  platform: 'builtins.object',
  modules: {
    builtins: { path: 'builtins' },
    functools: { path: 'functools' },
    itertools: { path: 'itertools' },
    collections: { path: 'collections' },
    copy: { path: 'copy' },
    math: { path: 'math' },
    logging: { path: 'logging' },
    ...Object.fromEntries(holding.map((name) => [name, { path: name }])),
  },
  globals: Object.fromEntries(
    [...passing, ...insensitive, ...known, ...plain, ...parsing, ...texts, ...exceptions].map((name) => [
      name,
      `builtins.${name}`,
    ]),
  ),
  settings: [
    {
      name: 'PYTHONHASHSEED',
      kind: 'environment',
      deterministic: ['*'],
      read: { when: 'start' },
      asUnset: ['random'],
      meaning: 'fixes the hashes of strings and with them the order of sets',
      upstream: hashSeed,
    },
  ],
  types: {
    'builtins.list': {},
    'builtins.set': {},
    'builtins.dict': {},
    'builtins.range': { numbers: true },
    'logging.Logger': {},
    'builtins.object': {},
    'builtins.BaseException': {},
  },
  typeTest: {
    name: 'isinstance',
    types: {
      ...Object.fromEntries(names('set frozenset Set AbstractSet').map((name) => [name, 'unordered'])),
      ...Object.fromEntries(names('list tuple dict str bytes int float').map((name) => [name, 'ordered'])),
    },
  },
  tryout: {
    outside: names('type len range'),
    passing: names('list tuple str int float sum round max min sorted format join print log info'),
  },
  anyReceiver: { sort: 'builtins.list#sort' },
  api: {
    ...each('builtins', passing, (name) => ({
      upstream: `${functions}#${name}`,
      returns: 'argument' as const,
      ...(name === 'list' || name === 'tuple' ? { iterates: true, takesOrder: true } : {}),
    })),
    ...each('builtins', insensitive, (name) => ({
      upstream: `${functions}#${name}`,
      orderInsensitive: true,
      ...(name === 'len' ? dispatching(name) : { iterates: true }),
      ...(name === 'min' || name === 'max' ? { calls: [byKey] } : {}),
    })),
    ...each('builtins', exceptions, (name) => ({
      upstream: `${library}/exceptions.html#${name}`,
      returns: 'builtins.BaseException',
    })),
    'builtins.BaseException#args': {
      upstream: `${library}/exceptions.html#BaseException.args`,
      property: true,
      returns: 'view',
    },
    ...each('builtins', plain, (name) => ({ upstream: `${functions}#${name}`, ...dispatching(name) })),
    ...each('builtins', parsing, (name) => ({
      upstream: `${functions}#${name}`,
      parses: true,
      ...dispatching(name),
    })),
    ...each('builtins', texts, (name) => ({
      upstream: `${functions}#${name}`,
      harmless: 'id' as const,
      ...dispatching(name),
    })),
    ...each('decimal', ['Decimal'], (name) => ({
      upstream: `${library}/decimal.html#decimal.${name}`,
      parses: true,
    })),
    ...each('fractions', ['Fraction'], (name) => ({
      upstream: `${library}/fractions.html#fractions.${name}`,
      parses: true,
    })),
    'ast.literal_eval': { upstream: `${library}/ast.html#ast.literal_eval`, parses: true },
    ...each('functools', ['total_ordering', 'singledispatch'], (name) => ({
      upstream: `${library}/functools.html#functools.${name}`,
      calls: [],
    })),
    'functools.wraps': {
      upstream: `${library}/functools.html#functools.wraps`,
      calls: [],
      returns: 'functools.wraps.decorator',
    },
    /** What it gives makes one function look like another one, and gives that back. */
    ...each('functools', ['update_wrapper', 'wraps.decorator'], () => ({
      upstream: `${library}/functools.html#functools.update_wrapper`,
      calls: [],
      returns: 'argument' as const,
    })),
    'builtins.next': { upstream: `${functions}#next`, returns: 'element' },
    'builtins.enumerate': { upstream: `${functions}#enumerate`, returns: 'numbered pairs' },
    'builtins.zip': { upstream: `${functions}#zip`, returns: 'pairs' },
    'builtins.dict': { upstream: `${functions}#func-dict`, returns: 'argument', keys: true },
    'builtins.sorted': { upstream: `${functions}#sorted`, ordersItems: true, returns: 'builtins.list' },
    'builtins.map': {
      upstream: `${functions}#map`,
      calls: [{ at: 0, times: 'many', receives: 'element', from: 1, returned: true }],
    },
    'builtins.filter': {
      upstream: `${functions}#filter`,
      calls: [{ at: 0, times: 'many', receives: 'element', from: 1, selects: true }],
      returns: { at: 1 },
    },
    ...each('builtins', ['set', 'frozenset'], {
      upstream: hashSeed,
      unordered: 'a set of strings comes in another order in every process, because hashes are salted',
      settledBy: 'PYTHONHASHSEED',
      returns: 'builtins.set',
    }),
    'builtins.range': { upstream: `${functions}#func-range`, returns: 'builtins.range' },
    'builtins.hash': {
      upstream: hashSeed,
      entropy: 'hash',
      settledBy: 'PYTHONHASHSEED',
      instead: 'a hash of your own, such as `zlib.crc32` or `hashlib`',
    },
    ...each('builtins', ['exit', 'quit'], (name) => ({
      upstream: `${library}/constants.html#${name}`,
      ends: true,
    })),
    'builtins.id': { upstream: `${functions}#id`, entropy: 'process' },
    'builtins.print': {
      upstream: `${functions}#print`,
      harmless: 'log',
      records: true,
      writesTo: { name: 'file' },
      when: [{ name: 'file', given: false }],
    },
    ...each('builtins', ['open'], (name) => ({
      upstream: `${functions}#${name}`,
      opens: { at: 0, name: 'file' },
    })),
    'io.open': { upstream: `${library}/io.html#io.open`, opens: { at: 0, name: 'file' } },
    ...each('gzip', ['open'], () => ({
      upstream: `${library}/gzip.html#gzip.open`,
      opens: { at: 0, name: 'filename' },
    })),
    'shelve.open': { upstream: `${library}/shelve.html#shelve.open`, opens: { at: 0, name: 'filename' } },
    'sqlite3.connect': {
      upstream: `${library}/sqlite3.html#sqlite3.connect`,
      opens: { at: 0, name: 'database' },
    },
    'builtins.input': { upstream: `${functions}#input`, configured: 'text' },
    'builtins.getattr': { upstream: `${functions}#getattr`, member: { of: { at: 0 }, name: { at: 1 } } },
    ...each('builtins', ['globals', 'locals', 'eval', 'exec'], (name) => ({
      upstream: `${functions}#${name}`,
      callsByName: true,
    })),
    'builtins.setattr': {
      upstream: `${functions}#setattr`,
      sets: [{ setting: { at: 1 }, on: { at: 0 }, value: { at: 2 } }],
      writesMember: { of: { at: 0 }, name: { at: 1 }, value: { at: 2 } },
    },

    ...methods('builtins.list', ['append', 'extend', 'insert'], (name) => ({
      upstream: `${types}#mutable-sequence-types`,
      adds: true,
      ...(name === 'insert' ? { rearranges: true } : {}),
    })),
    'builtins.list#reverse': { upstream: `${types}#mutable-sequence-types`, rearranges: true },
    'builtins.list#remove': { upstream: `${types}#mutable-sequence-types`, rearranges: true },
    'builtins.list#pop': {
      upstream: `${types}#mutable-sequence-types`,
      rearranges: true,
      returns: 'element',
    },
    'builtins.set#add': { upstream: `${types}#frozenset.add`, adds: true },
    ...methods('builtins.dict', ['get', 'pop', 'setdefault'], (name) => ({
      upstream: `${types}#dict.${name}`,
      entry: name === 'setdefault' ? ('gives or puts' as const) : ('gives' as const),
    })),
    'builtins.dict#copy': { upstream: `${types}#dict.copy`, returns: 'copy' },
    'builtins.dict#update': { upstream: `${types}#dict.update`, entry: 'puts all' },
    'builtins.dict#values': { upstream: `${types}#dict.values`, returns: 'values' },
    'builtins.dict#items': { upstream: `${types}#dict.items`, returns: 'entries' },
    'builtins.dict#popitem': { upstream: `${types}#dict.popitem`, returns: 'element' },
    'builtins.list#sort': { upstream: `${types}#list.sort`, ordersItems: true },
    ...methods('builtins.list', ['copy'], () => ({
      upstream: `${types}#mutable-sequence-types`,
      returns: 'receiver' as const,
    })),
    ...methods('builtins.set', names('union intersection difference symmetric_difference copy'), () => ({
      upstream: `${types}#set-types-set-frozenset`,
      returns: 'receiver' as const,
    })),
    'builtins.set#pop': {
      upstream: `${types}#frozenset.pop`,
      unordered: 'a set gives up an arbitrary element',
      settledBy: 'PYTHONHASHSEED',
    },

    'functools.partial': {
      upstream: `${library}/functools.html#functools.partial`,
      binds: { at: 0, name: 'func' },
    },
    ...each('functools', ['cache', 'lru_cache'], (name) => ({
      upstream: `${library}/functools.html#functools.${name}`,
      returns: 'argument' as const,
    })),
    'functools.reduce': {
      upstream: `${library}/functools.html#functools.reduce`,
      calls: [{ at: 0, times: 'many', receives: 'element', from: 1, returned: 'value' }],
    },
    ...each('itertools', ['islice', 'cycle', 'chain', 'product', 'tee', 'accumulate'], (name) => ({
      upstream: `${library}/itertools.html#itertools.${name}`,
      returns: 'argument' as const,
    })),
    'itertools.chain.from_iterable': {
      upstream: `${library}/itertools.html#itertools.chain.from_iterable`,
      returns: 'argument',
    },
    'collections.Counter': {
      upstream: `${library}/collections.html#collections.Counter`,
      orderInsensitive: true,
    },
    ...each('copy', ['copy', 'deepcopy'], (name) => ({
      upstream: `${library}/copy.html#copy.${name}`,
      returns: 'copy' as const,
    })),

    'logging.getLogger': {
      upstream: `${library}/logging.html#logging.getLogger`,
      returns: 'logging.Logger',
    },
    ...each('logging', names('debug info warning error critical exception log'), (name) => ({
      upstream: `${library}/logging.html#logging.${name}`,
      harmless: 'log' as const,
      records: true,
    })),
    ...methods('logging.Logger', names('debug info warning error critical exception log'), (name) => ({
      upstream: `${library}/logging.html#logging.Logger.${name}`,
      harmless: 'log' as const,
      records: true,
    })),
  },
}
