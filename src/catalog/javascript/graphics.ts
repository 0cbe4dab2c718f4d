/** What a page asks of the browser to know which accelerator there is. */
import type { Api, Library } from '../schema.ts'

const MDN = 'https://developer.mozilla.org/en-US/docs/Web/API'

const CONTEXTS: readonly string[] = ['WebGLRenderingContext', 'WebGL2RenderingContext']

const webgpu: Api = { upstream: `${MDN}/Navigator/gpu`, tellsBackend: { constant: 'webgpu' } }

export const graphics: Library = {
  name: "the browser's graphics",
  language: 'javascript',
  ml: false,
  modules: {},
  globals: {
    navigator: 'navigator',
    WebAssembly: 'WebAssembly',
    OffscreenCanvas: 'OffscreenCanvas',
    ...Object.fromEntries(CONTEXTS.map((name) => [name, name])),
  },
  types: { OffscreenCanvas: {} },
  // A canvas of the page has the same method.
  anyReceiver: { getContext: 'OffscreenCanvas#getContext' },
  api: {
    'navigator.gpu': { ...webgpu, property: true },
    'navigator.gpu.requestAdapter': webgpu,
    WebAssembly: {
      upstream: 'https://developer.mozilla.org/en-US/docs/WebAssembly/Reference/JavaScript_interface',
      property: true,
      tellsBackend: { constant: 'wasm' },
    },
    ...Object.fromEntries(
      CONTEXTS.map((name): [string, Api] => [
        name,
        { upstream: `${MDN}/${name}`, property: true, tellsBackend: { constant: 'webgl' } },
      ]),
    ),
    OffscreenCanvas: { upstream: `${MDN}/OffscreenCanvas`, returns: 'OffscreenCanvas' },
    'OffscreenCanvas#getContext': {
      upstream: `${MDN}/OffscreenCanvas/getContext`,
      tellsBackend: {
        at: 0,
        under: { webgl: 'webgl', webgl2: 'webgl', 'experimental-webgl': 'webgl', webgpu: 'webgpu' },
      },
    },
  },
}
