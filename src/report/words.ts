/** What an effect is called and said to do in a report. */
import type { Catalog } from '../catalog/catalog.ts'
import type { Effect, SeedUse } from '../effects.ts'
import type { Mark } from './report.ts'

const MARKS: Readonly<Record<Effect['kind'], Mark>> = {
  load: 'load',
  seed: 'seed',
  enforce: 'seed',
  set: 'set',
  create: 'create',
  draw: 'draw',
  spawn: 'spawn',
  train: 'train',
  entropy: 'entropy',
  unordered: 'order',
  overlap: 'order',
  sampler: 'order',
  operation: 'other',
  select: 'other',
  key: 'other',
  mention: 'other',
  guard: 'other',
  weights: 'load',
  ignored: 'other',
  show: 'other',
  fetch: 'load',
}

export function markOf({ kind }: Effect): Mark {
  return MARKS[kind]
}

const SEEDS: Readonly<Record<SeedUse['kind'], string>> = {
  constant: 'a constant seed',
  configured: 'a seed from a parameter or an option',
  entropy: 'a seed that differs each time',
  random: 'a seed that is drawn',
  missing: 'no seed',
  ignored: 'a seed that is taken for none',
  unknown: 'a seed that is not known',
}

const TRAINS = { model: 'trains a model', step: 'a step of training', gradient: 'computes gradients' }

/** What an effect does, in a few words. */
export function wordsOf(effect: Effect, catalog: Catalog): string {
  const title = (source: string) => catalog.sources.get(source)?.title ?? source
  switch (effect.kind) {
    case 'draw': {
      const what = effect.implicit ?? 'draws'
      const reaches = effect.reaches.size > 0 ? `; reaches ${[...effect.reaches].join(', ')}` : ''
      return `${what} from ${title(effect.from)}, which is ${STATUS[effect.state.status]}${reaches}`
    }
    case 'create':
      return `makes a ${effect.creation.type}, with ${SEEDS[effect.seed?.kind ?? 'missing']}`
    case 'seed':
    case 'enforce': {
      const early = effect.early.length > 0 ? `, after ${String(effect.early.length)} draws` : ''
      const names = effect.kind === 'seed' ? effect.sources.map(title) : ['everything it covers']
      return `seeds ${names.join(', ') || 'a generator'} with ${SEEDS[effect.seed.kind]}${early}`
    }
    case 'set':
      return `${effect.name}: ${effect.role}${effect.lateFor ? `, which ${effect.lateFor.api} has read before` : ''}`
    case 'load':
      return `loads ${effect.library}${effect.backend === undefined ? '' : ` on ${effect.backend}`}`
    case 'spawn':
      return `${effect.spawn.what}: ${effect.workers === 'none' ? 'no worker' : effect.workers === 'some' ? 'workers' : 'perhaps workers'}, ${String(effect.draws.length)} draws in them`
    case 'entropy':
      return `takes a number from the ${effect.entropy}`
    case 'unordered':
      return effect.ordered ? 'no fixed order, sorted afterwards' : effect.why
    case 'overlap':
      return `shuffled anew each time, and split by counting (${effect.parts.join(', ')})`
    case 'train':
      return TRAINS[effect.trains]
    case 'operation':
      return `adds up in any order on ${effect.nondeterministic.map(({ on }) => on).join(', ')}`
    case 'select':
      return `selects ${effect.backend ?? 'a backend'}${effect.mayFallBack && !effect.checked ? ', without looking whether it worked' : ''}`
    case 'key':
      return effect.before
        ? 'uses a key that was used before'
        : effect.repeats
          ? 'uses one key in every round'
          : 'uses a key'
    case 'guard':
      return effect.used ? 'a seed of 0 is skipped here' : 'a test of a seed'
    case 'mention':
      return `mentions what would set ${effect.settings.join(', ')}, and does not call it`
    case 'weights':
      return effect.given ? 'weights come from who calls' : 'loads weights'
    case 'ignored':
      return effect.why
    case 'sampler':
      return `one order for all epochs, unless ${effect.method}() is called`
    case 'show':
      return 'shows something'
    case 'fetch':
      return `loads ${effect.from}${effect.pinned.length > 0 ? ', pinned' : ''}`
  }
}

const STATUS = {
  unseeded: 'unseeded',
  seeded: 'seeded',
  entropy: 'seeded by something that differs each time',
  unknown: 'in a state that is not known',
}
