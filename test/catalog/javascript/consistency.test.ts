/** The catalogue hangs together: whatever one entry names, another one describes. */
import { describe, expect, it } from 'vitest'
import { Catalog } from '../../../src/catalog/catalog.ts'
import { javascriptLibraries } from '../../../src/catalog/javascript/index.ts'
import type { Api, Draw } from '../../../src/catalog/schema.ts'

const catalog = new Catalog(javascriptLibraries, 'javascript')
const entries = javascriptLibraries.flatMap((library) =>
  Object.entries(library.api).map(([path, api]) => ({ library, path, api })),
)
const types = new Set(javascriptLibraries.flatMap((library) => Object.keys(library.types ?? {})))
const sources = new Set(javascriptLibraries.flatMap((library) => Object.keys(library.sources ?? {})))
const settings = new Set(
  javascriptLibraries.flatMap((library) => (library.settings ?? []).map(({ name }) => name)),
)

function drawsOf(api: Api): readonly Draw[] {
  return api.draws === undefined ? [] : Array.isArray(api.draws) ? api.draws : [api.draws as Draw]
}

/** The complaints of `check` about all entries; an empty list is what every test wants. */
function complaints(check: (path: string, api: Api) => string | false | undefined): string[] {
  return entries.flatMap(({ path, api }) => {
    const complaint = check(path, api)
    return complaint ? [`${path}: ${complaint}`] : []
  })
}

describe('the JavaScript catalogue', () => {
  it('says for every fact where it is written upstream', () => {
    expect(complaints((_, api) => api.upstream.trim().length < 5 && 'no upstream')).toEqual([])
    for (const library of javascriptLibraries) {
      for (const source of Object.values(library.sources ?? {})) expect(source.upstream).not.toBe('')
      for (const setting of library.settings ?? []) expect(setting.upstream).not.toBe('')
      for (const requirement of library.requirements ?? []) expect(requirement.upstream).not.toBe('')
    }
  })

  it('describes each path, module, source and setting once', () => {
    const twice = (names: string[]) => names.filter((name, index) => names.indexOf(name) !== index)
    expect(twice(entries.map(({ path }) => path))).toEqual([])
    expect(twice(javascriptLibraries.flatMap(({ modules }) => Object.keys(modules)))).toEqual([])
    expect(twice(javascriptLibraries.flatMap((library) => Object.keys(library.sources ?? {})))).toEqual([])
    expect(twice(javascriptLibraries.flatMap((library) => Object.keys(library.types ?? {})))).toEqual([])
    expect(twice(javascriptLibraries.flatMap((library) => Object.keys(library.globals ?? {})))).toEqual([])
  })

  it('returns and creates known types', () => {
    const words = new Set([
      'receiver',
      'argument',
      'copy',
      'element',
      'items',
      'joined',
      'some items',
      'keys',
      'values',
      'entries',
      'numbered pairs',
    ])
    expect(
      complaints((_, { returns }) => {
        if (typeof returns !== 'string' || words.has(returns) || types.has(returns)) return false
        return !catalog.api(returns) && `returns ${returns}, which is neither a type nor a path`
      }),
    ).toEqual([])
    expect(
      complaints((_, { creates }) => creates && !types.has(creates.type) && `creates ${creates.type}`),
    ).toEqual([])
    for (const library of javascriptLibraries)
      for (const [name, type] of Object.entries(library.types ?? {}))
        if (type.extends !== undefined) expect(types, `${name} extends`).toContain(type.extends)
  })

  it('gives every type that has methods to somebody', () => {
    const given = new Set(
      entries.flatMap(({ api }) =>
        [api.returns, api.creates?.type].filter((name) => typeof name === 'string'),
      ),
    )
    // A type is reached through what extends it as well.
    const reached = (type: string) => [...given].some((each) => catalog.isA(each, type))
    // A value of these comes from syntax or from whoever calls the program.
    const written = new Set(['EventTarget', 'CommonJS require'])
    const owners = new Set(
      entries.map(({ path }) => path.split('#')[0]!).filter((_, i) => entries[i]!.path.includes('#')),
    )
    expect([...owners].filter((type) => !types.has(type))).toEqual([])
    expect([...owners].filter((type) => !written.has(type) && !reached(type))).toEqual([])
  })

  it('draws from, seeds and falls back to known sources', () => {
    expect(
      complaints((path, api) => {
        for (const { from } of drawsOf(api)) {
          if (from === 'receiver' && !path.includes('#')) return 'draws from the receiver of no method'
          if (from !== 'receiver' && from !== 'entropy' && !sources.has(from)) return `draws from ${from}`
        }
        const { creates, seeds } = api
        if (creates && !['entropy', 'constant'].includes(creates.unseeded) && !sources.has(creates.unseeded))
          return `takes its seed from ${creates.unseeded}`
        if (seeds && Array.isArray(seeds.sources))
          for (const each of seeds.sources as string[]) if (!sources.has(each)) return `seeds ${each}`
        return false
      }),
    ).toEqual([])
  })

  it('sets and requires known settings', () => {
    expect(
      complaints((_, { sets }) =>
        sets
          ?.map(({ setting }) => setting)
          .filter((name) => typeof name === 'string')
          .find((name) => !settings.has(name)),
      ),
    ).toEqual([])
    for (const library of javascriptLibraries)
      for (const requirement of library.requirements ?? []) {
        expect(settings).toContain(requirement.setting)
        expect(requirement.values.length).toBeGreaterThan(0)
        // What is required is what counts as deterministic.
        const setting = catalog.settings.get(requirement.setting)
        for (const value of requirement.values) expect(setting?.deterministic).toContain(value)
      }
  })

  it('names initializers that exist, and describes the weights of every layer with them', () => {
    for (const [name, path] of catalog.initializers) {
      expect(name).toBe(name.toLowerCase())
      if (path !== 'constant') expect(catalog.api(path)?.creates?.describes, path).toBe(true)
    }
    expect(
      complaints((_, { weights }) =>
        weights
          ?.map((each) => each.default)
          .find((path) => path !== 'constant' && !catalog.api(path)?.creates?.describes),
      ),
    ).toEqual([])
  })

  it('can be reached: a module, a global or another path leads to every path', () => {
    const roots = new Set(
      javascriptLibraries.flatMap((library) => [
        ...Object.values(library.modules).map(({ path }) => path.replace(/\.\*$/u, '')),
        ...Object.values(library.globals ?? {}),
        ...(library.types ? Object.keys(library.types) : []),
      ]),
    )
    expect(
      complaints((path) => {
        const start = path.split('#')[0]!
        const parts = start.split('.')
        const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('.'))
        return !prefixes.some((prefix) => roots.has(prefix)) && 'nothing leads here'
      }),
    ).toEqual([])
  })

  it('spells every path the one way', () => {
    expect(
      complaints(
        (path) => !path.includes('#') && catalog.canonical(path) !== path && catalog.canonical(path),
      ),
    ).toEqual([])
    for (const to of javascriptLibraries.flatMap((library) => Object.values(library.aliases ?? {})))
      expect(catalog.canonical(to), 'an alias of an alias').toBe(to)
    expect(catalog.canonical('globalThis.Math.random')).toBe('Math.random')
    expect(catalog.canonical('lodash.fp.shuffle')).toBe('lodash.shuffle')
    expect(catalog.canonical('perf_hooks.performance.now')).toBe('performance.now')
  })

  it('recognises on any receiver only what leads to no report', () => {
    for (const [name, path] of catalog.anyReceiver) {
      const api = catalog.api(path)
      expect(api, name).toBeDefined()
      expect(api?.draws ?? api?.creates ?? api?.seeds ?? api?.entropy ?? api?.unordered, path).toBeUndefined()
    }
  })

  it('resolves modules, patterns included', () => {
    const pathOf = (specifier: string) => catalog.module(specifier)?.root.path
    expect(pathOf('@tensorflow/tfjs-node-gpu')).toBe('tf')
    expect(pathOf('lodash/shuffle')).toBe('lodash.shuffle')
    expect(pathOf('lodash/shuffle.js')).toBe('lodash.shuffle')
    expect(pathOf('@tensorflow-models/mobilenet')).toBe('tensorflow-models.mobilenet')
    expect(pathOf('pure-rand/generator/mersenne')).toBe('pure-rand')
    expect(pathOf('node:fs/promises')).toBe('fs.promises')
    expect(pathOf('left-pad')).toBeUndefined()
  })

  it('never offers to write a seed where it would freeze a mask', () => {
    expect(
      complaints((_, api) =>
        drawsOf(api).some(({ seed }) => seed?.constant === 'pattern' && seed.write)
          ? 'a fix would write a seed that changes the algorithm'
          : false,
      ),
    ).toEqual([])
    for (const name of [
      'dropout',
      'spatialDropout1d',
      'gaussianNoise',
      'gaussianDropout',
      'alphaDropout',
      'lstm',
      'gru',
    ])
      for (const draw of drawsOf(catalog.api(`tf.layers.${name}`)!))
        expect(draw.seed?.write, name).toBeUndefined()
  })
})
