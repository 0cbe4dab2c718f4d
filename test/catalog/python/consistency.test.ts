/** The catalogue hangs together: whatever one entry names, another one describes. */
import { describe, expect, it } from 'vitest'
import { Catalog } from '../../../src/catalog/catalog.ts'
import { pythonLibraries } from '../../../src/catalog/python/index.ts'
import type { Api, Draw } from '../../../src/catalog/schema.ts'

const catalog = new Catalog(pythonLibraries, 'python')
const entries = pythonLibraries.flatMap((library) =>
  Object.entries(library.api).map(([path, api]) => ({ library, path, api })),
)
const types = new Set(pythonLibraries.flatMap((library) => Object.keys(library.types ?? {})))
const sources = new Set(pythonLibraries.flatMap((library) => Object.keys(library.sources ?? {})))
const settings = new Set(
  pythonLibraries.flatMap((library) => (library.settings ?? []).map(({ name }) => name)),
)

function drawsOf(api: Api): readonly Draw[] {
  return api.draws === undefined ? [] : [api.draws].flat()
}

/** The complaints of `check` about all entries; an empty list is what every test wants. */
function complaints(check: (path: string, api: Api) => string | false | undefined): string[] {
  return entries.flatMap(({ path, api }) => {
    const complaint = check(path, api)
    return complaint ? [`${path}: ${complaint}`] : []
  })
}

const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index)

describe('the Python catalogue', () => {
  it('knows the libraries it is for', () => {
    expect(entries.length).toBeGreaterThan(2000)
    const wanted =
      'random numpy torch sklearn pandas scipy tensorflow keras jax lightning pytorch_lightning transformers accelerate datasets composer fastai timm torchvision torchaudio albumentations imgaug cv2 gymnasium optuna xgboost lightgbm catboost'
    for (const name of wanted.split(' ')) expect(catalog.module(name), name).toBeDefined()
  })

  it('says for every fact where it is written upstream', () => {
    expect(complaints((_, api) => api.upstream.trim().length < 5 && 'no upstream')).toEqual([])
    for (const library of pythonLibraries) {
      for (const source of Object.values(library.sources ?? {})) expect(source.upstream).not.toBe('')
      for (const setting of library.settings ?? []) expect(setting.upstream).not.toBe('')
      for (const requirement of library.requirements ?? []) expect(requirement.upstream).not.toBe('')
    }
  })

  it('describes each path, module, type, source and setting once', () => {
    expect(twice(entries.map(({ path }) => path))).toEqual([])
    expect(twice(pythonLibraries.flatMap(({ modules }) => Object.keys(modules)))).toEqual([])
    expect(twice(pythonLibraries.flatMap((library) => Object.keys(library.types ?? {})))).toEqual([])
    expect(twice(pythonLibraries.flatMap((library) => Object.keys(library.sources ?? {})))).toEqual([])
    expect(
      twice(pythonLibraries.flatMap((library) => (library.settings ?? []).map(({ name }) => name))),
    ).toEqual([])
    expect(twice(pythonLibraries.flatMap((library) => Object.keys(library.globals ?? {})))).toEqual([])
    expect(twice(pythonLibraries.flatMap((library) => Object.keys(library.anyReceiver ?? {})))).toEqual([])
  })

  it('returns and creates known types', () => {
    const words = new Set([
      'receiver',
      'argument',
      'copy',
      'arguments',
      'element',
      'values',
      'view',
      'entries',
      'items',
      'pairs',
      'numbered pairs',
      'torch.default_generator',
    ])
    expect(
      complaints((_, { returns }) => {
        if (typeof returns !== 'string' || words.has(returns) || types.has(returns)) return false
        return !catalog.api(returns) && !catalog.module(returns) && `returns ${returns}`
      }),
    ).toEqual([])
    expect(
      complaints((_, { creates }) => creates && !types.has(creates.type) && `creates ${creates.type}`),
    ).toEqual([])
    for (const library of pythonLibraries)
      for (const [name, type] of Object.entries(library.types ?? {}))
        if (type.extends !== undefined) expect(types.has(type.extends), `${name} extends`).toBe(true)
  })

  it('draws from, creates from and seeds known sources', () => {
    const known = (name: string) => sources.has(name) || name === 'receiver' || name === 'entropy'
    expect(complaints((_, api) => drawsOf(api).find((draw) => !known(draw.from))?.from)).toEqual([])
    expect(
      complaints((_, api) =>
        drawsOf(api)
          .flatMap((draw) => Object.values(draw.devices?.sources ?? {}))
          .find((name) => !sources.has(name)),
      ),
    ).toEqual([])
    expect(
      complaints(
        (_, { creates }) =>
          creates &&
          creates.unseeded !== 'entropy' &&
          creates.unseeded !== 'constant' &&
          !sources.has(creates.unseeded) &&
          creates.unseeded,
      ),
    ).toEqual([])
    expect(
      complaints((_, { seeds }) =>
        Array.isArray(seeds?.sources) ? seeds.sources.find((name: string) => !sources.has(name)) : false,
      ),
    ).toEqual([])
    expect(
      complaints((_, { spawns }) => spawns?.seededBy && !sources.has(spawns.seededBy) && spawns.seededBy),
    ).toEqual([])
  })

  it('a source that can be seeded has something that seeds it', () => {
    const seeded = new Set(
      entries.flatMap(({ api }) => (Array.isArray(api.seeds?.sources) ? api.seeds.sources : [])),
    )
    const unseedable = pythonLibraries.flatMap((library) =>
      Object.entries(library.sources ?? {}).flatMap(([name, source]) => (source.unseedable ? [name] : [])),
    )
    expect([...sources].filter((name) => !seeded.has(name))).toEqual(unseedable)
  })

  it('draws from a receiver only in a method, and from a shared source with a remedy', () => {
    expect(
      complaints(
        (path, api) =>
          !path.includes('#') &&
          (drawsOf(api).some(({ from }) => from === 'receiver') || api.seeds?.sources === 'receiver') &&
          'has no receiver',
      ),
    ).toEqual([])
    for (const library of pythonLibraries)
      for (const source of Object.values(library.sources ?? {})) expect(source.remedy).toMatch(/`/u)
  })

  it('sets and requires known settings', () => {
    expect(
      complaints((_, api) => {
        for (const { setting } of api.sets ?? [])
          if (typeof setting === 'string' && !settings.has(setting)) return `sets ${setting}`
        return false
      }),
    ).toEqual([])
    for (const library of pythonLibraries)
      for (const { setting, alternatives, values } of library.requirements ?? []) {
        expect(settings.has(setting), setting).toBe(true)
        expect(values.length).toBeGreaterThan(0)
        for (const other of alternatives ?? []) expect(settings.has(other.setting), other.setting).toBe(true)
      }
  })

  it('knows the initializer of every set of weights', () => {
    expect(
      complaints((_, { weights }) => {
        const unknown = weights?.find(({ default: name }) => !catalog.initializers.has(name))
        return unknown && `starts with ${unknown.default}`
      }),
    ).toEqual([])
    for (const path of catalog.initializers.values())
      if (path !== 'constant') expect(catalog.api(path)?.creates, path).toBeDefined()
  })

  it('leads every alias, global and telling method to an entry', () => {
    for (const path of catalog.globals.values()) expect(catalog.api(path), path).toBeDefined()
    for (const path of catalog.anyReceiver.values()) expect(catalog.api(path), path).toBeDefined()
    const paths = [...entries.map(({ path }) => path), ...types]
    for (const library of pythonLibraries)
      for (const [from, to] of Object.entries(library.aliases ?? {})) {
        expect(catalog.canonical(from), from).toBe(catalog.canonical(to))
        const inFamily = catalog.api(`${to}.anything`) !== undefined
        expect(
          inFamily ||
            paths.some((path) => path === to || path.startsWith(`${to}.`) || path.startsWith(`${to}#`)),
          `${from} -> ${to}`,
        ).toBe(true)
      }
  })

  it('spells every path its own way: no entry hides behind an alias', () => {
    expect(
      complaints((path) => !path.includes('#') && catalog.canonical(path) !== path && 'is an alias'),
    ).toEqual([])
  })

  it('begins every path with a module, and every method with a type', () => {
    const roots = new Set(
      pythonLibraries.flatMap(({ modules }) => Object.values(modules).map(({ path }) => path.split('.')[0])),
    )
    expect(complaints((path) => !roots.has(path.split(/[.#]/u)[0]) && 'no module')).toEqual([])
    expect(complaints((path) => path.includes('#') && !types.has(path.split('#')[0]!) && 'no type')).toEqual(
      [],
    )
  })
})

describe('names lead where the libraries themselves lead', () => {
  it.each([
    ['tensorflow.keras.layers.Dense', 'keras.layers.Dense'],
    ['tensorflow.keras.utils.set_random_seed', 'keras.utils.set_random_seed'],
    ['tensorflow.compat.v2.random.set_seed', 'tensorflow.random.set_seed'],
    ['torch.random.manual_seed', 'torch.manual_seed'],
    ['torch.utils.data.distributed.DistributedSampler', 'torch.utils.data.DistributedSampler'],
    ['torch.nn.modules.linear.Linear', 'torch.nn.Linear'],
    ['lightning.seed_everything', 'lightning.pytorch.seed_everything'],
    ['keras.initializers.glorot_uniform', 'keras.initializers.GlorotUniform'],
  ])('%s is %s', (from, to) => {
    expect(catalog.canonical(from)).toBe(to)
  })

  it('finds submodules and other names of one library', () => {
    expect(catalog.module('pytorch_lightning')?.root.path).toBe('lightning.pytorch')
    expect(catalog.module('torch.utils.data')?.root.path).toBe('torch.utils.data')
    expect(catalog.module('tensorflow.keras.layers')?.root.path).toBe('keras.layers')
    expect(catalog.module('gym')?.root.path).toBe('gymnasium')
  })
})
