/** Requests to a server: an identifier that goes with one decides nothing about the answer. */
import type { Api, Library } from '../schema.ts'

const METHODS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'request']

function client(name: string, module: string, upstream: string): Library {
  const request: Api = { upstream, harmless: 'id', asks: true }
  return {
    name,
    language: 'javascript',
    ml: false,
    modules: { [module]: { path: module } },
    api: {
      [module]: request,
      ...Object.fromEntries(METHODS.map((method) => [`${module}.${method}`, request])),
      // A client with options of its own.
      ...Object.fromEntries(
        ['create', 'extend'].map((make) => [`${module}.${make}`, { upstream, returns: module }]),
      ),
    },
  }
}

export const requests: readonly Library[] = [
  client('axios', 'axios', 'https://axios-http.com/docs/api_intro'),
  client('got', 'got', 'https://github.com/sindresorhus/got/blob/main/documentation/1-promise.md'),
  client('Ky', 'ky', 'https://github.com/sindresorhus/ky#api'),
  {
    name: 'node-fetch',
    language: 'javascript',
    ml: false,
    modules: {
      'node-fetch': { path: 'node-fetch', default: 'fetch' },
      'cross-fetch': { path: 'cross-fetch', default: 'fetch' },
    },
    api: {},
  },
]
