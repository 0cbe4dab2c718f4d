import { each, methods, names } from './entries.ts'
import type { Api, Draw, Library, SeedSlot } from '../schema.ts'

const docs = 'https://docs.python.org/3.11/library/random.html'
const secrets = 'https://docs.python.org/3.11/library/secrets.html'
const uuid = 'https://docs.python.org/3.11/library/uuid.html'

/** `seed(-7)` equals `seed(7)`: the sign is dropped, so a fix writes no negative number. */
const seed: SeedSlot = { at: 0, name: 'a', constant: 'advances', write: { as: 'number', from: 0 } }

const numbers = names(`
  betavariate choice choices expovariate gammavariate gauss getrandbits lognormvariate normalvariate
  paretovariate randbytes randint random randrange triangular uniform vonmisesvariate weibullvariate
`)
const orders = ['shuffle', 'sample']

function draws(from: string, kind: readonly string[]): (name: string) => Api {
  const order = (name: string): Draw => ({ from, orders: true, ...(name === 'shuffle' && { inPlace: true }) })
  return (name) => ({ upstream: docs, draws: kind === orders ? order(name) : { from } })
}

/** `random`, `secrets` and `uuid` of the standard library. */
export const random: Library = {
  name: "Python's random",
  language: 'python',
  ml: false,
  modules: { random: { path: 'random' }, secrets: { path: 'secrets' }, uuid: { path: 'uuid' } },
  sources: {
    'python.random': {
      title: "Python's `random` module",
      state: '`random.getstate()` and `random.setstate(state)`',
      remedy: '`random.seed(seed)`',
      seeding: { source: 'random.seed({seed})', module: 'random' },
      judged: 'where it reaches training',
      renewedInCopies: true,
      upstream: `${docs}#bookkeeping-functions`,
    },
    'python.system': {
      title: "the operating system's entropy",
      remedy: '`random.Random(seed)` in its place',
      judged: 'where it reaches training',
      unseedable: true,
      upstream: `${docs}#random.SystemRandom`,
    },
  },
  types: { 'random.Random': {}, 'random.SystemRandom': { extends: 'random.Random' } },
  api: {
    ...each('random', numbers, draws('python.random', numbers)),
    ...each('random', orders, draws('python.random', orders)),
    'random.seed': {
      upstream: `${docs}#random.seed`,
      seeds: { sources: ['python.random'], seed, unseeded: 'entropy' },
    },
    'random.setstate': {
      upstream: `${docs}#random.setstate`,
      seeds: { sources: ['python.random'], restores: true },
    },
    'random.getstate': { upstream: `${docs}#random.getstate` },
    'random.Random': {
      upstream: `${docs}#random.Random`,
      creates: {
        type: 'random.Random',
        seed: { at: 0, name: 'x', constant: 'advances', write: { as: 'number', from: 0 } },
        unseeded: 'entropy',
      },
    },
    ...methods('random.Random', numbers, draws('receiver', numbers)),
    ...methods('random.Random', orders, draws('receiver', orders)),
    'random.Random#seed': {
      upstream: `${docs}#random.seed`,
      seeds: { sources: 'receiver', seed, unseeded: 'entropy' },
    },
    'random.Random#setstate': {
      upstream: `${docs}#random.setstate`,
      seeds: { sources: 'receiver', restores: true },
    },
    'random.SystemRandom': {
      upstream: `${docs}#random.SystemRandom`,
      creates: { type: 'random.SystemRandom', unseeded: 'python.system' },
    },
    ...methods('random.SystemRandom', numbers, draws('python.system', numbers)),
    ...methods('random.SystemRandom', orders, draws('python.system', orders)),
    'random.SystemRandom#seed': {
      upstream: `${docs}#random.SystemRandom`,
      seeds: {
        sources: 'receiver',
        seed,
        void: "`SystemRandom` reads the operating system's entropy, so its `seed()` does nothing. Use `random.Random(seed)`.",
      },
    },
    ...each(
      'secrets',
      ['choice', 'randbelow', 'randbits', 'token_bytes', 'token_hex', 'token_urlsafe'],
      () => ({
        upstream: secrets,
        entropy: 'system',
        draws: { from: 'python.system' },
      }),
    ),
    'secrets.SystemRandom': {
      upstream: secrets,
      creates: { type: 'random.SystemRandom', unseeded: 'python.system' },
    },
    'uuid.uuid1': { upstream: `${uuid}#uuid.uuid1`, entropy: 'clock' },
    'uuid.uuid4': { upstream: `${uuid}#uuid.uuid4`, entropy: 'system' },
    'uuid.getnode': { upstream: `${uuid}#uuid.getnode`, entropy: 'system' },
  },
}
