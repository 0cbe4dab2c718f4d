/** What Node.js and the browser add: the process, the file system, cryptography, other threads and processes. */
import type { Api, Library } from '../schema.ts'
import { each } from './each.ts'
import { PLATFORM_MODULES, PLATFORM_OBJECT } from './platform.ts'

const NODE = 'https://nodejs.org/api'
const MDN = 'https://developer.mozilla.org/en-US/docs/Web/API'

/** Cryptographic randomness: nothing seeds it, `enforce()` included. */
const CRYPTO: Readonly<Record<string, Api>> = {
  'crypto.randomInt': {
    upstream: `${NODE}/crypto.html#cryptorandomintmin-max-callback`,
    draws: { from: 'crypto' },
    entropy: 'system',
    calls: [{ at: 2, times: 'later' }],
  },
  'crypto.randomBytes': {
    upstream: `${NODE}/crypto.html#cryptorandombytessize-callback`,
    draws: { from: 'crypto' },
    entropy: 'system',
    calls: [{ at: 1, times: 'later' }],
  },
  'crypto.randomUUID': {
    upstream: `${NODE}/crypto.html#cryptorandomuuidoptions`,
    harmless: 'id',
    draws: { from: 'crypto' },
    entropy: 'system',
  },
  ...each('crypto.', ['randomFill', 'randomFillSync', 'getRandomValues'], {
    upstream: `${NODE}/crypto.html#cryptorandomfillsyncbuffer-offset-size; https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues`,
    draws: { from: 'crypto' },
    entropy: 'system',
    returns: 'argument',
  }),
  // A hash of a constant is a constant.
  ...each('crypto.', ['createHash', 'createHmac', 'hash'], { upstream: `${NODE}/crypto.html` }),
}

const ASSERTIONS: Readonly<Record<string, Api>> = each(
  '',
  ['assert', 'assert/strict'].flatMap((module) =>
    ['equal', 'strictEqual', 'deepEqual', 'deepStrictEqual', 'match'].map((name) => `${module}.${name}`),
  ),
  { upstream: `${NODE}/assert.html`, compares: true },
)

const PROCESS: Readonly<Record<string, Api>> = {
  ...each('process.', ['exit', 'abort'], { upstream: `${NODE}/process.html#processexitcode`, ends: true }),
  ...each('process.', ['pid', 'ppid'], {
    upstream: `${NODE}/process.html#processpid`,
    property: true,
    entropy: 'process',
  }),
  ...each('process.', ['hrtime', 'hrtime.bigint', 'uptime'], {
    upstream: `${NODE}/process.html#processhrtimetime`,
    entropy: 'clock',
  }),
  ...each('process.', ['memoryUsage', 'cpuUsage', 'resourceUsage'], {
    upstream: `${NODE}/process.html#processmemoryusage`,
    entropy: 'process',
  }),
  'process.env': {
    upstream: `${NODE}/process.html#processenv`,
    property: true,
    environment: true,
    configured: 'text',
  },
  'process.argv': {
    upstream: `${NODE}/process.html#processargv`,
    property: true,
    kept: true,
    configured: 'text',
    returns: 'Array',
  },
  'process.nextTick': {
    upstream: `${NODE}/process.html#processnexttickcallback-args`,
    calls: [{ at: 0, times: 'later' }],
  },
  ...each('process.', ['on', 'once'], {
    upstream: `${NODE}/process.html#process-events`,
    calls: [{ at: 1, times: 'later', receives: 'given' }],
  }),
  ...each('process.', ['stdout.write', 'stderr.write'], {
    upstream: `${NODE}/process.html#processstdout`,
    harmless: 'log',
    records: true,
  }),
  ...each('os.', ['uptime', 'freemem', 'loadavg'], { upstream: `${NODE}/os.html`, entropy: 'system' }),
  ...each('os.', ['cpus', 'availableParallelism', 'hostname', 'tmpdir', 'homedir'], {
    upstream: `${NODE}/os.html`,
  }),
  'util.parseArgs': { upstream: `${NODE}/util.html#utilparseargsconfig`, configured: true },
}

/**
 * `readdir` is not among the unordered ones: it came back sorted, recursive or not, wherever it was tried, while
 * `opendir` gave the order of the disk.
 */
const FILES: Readonly<Record<string, Api>> = {
  ...each('fs.', ['opendir', 'opendirSync', 'promises.opendir'], {
    upstream: `${NODE}/fs.html#fsopendirpath-options-callback`,
    unordered:
      "opendir gives a directory's entries in the order of the file system, which another machine, or a copy of the directory, does not share",
    calls: [{ at: 1, times: 'once' }],
    returns: 'fs.Dir',
  }),
  ...each('fs.', ['readdirSync', 'promises.readdir'], {
    upstream: `${NODE}/fs.html#fsreaddirpath-options-callback`,
    returns: 'Array',
  }),
  'fs.readdir': {
    upstream: `${NODE}/fs.html#fsreaddirpath-options-callback`,
    calls: [
      { at: 1, times: 'later' },
      { at: 2, times: 'later' },
    ],
  },
  ...each('fs.', ['readFileSync', 'promises.readFile'], {
    upstream: `${NODE}/fs.html#fsreadfilepath-options-callback`,
    finds: { kind: 'file', at: { at: 0 } },
  }),
  'fs.readFile': {
    upstream: `${NODE}/fs.html#fsreadfilepath-options-callback`,
    finds: { kind: 'file', at: { at: 0 } },
    calls: [
      { at: 1, times: 'once', receives: 'found' },
      { at: 2, times: 'once', receives: 'found' },
    ],
  },
  ...each('fs.', ['createReadStream', 'createWriteStream', 'openSync', 'promises.open'], {
    upstream: `${NODE}/fs.html#fscreatereadstreampath-options`,
    opensChannel: { kind: 'file', at: { at: 0 } },
    returns: 'fs.Stream',
  }),
  ...each('fs.Stream#', ['write', 'end', 'writeFile', 'appendFile'], {
    upstream: `${NODE}/stream.html#writablewritechunk-encoding-callback`,
    adds: true,
    records: true,
    harmless: 'log',
  }),
  ...each(
    'fs.',
    [
      'writeFileSync',
      'appendFileSync',
      'promises.writeFile',
      'promises.appendFile',
      'writeFile',
      'appendFile',
    ],
    {
      upstream: `${NODE}/fs.html#fswritefilefile-data-options-callback`,
      records: true,
      harmless: 'log',
      leaves: { kind: 'file', at: { at: 0 }, what: { at: 1 } },
    },
  ),
  ...each('fs.', ['mkdirSync', 'mkdtempSync', 'promises.mkdir', 'promises.mkdtemp', 'existsSync'], {
    upstream: `${NODE}/fs.html`,
    harmless: 'path',
  }),
  // A worker's file is named by what follows its folder.
  ...each('path.', ['join', 'resolve'], {
    upstream: `${NODE}/path.html`,
    harmless: 'path',
    returns: { at: 1 },
  }),
  'CommonJS require#resolve': {
    upstream: `${NODE}/modules.html#requireresolverequest-options`,
    returns: { at: 0 },
  },
  'url.fileURLToPath': { upstream: `${NODE}/url.html#urlfileurltopathurl-options`, returns: { at: 0 } },
  'url.pathToFileURL': { upstream: `${NODE}/url.html#urlpathtofileurlpath-options`, returns: { at: 0 } },
  ...each('path.', ['basename', 'dirname', 'extname', 'relative', 'normalize'], {
    upstream: `${NODE}/path.html`,
    harmless: 'path',
  }),
}

const THREADS: Readonly<Record<string, Api>> = {
  'worker_threads.Worker': {
    upstream: `${NODE}/worker_threads.html#new-workerfilename-options`,
    spawns: {
      what: 'thread',
      file: { at: 0 },
      handover: [
        { at: 1, key: 'workerData' },
        { at: 1, key: 'argv' },
        { at: 1, key: 'env' },
      ],
      remedy: '`workerData: { seed: seed + i }`',
      copiesEnvironment: true,
      preload: { at: 1, key: 'execArgv' },
    },
    returns: 'worker_threads.Worker',
  },
  'worker_threads.Worker#postMessage': {
    upstream: `${NODE}/worker_threads.html#workerpostmessagevalue-transferlist`,
    handsOver: { at: 0 },
  },
  ...each('worker_threads.Worker#', ['on', 'once'], {
    upstream: `${NODE}/worker_threads.html#event-message_1`,
    calls: [{ at: 1, times: 'later', receives: 'answer' }],
  }),
  // What was handed over: whoever started the worker decides.
  'worker_threads.workerData': {
    upstream: `${NODE}/worker_threads.html#workerworkerdata`,
    property: true,
    configured: true,
    given: true,
  },
  'worker_threads.threadId': {
    upstream: `${NODE}/worker_threads.html#workerthreadid`,
    property: true,
    identifies: 'worker',
  },
  'worker_threads.isMainThread': {
    upstream: `${NODE}/worker_threads.html#workerismainthread`,
    property: true,
    tellsWorker: { of: ['worker_threads.Worker'], as: false },
  },
  'worker_threads.parentPort': {
    upstream: `${NODE}/worker_threads.html#workerparentport`,
    property: true,
    returns: 'worker_threads.MessagePort',
  },
  ...each('worker_threads.MessagePort#', ['on', 'once', 'addListener'], {
    upstream: `${NODE}/worker_threads.html#event-message`,
    calls: [{ at: 1, times: 'later', receives: 'given' }],
  }),
  'worker_threads.MessagePort#postMessage': {
    upstream: `${NODE}/worker_threads.html#portpostmessagevalue-transferlist`,
    sendsBack: { at: 0 },
  },

  // Web Workers get nothing but their address and a name: a seed can only come with a message.
  ...each('', ['Worker', 'SharedWorker'], {
    upstream: `${MDN}/Worker/Worker`,
    spawns: {
      what: 'thread',
      file: { at: 0 },
      handover: [{ at: 1, key: 'name' }],
      remedy: '`worker.postMessage({ seed: seed + i })`',
    },
    returns: 'Worker',
  }),
  'globalThis.postMessage': {
    upstream: `${MDN}/DedicatedWorkerGlobalScope/postMessage`,
    sendsBack: { at: 0 },
  },
  'Worker#postMessage': { upstream: `${MDN}/Worker/postMessage`, handsOver: { at: 0 } },
  'Worker#addEventListener': {
    upstream: `${MDN}/EventTarget/addEventListener`,
    calls: [{ at: 1, times: 'later', receives: 'answer' }],
  },

  'child_process.fork': {
    upstream: `${NODE}/child_process.html#child_processforkmodulepath-args-options`,
    spawns: {
      what: 'process',
      file: { at: 0 },
      // The list of arguments may be left out; the options then stand in its place.
      handover: [{ at: 2, key: 'env' }, { at: 1, key: 'env' }, { at: 1 }],
      remedy: '`fork(file, [String(seed + i)])`',
      preload: { at: 2, key: 'execArgv' },
    },
    returns: 'child_process.ChildProcess',
  },
  'process.send': {
    upstream: `${NODE}/process.html#processsendmessage-sendhandle-options-callback`,
    sendsBack: { at: 0 },
  },
  'child_process.ChildProcess#send': {
    upstream: `${NODE}/child_process.html#subprocesssendmessage-sendhandle-options-callback`,
    handsOver: { at: 0 },
  },
  ...each('child_process.ChildProcess#', ['on', 'once'], {
    upstream: `${NODE}/child_process.html#class-childprocess`,
    calls: [{ at: 1, times: 'later', receives: 'answer' }],
  }),
  'cluster.fork': {
    upstream: `${NODE}/cluster.html#clusterforkenv`,
    spawns: {
      what: 'process',
      again: { unless: ['setupPrimary', 'setupMaster'] },
      handover: [{ at: 0 }],
      remedy: '`cluster.fork({ SEED: seed + i })`',
    },
    returns: 'cluster.Worker',
  },
  'cluster.Worker#send': {
    upstream: `${NODE}/cluster.html#workersendmessage-sendhandle-options-callback`,
    handsOver: { at: 0 },
  },
  ...each('cluster.', ['isPrimary', 'isMaster'], {
    upstream: `${NODE}/cluster.html#clusterisprimary`,
    property: true,
    tellsWorker: { of: ['cluster.fork'], as: false },
  }),
  'cluster.isWorker': {
    upstream: `${NODE}/cluster.html#clusterisworker`,
    property: true,
    tellsWorker: { of: ['cluster.fork'], as: true },
  },
  'cluster.worker.id': {
    upstream: `${NODE}/cluster.html#workerid`,
    property: true,
    identifies: 'worker',
  },
  ...each('cluster.', ['on', 'once'], {
    upstream: `${NODE}/cluster.html#event-exit_1`,
    calls: [{ at: 1, times: 'later' }],
  }),
  'timers/promises.setTimeout': {
    upstream: `${NODE}/timers.html#timerspromisessettimeoutdelay-value-options`,
    harmless: 'delay',
    harmlessAt: { at: 0 },
  },
}

/** A module of Node.js by both of its names. */
function builtin(name: string, path = name): Record<string, { path: string }> {
  return { [name]: { path }, [`node:${name}`]: { path } }
}

export const node: Library = {
  name: 'Node.js',
  language: 'javascript',
  ml: false,
  platform: PLATFORM_OBJECT,
  modules: {
    ...Object.assign({}, ...PLATFORM_MODULES.map((name) => builtin(name))),
    ...builtin('crypto'),
    ...builtin('fs'),
    ...builtin('fs/promises', 'fs.promises'),
    ...builtin('path'),
    ...builtin('url'),
    ...builtin('os'),
    ...builtin('util'),
    ...builtin('process'),
    ...builtin('perf_hooks'),
    ...builtin('worker_threads'),
    ...builtin('child_process'),
    ...builtin('cluster'),
    ...builtin('timers/promises'),
  },
  globals: {
    postMessage: 'globalThis.postMessage',
    process: 'process',
    crypto: 'crypto',
    Worker: 'Worker',
    SharedWorker: 'SharedWorker',
  },
  aliases: {
    'perf_hooks.performance': 'performance',
    'crypto.webcrypto': 'crypto',
    'path.posix': 'path',
    'path.win32': 'path',
  },
  sources: {
    crypto: {
      title: "the operating system's random numbers",
      remedy: 'a seeded generator instead: `run.stream(name)` of enforce(), or seedrandom(seed)',
      judged: 'where it reaches training',
      unseedable: true,
      upstream: `${NODE}/crypto.html#cryptorandomintmin-max-callback`,
    },
  },
  types: {
    'fs.Dir': {},
    'CommonJS require': {},
    'fs.Stream': { extends: PLATFORM_OBJECT },
    'worker_threads.Worker': {},
    'worker_threads.MessagePort': {},
    Worker: {},
    'child_process.ChildProcess': {},
    'cluster.Worker': {},
  },
  api: { ...ASSERTIONS, ...CRYPTO, ...PROCESS, ...FILES, ...THREADS },
}
