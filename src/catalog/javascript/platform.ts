/**
 * What comes with the language, the browser and Node.js, and needs no facts of its own: what its functions are given
 * goes on into their values, into what they are called on and into the functions they call, and nowhere else.
 */

/** Global names, by where they are described. What goes out to the network is none of them. */
export const PLATFORM_NAMES: readonly string[] = [
  // https://tc39.es/ecma262/multipage/global-object.html
  ...'AggregateError ArrayBuffer Atomics DataView Error EvalError FinalizationRegistry Function Iterator Proxy RangeError'.split(
    ' ',
  ),
  ...'ReferenceError Reflect RegExp SharedArrayBuffer Symbol SyntaxError TypeError URIError WeakRef'.split(
    ' ',
  ),
  ...'decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval'.split(' '),
  // https://tc39.es/ecma402/
  'Intl',
  // https://developer.mozilla.org/en-US/docs/Web/API
  ...'AbortController AbortSignal Blob BroadcastChannel CompressionStream CustomEvent DOMException DecompressionStream Event'.split(
    ' ',
  ),
  ...'EventTarget File FileReader FormData Headers MessageChannel MessageEvent ReadableStream Request Response TextDecoder'.split(
    ' ',
  ),
  ...'TextDecoderStream TextEncoder TextEncoderStream TransformStream WritableStream atob btoa'.split(' '),
  ...'clearImmediate clearInterval clearTimeout cancelAnimationFrame cancelIdleCallback'.split(' '),
  // https://nodejs.org/api/globals.html
  'Buffer',
]

/** Modules of Node.js: https://nodejs.org/api/ */
export const PLATFORM_MODULES: readonly string[] =
  'assert assert/strict async_hooks buffer console diagnostics_channel events module querystring readline readline/promises stream stream/consumers stream/promises stream/web string_decoder timers util/types v8 vm zlib'.split(
    ' ',
  )

/** An object of any of these. */
export const PLATFORM_OBJECT = 'PlatformObject'
