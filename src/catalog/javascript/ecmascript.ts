/**
 * What every JavaScript program has: `Math`, `Date`, arrays, promises, timers, the console.
 *
 * An entry that says nothing but where it is documented is a function whose value depends on its arguments alone.
 */
import type { Api, Library } from '../schema.ts'
import { each } from './each.ts'
import { PLATFORM_NAMES, PLATFORM_OBJECT } from './platform.ts'
import { ENFORCE } from './reproducible.ts'

const ECMA = 'https://tc39.es/ecma262/multipage'
const MDN = 'https://developer.mozilla.org/en-US/docs/Web'

/** Functions that change no randomness and only pass on what they are given. */
const PASS_THROUGH: Readonly<Record<string, Api>> = {
  ...each(
    'Math.',
    'abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 floor fround hypot imul log log10 log1p log2 max min pow round sign sin sinh sqrt tan tanh trunc'.split(
      ' ',
    ),
    { upstream: `${ECMA}/numbers-and-dates.html#sec-math-object` },
  ),
  ...each('', ['String', 'Boolean', 'isNaN', 'isFinite'], { upstream: `${ECMA}/global-object.html` }),
  ...each('', ['Number', 'BigInt', 'parseInt', 'parseFloat'], {
    upstream: `${ECMA}/global-object.html`,
    parses: true,
  }),
  ...each('Number.', ['isInteger', 'isFinite', 'isNaN', 'isSafeInteger'], {
    upstream: `${ECMA}/numbers-and-dates.html#sec-number-objects`,
  }),
  ...each('Number.', ['parseFloat', 'parseInt'], {
    upstream: `${ECMA}/numbers-and-dates.html#sec-number-objects`,
    parses: true,
  }),
  'JSON.stringify': { upstream: `${ECMA}/structured-data.html#sec-json.stringify` },
  // What was a text in it, such as an id, is one again.
  'JSON.parse': { upstream: `${ECMA}/structured-data.html#sec-json.parse` },
  structuredClone: { upstream: `${MDN}/API/Window/structuredClone`, returns: 'copy' },
}

const ARRAYS = `${ECMA}/indexed-collections.html#sec-array-objects`

/**
 * Array methods that call a function once an item. An async function handed to one of them is not waited for, so its
 * calls overlap.
 */
const ITERATION: Readonly<Record<string, Api>> = {
  ...each('Array#', ['map', 'flatMap'], {
    upstream: ARRAYS,
    calls: [{ at: 0, times: 'many', receives: 'element', returned: true, concurrent: 'when asynchronous' }],
    returns: 'Array',
  }),
  'Array#forEach': {
    upstream: ARRAYS,
    calls: [{ at: 0, times: 'many', receives: 'element', concurrent: 'when asynchronous' }],
  },
  'Array#filter': {
    upstream: ARRAYS,
    calls: [{ at: 0, times: 'many', receives: 'element', selects: true }],
    returns: 'Array',
  },
  ...each('Array#', ['find', 'findLast'], {
    upstream: ARRAYS,
    calls: [{ at: 0, times: 'many', receives: 'element', selects: true }],
    returns: 'element',
  }),
  ...each('Array#', ['findIndex', 'findLastIndex', 'some', 'every'], {
    upstream: ARRAYS,
    calls: [{ at: 0, times: 'many', receives: 'element', selects: true }],
  }),
  ...each('Array#', ['reduce', 'reduceRight'], {
    upstream: ARRAYS,
    calls: [{ at: 0, times: 'many', receives: 'folded', returned: 'value' }],
  }),
  // What puts things in order is known to call its comparator, so the comparator is no callback of its own here.
  ...each('Array#', ['sort', 'toSorted'], {
    upstream: ARRAYS,
    ordersItems: true,
    returns: 'receiver',
  }),
}

const KEYED = `${ECMA}/keyed-collections.html`

/** What Maps and Sets have in common. */
const MAP_AND_SET: Readonly<Record<string, Api>> = Object.fromEntries(
  ['Map', 'Set'].flatMap((type) => [
    [`${type}#has`, { upstream: KEYED, orderInsensitive: true }],
    [`${type}#values`, { upstream: KEYED, returns: 'values' }],
    [`${type}#entries`, { upstream: KEYED, returns: 'entries' }],
    [
      `${type}#forEach`,
      {
        upstream: KEYED,
        calls: [{ at: 0, times: 'many', receives: 'element', concurrent: 'when asynchronous' }],
      },
    ],
  ]),
)

const COLLECTIONS: Readonly<Record<string, Api>> = {
  Array: { upstream: ARRAYS, returns: 'Array' },
  'Array.of': { upstream: ARRAYS, returns: 'Array' },
  ...each('Array.', ['from', 'fromAsync'], {
    upstream: ARRAYS,
    calls: [{ at: 1, times: 'many', receives: 'element', returned: true, concurrent: 'when asynchronous' }],
    returns: 'items',
  }),
  'Array.isArray': { upstream: ARRAYS, orderInsensitive: true },
  ...ITERATION,
  ...each('Array#', ['slice', 'toSpliced', 'toReversed', 'with', 'take', 'drop', 'toArray'], {
    upstream: `${ARRAYS}; ${ECMA}/control-abstraction-objects.html#sec-iterator.prototype`,
    returns: 'some items',
  }),
  ...each('Array#', ['splice', 'reverse', 'copyWithin', 'fill'], {
    upstream: ARRAYS,
    rearranges: true,
    returns: 'some items',
  }),
  'Array#flat': { upstream: ARRAYS, returns: 'receiver' },
  'Array#[Symbol.iterator]': { upstream: ARRAYS, returns: 'receiver' },
  ...each('Array#', ['next', 'return', 'throw'], {
    upstream: `${ECMA}/control-abstraction-objects.html#sec-generator.prototype.next`,
    steps: true,
  }),
  'Array#concat': { upstream: ARRAYS, returns: 'joined' },
  ...each('Array#', ['at', 'pop', 'shift'], { upstream: ARRAYS, returns: 'element' }),
  'Array#keys': { upstream: ARRAYS, returns: 'Array' },
  'Array#values': { upstream: ARRAYS, returns: 'receiver' },
  'Array#entries': { upstream: ARRAYS, returns: 'numbered pairs' },
  ...each('Array#', ['push', 'unshift'], { upstream: ARRAYS, adds: true }),
  ...each('Array#', ['indexOf', 'lastIndexOf', 'join'], { upstream: ARRAYS }),
  'Array#includes': { upstream: ARRAYS, orderInsensitive: true },
  'Array#length': { upstream: ARRAYS, property: true, sized: true, orderInsensitive: true },

  TypedArray: {
    upstream: `${ECMA}/indexed-collections.html#sec-typedarray-objects`,
    views: true,
    returns: 'TypedArray',
  },
  'TypedArray.from': {
    upstream: `${ECMA}/indexed-collections.html#sec-%typedarray%.from`,
    calls: [{ at: 1, times: 'many', returned: true }],
    returns: 'TypedArray',
  },
  'TypedArray.of': {
    upstream: `${ECMA}/indexed-collections.html#sec-%typedarray%.of`,
    returns: 'TypedArray',
  },
  'TypedArray#set': { upstream: `${ECMA}/indexed-collections.html#sec-typedarray-objects` },
  'TypedArray#subarray': {
    upstream: `${ECMA}/indexed-collections.html#sec-%typedarray%.prototype.subarray`,
    returns: 'receiver',
  },
  'TypedArray#buffer': {
    upstream: `${ECMA}/indexed-collections.html#sec-get-%typedarray%.prototype.buffer`,
    property: true,
    returns: 'receiver',
  },
  DataView: {
    upstream: `${ECMA}/structured-data.html#sec-dataview-objects`,
    views: true,
    returns: PLATFORM_OBJECT,
  },

  // Maps, sets and objects keep the order in which things were put into them.
  ...each('', ['Map', 'WeakMap'], { upstream: `${KEYED}#sec-map-objects`, keyed: 'makes', returns: 'Map' }),
  'Map#set': { upstream: `${KEYED}#sec-map.prototype.set`, keyed: 'puts', returns: 'receiver' },
  'Map#get': { upstream: `${KEYED}#sec-map.prototype.get`, keyed: 'gives' },
  'Map#delete': { upstream: `${KEYED}#sec-map.prototype.delete`, keyed: 'removes', orderInsensitive: true },
  'Map#clear': { upstream: `${KEYED}#sec-map.prototype.clear`, keyed: 'empties', orderInsensitive: true },
  'Map#keys': { upstream: `${KEYED}#sec-map.prototype.keys`, returns: 'keys' },
  ...each('', ['Set', 'WeakSet'], { upstream: `${KEYED}#sec-set-objects`, returns: 'Set' }),
  'Set#add': { upstream: `${KEYED}#sec-set.prototype.add`, adds: true, returns: 'receiver' },
  ...each('Set#', ['delete', 'clear'], { upstream: `${KEYED}#sec-set-objects`, orderInsensitive: true }),
  'Set#keys': { upstream: `${KEYED}#sec-set.prototype.keys`, returns: 'values' },
  ...MAP_AND_SET,
  'Object.keys': { upstream: `${ECMA}/fundamental-objects.html#sec-object.keys`, returns: 'keys' },
  'Object.values': { upstream: `${ECMA}/fundamental-objects.html#sec-object.values`, returns: 'values' },
  'Object.entries': { upstream: `${ECMA}/fundamental-objects.html#sec-object.entries`, returns: 'entries' },
  'Object.assign': {
    upstream: `${ECMA}/fundamental-objects.html#sec-object.assign`,
    assigns: true,
    returns: 'argument',
  },
  ...each('Object.', ['freeze', 'seal'], {
    upstream: `${ECMA}/fundamental-objects.html#sec-object.freeze`,
    returns: 'argument',
  }),
  'Object.fromEntries': { upstream: `${ECMA}/fundamental-objects.html#sec-object.fromentries` },
}

const PROMISES = `${ECMA}/control-abstraction-objects.html#sec-promise-objects`

const CONCURRENCY: Readonly<Record<string, Api>> = {
  Promise: {
    upstream: PROMISES,
    calls: [{ at: 0, times: 'once', receives: 'resolver' }],
    returns: 'Promise',
  },
  // The results stand in the order of the promises, whichever is ready first.
  ...each('Promise.', ['all', 'allSettled'], { upstream: PROMISES, returns: 'Array' }),
  ...each('Promise.', ['race', 'any'], {
    upstream: PROMISES,
    races: true,
    unordered:
      'Promise.race and Promise.any give the result that is ready first, whichever that is this time',
    unorderedRemedy: 'Wait for all of them with `Promise.all`, and take the one that is meant.',
  }),
  ...each('Promise.', ['resolve'], { upstream: PROMISES, returns: 'argument' }),
  'Promise.reject': { upstream: PROMISES },
  'Promise.withResolvers': { upstream: PROMISES },
  'Promise#then': {
    upstream: PROMISES,
    calls: [{ at: 0, times: 'once', returned: true, receives: 'receiver' }],
  },
  'Promise#catch': {
    upstream: PROMISES,
    calls: [{ at: 0, times: 'once', returned: 'or receiver', receives: 'receiver' }],
  },
  'Promise#finally': { upstream: PROMISES, calls: [{ at: 0, times: 'once' }], returns: 'receiver' },

  ...each('', ['setTimeout', 'setInterval'], {
    upstream: `${MDN}/API/Window/setTimeout`,
    calls: [{ at: 0, times: 'later', receives: 'rest' }],
    harmless: 'delay',
    harmlessAt: { at: 1 },
  }),
  ...each('', ['setImmediate', 'queueMicrotask', 'requestAnimationFrame', 'requestIdleCallback'], {
    upstream: `${MDN}/API/Window/requestAnimationFrame`,
    calls: [{ at: 0, times: 'later' }],
  }),
  'globalThis.addEventListener': {
    upstream: `${MDN}/API/EventTarget/addEventListener`,
    calls: [{ at: 1, times: 'later' }],
  },
  ...each('EventTarget#', ['addEventListener', 'on', 'once'], {
    upstream: `${MDN}/API/EventTarget/addEventListener; https://nodejs.org/api/events.html#emitteroneventname-listener`,
    calls: [{ at: 1, times: 'later', receives: 'answer' }],
  }),
  ...each('EventTarget#', ['emit', 'dispatchEvent'], {
    upstream: `${MDN}/API/EventTarget/dispatchEvent; https://nodejs.org/api/events.html#emitteremiteventname-args`,
    raises: true,
  }),
}

const TIME: Readonly<Record<string, Api>> = {
  'Date.now': { upstream: `${ECMA}/numbers-and-dates.html#sec-date.now`, entropy: 'clock', number: true },
  Date: {
    upstream: `${ECMA}/numbers-and-dates.html#sec-date`,
    entropy: 'clock',
    when: [{ at: 0, given: false }],
    returns: 'Date',
  },
  ...each(
    'Date#',
    ['getTime', 'valueOf', 'getMilliseconds', 'getSeconds', 'toISOString', 'toString', 'toLocaleString'],
    { upstream: `${ECMA}/numbers-and-dates.html#sec-properties-of-the-date-prototype-object` },
  ),
  'performance.now': {
    upstream: 'https://w3c.github.io/hr-time/#sec-performance',
    entropy: 'clock',
    number: true,
  },
  'performance.timeOrigin': {
    upstream: 'https://w3c.github.io/hr-time/#sec-performance',
    property: true,
    entropy: 'clock',
  },
}

const CONSOLE: Readonly<Record<string, Api>> = {
  ...each('console.', 'log info debug warn error trace table dir group groupCollapsed assert'.split(' '), {
    upstream: 'https://console.spec.whatwg.org/',
    harmless: 'log',
    records: true,
  }),
  ...each('console.', ['time', 'timeEnd', 'timeLog', 'count', 'countReset', 'groupEnd', 'clear'], {
    upstream: 'https://console.spec.whatwg.org/',
    harmless: 'log',
  }),
  ...each('', ['alert', 'prompt', 'confirm'], { upstream: `${MDN}/API/Window/alert`, harmless: 'log' }),
}

const TYPED_ARRAYS = [
  'Float32Array',
  'Float64Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
]

/** Free names, in the order of the specification's chapters; each is its own path. */
const NAMES = [
  'Array',
  'BigInt',
  'Boolean',
  'Date',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'Set',
  'String',
  'URL',
  'URLSearchParams',
  'WeakMap',
  'WeakSet',
  'alert',
  'confirm',
  'console',
  'fetch',
  'isFinite',
  'isNaN',
  'localStorage',
  'parseFloat',
  'parseInt',
  'performance',
  'prompt',
  'queueMicrotask',
  'requestAnimationFrame',
  'requestIdleCallback',
  'sessionStorage',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'structuredClone',
]

export const ecmascript: Library = {
  name: 'JavaScript',
  language: 'javascript',
  ml: false,
  platform: PLATFORM_OBJECT,
  modules: {},
  globals: {
    ...Object.fromEntries([...NAMES, ...PLATFORM_NAMES].map((name) => [name, name])),
    ...Object.fromEntries(TYPED_ARRAYS.map((name) => [name, 'TypedArray'])),
    globalThis: 'globalThis',
    window: 'globalThis',
    self: 'globalThis',
    global: 'globalThis',
    addEventListener: 'globalThis.addEventListener',
  },
  sources: {
    'Math.random': {
      title: 'Math.random',
      remedy: '`enforce({ seed })` from eslint-plugin-reproducible/runtime',
      remedyOnPage:
        '`<script src="https://cdn.jsdelivr.net/npm/seedrandom@3.0.5/seedrandom.min.js"></script>` and `<script>Math.seedrandom(\'42\')</script>` in front of all other scripts',
      seeding: ENFORCE,
      judged: 'where it reaches training',
      enforced: true,
      assignable: 'Math.random',
      upstream: `${ECMA}/numbers-and-dates.html#sec-math.random`,
    },
  },
  types: {
    Array: {},
    TypedArray: { extends: 'Array' },
    Map: {},
    Set: {},
    Promise: {},
    Date: {},
    Number: {},
    EventTarget: {},
    URLSearchParams: {},
    [PLATFORM_OBJECT]: { extends: 'EventTarget' },
  },
  // Only what follows a function that is handed over or puts items in order: no report comes from these alone.
  anyReceiver: {
    ...Object.fromEntries(
      [
        'map',
        'flatMap',
        'forEach',
        'filter',
        'find',
        'findIndex',
        'some',
        'every',
        'reduce',
        'sort',
        'toSorted',
      ].map((name) => [name, `Array#${name}`]),
    ),
    then: 'Promise#then',
    catch: 'Promise#catch',
    finally: 'Promise#finally',
    toString: 'Number#toString',
    addEventListener: 'EventTarget#addEventListener',
    on: 'EventTarget#on',
    once: 'EventTarget#once',
  },
  fetches: [
    {
      paths: /^fetch$/u,
      upstream: `${MDN}/API/Window/fetch`,
      from: { at: 0 },
      by: 'branch',
      pinned: [{ at: 1, key: 'integrity' }],
      remedy: 'Load it from the address of a commit or a version, or keep a copy with the program.',
    },
  ],
  api: {
    'Math.random': {
      upstream: `${ECMA}/numbers-and-dates.html#sec-math.random`,
      draws: { from: 'Math.random' },
      returns: 'Number',
    },
    'Math.seedrandom': {
      upstream: 'seedrandom.js:231-243@3.0.5; tfjs-examples/quantization/data_housing.js:162',
      seeds: {
        sources: ['Math.random'],
        seed: { at: 0 },
        voidUnlessScript: 'seedrandom',
        void: 'Math.seedrandom exists only where seedrandom.js is loaded as a plain script: version 3 no longer adds it to Math when it is imported, and TensorFlow.js does not either, so the call throws.',
      },
    },
    // `Math.random().toString(36)`: a name for something, never data.
    'Number#toString': {
      upstream: `${ECMA}/numbers-and-dates.html#sec-number.prototype.tostring`,
      harmless: 'id',
      when: [{ at: 0, given: true }],
    },
    ...each('Number#', ['toFixed', 'toPrecision', 'valueOf'], {
      upstream: `${ECMA}/numbers-and-dates.html#sec-properties-of-the-number-prototype-object`,
    }),
    ...PASS_THROUGH,
    ...COLLECTIONS,
    ...CONCURRENCY,
    ...TIME,
    ...CONSOLE,
    fetch: { upstream: 'https://fetch.spec.whatwg.org/#fetch-method', harmless: 'id', asks: true },
    // An address stands for its path: `new Worker(new URL('./worker.js', import.meta.url))`.
    URL: { upstream: `${MDN}/API/URL/URL`, returns: { at: 0 } },
    URLSearchParams: { upstream: `${MDN}/API/URLSearchParams`, returns: 'URLSearchParams' },
    'URLSearchParams#get': { upstream: `${MDN}/API/URLSearchParams/get`, configured: 'text' },
    ...each('', ['localStorage.getItem', 'sessionStorage.getItem'], {
      upstream: `${MDN}/API/Storage/getItem`,
      configured: 'text',
      finds: { kind: 'storage', at: { at: 0 } },
    }),
    ...each('', ['localStorage.setItem', 'sessionStorage.setItem'], {
      upstream: `${MDN}/API/Storage/setItem`,
      records: true,
      leaves: { kind: 'storage', at: { at: 0 }, what: { at: 1 } },
    }),
    BroadcastChannel: {
      upstream: `${MDN}/API/BroadcastChannel/BroadcastChannel`,
      opensChannel: { kind: 'broadcast', at: { at: 0 } },
      returns: PLATFORM_OBJECT,
    },
    'Object.create': { upstream: `${ECMA}/fundamental-objects.html#sec-object.create`, inherits: true },
    'Object.defineProperty': {
      upstream: `${ECMA}/fundamental-objects.html#sec-object.defineproperty`,
      defines: true,
      returns: 'argument',
    },
    'Reflect.set': { upstream: `${ECMA}/reflection.html#sec-reflect.set`, defines: true },
  },
}
