import type { DrawEffect, EntropyEffect, SeedEffect, SeedUse } from '../src/effects.ts'
import { defineRule, type Repair, type Run } from '../src/rule.ts'
import { isCalledAgain, undoes } from '../src/questions/seeds.ts'

export default defineRule({
  name: 'no-entropy-seed',
  meta: {
    type: 'problem',
    description: 'Disallow seeds that change from run to run',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    schema: { allowLogged: { type: 'boolean' } },
    defaults: { allowLogged: true },
    strict: { allowLogged: false },
    messages: {
      entropy:
        'The seed of `{{api}}` comes from {{origin}}, so it differs from run to run and no run can be repeated. Use a constant or an option of the run, or write the chosen seed down.',
      nothing:
        '`{{api}}` without a seed seeds from fresh entropy, so every run differs, whatever was seeded before. Pass a seed.',
    },
  },
  check(run, report) {
    for (const effect of run.all('seed', 'enforce', 'create', 'draw')) {
      const seed = effect.seed
      if (!seed) continue
      if (effect.kind === 'seed' && isEmpty(effect)) {
        if (!run.isHere(effect)) continue
        // A seed that is undone has no effect, which is another rule's report; in a worker it is the worker's rule.
        if (!effect.context.worker && !undoes(effect) && !isReplaced(run, effect)) report(effect, 'nothing')
        continue
      }
      const origin = originOf(seed)
      if (!origin || seed.node === undefined) continue
      if (effect.kind === 'seed' && isReplaced(run, effect)) continue
      if (effect.kind === 'create' && effect.replaced) continue
      if (run.options['allowLogged'] === true && isLogged(origin)) continue
      // A seed that comes from another file is that file's defect.
      if (!run.isHere(origin)) continue
      const at = run.isHere(effect) ? seed.node : origin.node
      report(at, 'entropy', { api: effect.api, origin: describe(origin) }, withConstant(run, origin))
    }
  },
})

function isEmpty(effect: SeedEffect): boolean {
  const { seeding, seed } = effect
  if (seeding.restores || isCalledAgain(effect)) return false
  return seeding.unseeded === 'entropy' && seed.kind === 'missing'
}

/** Another seeding, with a seed that stays the same, follows before anything is drawn. */
function isReplaced(run: Run, effect: SeedEffect): boolean {
  const draws = run
    .all('draw')
    .filter(({ order, from }) => order > effect.order && effect.sources.includes(from))
  return run.all('seed').some((next) => {
    if (next.replaces !== effect || next.sources.length < effect.sources.length) return false
    if (isEmpty(next) || originOf(next.seed)) return false
    // A seeding that is skipped sometimes replaces nothing, unless it is its own seed that decides.
    const always = next.context.guards.length <= effect.context.guards.length
    const after = draws.filter(({ order }) => order > next.order)
    const decides = after.length > 0 && after.every(({ state }) => state.status === 'seeded')
    return (always || decides) && after.length === draws.length
  })
}

/** The clock, the process or the unseeded draw a seed comes from. */
function originOf(seed: SeedUse): EntropyEffect | DrawEffect | undefined {
  if (seed.kind !== 'entropy' && seed.kind !== 'random') return undefined
  for (const label of seed.value.labels) {
    if (label.kind === 'entropy') return label.effect
    if (label.kind === 'draw' || label.kind === 'text') return label.effect
  }
  return undefined
}

function withConstant(
  { catalog, edit }: Run,
  { path, node }: EntropyEffect | DrawEffect,
): Repair | undefined {
  if (!catalog.api(path)?.number) return undefined
  return { message: 'Write 42 in its place.', edits: edit.replace(node, { constant: 42 }) }
}

/** It is printed, saved, or a part of a file's name. */
function isLogged(origin: EntropyEffect | DrawEffect): boolean {
  if (origin.harmless.has('path')) return true
  return origin.kind === 'entropy' ? origin.recorded : origin.harmless.has('log')
}

const KINDS = {
  clock: 'the clock',
  process: 'the process',
  system: "the operating system's entropy",
  hash: 'a hash that is salted anew in every process',
} as const

function describe(origin: EntropyEffect | DrawEffect): string {
  return origin.kind === 'entropy'
    ? `${KINDS[origin.entropy]} (\`${origin.api}\`)`
    : `\`${origin.api}\`, a draw nothing has seeded`
}
