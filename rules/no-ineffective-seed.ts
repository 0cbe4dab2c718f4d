import type { CreateEffect, DrawEffect, SeedEffect, SetEffect } from '../src/effects.ts'
import { isNeverSeeded } from '../src/questions/generators.ts'
import { isThrownAway } from '../src/questions/thrown-away.ts'
import { isOlderGeneration } from '../src/questions/generation.ts'
import * as seeds from '../src/questions/seeds.ts'
import { switchedOnBy, validValues } from '../src/questions/settings.ts'
import { calledAs, spelt } from '../src/repairs/names.ts'
import { withAnotherSeed, withoutSeed } from '../src/repairs/seed-argument.ts'
import { seededGenerator } from '../src/repairs/seeding.ts'
import { defineRule, type Report, type Run } from '../src/rule.ts'
import { seedSlotOf } from '../src/interpreter/models/seeding.ts'

export default defineRule({
  name: 'no-ineffective-seed',
  meta: {
    type: 'problem',
    description: 'Disallow seeds and determinism switches that have no effect',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    fixable: true,
    hasSuggestions: true,
    messages: {
      ignored:
        '`{{api}}` takes the seed {{seed}} for no seed at all, so it draws unseeded numbers. Use a seed it honours, such as {{example}}.',
      unread: 'The seed given to `{{api}}` has no effect. {{why}}',
      old: '`{{api}}` honours a seed only since version {{since}}. The seed given here has no effect.',
      argument: '{{why}}',
      falsy:
        'A seed of 0, the commonest seed, counts as false here, so `{{seed}} = 0` would leave the program unseeded. {{remedy}}',
      replaced:
        'A seed of 0, the commonest seed, counts as false here, so `{{seed}} = 0` becomes `{{instead}}`. {{remedy}}',
      unused:
        '`{{api}}` returns a seeded generator and changes nothing else, and its result is not used: the program stays unseeded.',
      void: '`{{api}}` seeds nothing. {{why}}',
      start:
        '`{{name}}` is read when the interpreter starts, so setting it here has no effect on this process. Start the program with `{{name}}={{value}}` in its environment.',
      misspelt: '`{{found}}` is no setting: nothing reads it. `{{name}}` is ({{meaning}}).',
      invalid: '`{{value}}` is no valid value of `{{name}}`. It takes {{valid}}.',
      worker:
        'The environment is a copy in a worker, so native code never sees `{{name}}`. Set it in the main thread, before the library is loaded.',
      mention: '`{{api}}` is only mentioned, not called, so it does nothing. Write `{{api}}({{value}})`.',
      undone:
        '`{{api}}` without a seed takes fresh entropy, which undoes `{{seeding}}` ({{place}}): what is drawn from here on differs from run to run. Remove it, or pass a seed.',
      overwritten:
        '`{{api}}` has no effect: before anything is drawn, `{{call}}` ({{place}}) seeds again with a constant (`{{other}}`, {{where}}), so every run draws with {{seed}}, whatever seed it is given. Seed after `{{call}}`, or hand it the seed.',
      debug:
        '`{{api}}` stands in `if __debug__`, which optimised runs (`python -O`) leave out, so they are not seeded. Take it out of the `if`.',
      constant:
        '`{{api}}` is never seeded, and an unseeded generator is not random here: it starts from the same constant in every run, whatever seed the program was given. Seed it with the program’s seed.',
      other:
        '`{{api}}` seeds {{seeded}}, from which nothing here draws: `{{meant}}` draws from {{drawn}}, which is not seeded. Seed that one: {{remedy}}.',
    },
  },
  check(run, report) {
    const { catalog, edit } = run
    for (const draw of run.here('draw')) checkArgument(run, draw, report)
    for (const created of run.here('create')) {
      checkArgument(run, created, report)
      if (isNeverSeeded(created)) report(created, 'constant', {}, seededGenerator(run, created))
      if (isThrownAway(run, created)) report(created, 'unused')
    }
    for (const seeding of run.here('seed')) checkSeeding(run, seeding, report)
    checkOverwritten(run, report)
    for (const set of run.here('set')) checkSetting(run, set, report)
    for (const ignored of run.here('ignored')) {
      const edits = ignored.misplaced ? undefined : edit.withoutOption(ignored.call, ignored.slot)
      report(ignored, 'argument', { why: ignored.why }, { message: 'Remove it.', edits })
    }
    for (const guard of run.here('guard')) {
      if (!guard.used) continue
      const instead = guard.fallback ? edit.text(guard.fallback) : guard.api
      const source = edit.given(guard.test, guard.form, instead)
      const message = `Write \`${source}\`.`
      const edits = edit.replace(guard.node, { source })
      const words = { seed: guard.api, instead, remedy: message }
      const isReplaced = guard.fallback?.kind === 'constant' && guard.fallback.value != null
      report(guard, isReplaced ? 'replaced' : 'falsy', words, { message, edits })
    }
    for (const mention of run.here('mention')) {
      const on = switchedOnBy(catalog, mention.path)
      const value = on === undefined ? '' : edit.constant(on)
      const edits = edit.wrap(mention.node, '', `(${value})`)
      report(mention, 'mention', { value }, { message: 'Call it.', edits })
    }
  },
})

/** The seed that a call is given. */
function checkArgument(run: Run, effect: DrawEffect | CreateEffect | SeedEffect, report: Report): void {
  const { api, seed, node } = effect
  const at = seed?.node ?? node
  const slotted = effect.kind === 'seed' ? undefined : effect
  const since = slotted && seeds.sinceVersion(run, slotted)
  const ignored = seeds.ignoredSeed(effect)
  if (seed?.unread !== undefined && seed.kind !== 'missing')
    report(at, 'unread', { api, why: seed.unread }, slotted && withoutSeed(run, slotted))
  else if (since !== undefined) report(at, 'old', { api, since })
  else if (ignored !== undefined && !(effect.kind === 'draw' && effect.state.status === 'seeded')) {
    const honoured = slotted && withAnotherSeed(run, slotted, (number) => `Use ${number} as the seed.`)
    const example = slotted && seedSlotOf(slotted)?.write?.as === 'string' ? "'1'" : 1
    report(at, 'ignored', { api, seed: ignored, example }, honoured)
  }
}

/** A call that is there to seed. */
function checkSeeding(run: Run, seeding: SeedEffect, report: Report): void {
  const { seeding: fact, replaces } = seeding
  const meant = seeds.meantInstead(run, seeding)
  if (seeds.isLeftOut(seeding)) report(seeding, 'debug')
  else if (meant) {
    const mistaken = meant.kind === 'draw'
    const data = {
      seeded: run.catalog.sources.get(seeding.sources[0]!)?.title ?? 'a global generator',
      meant: meant.api,
      drawn: mistaken ? (meant.source?.title ?? 'another one') : 'a generator of its own',
      remedy: mistaken ? (fact.mistakenFor?.remedy ?? '') : `pass the seed to \`${meant.api}\``,
    }
    const instead = mistaken ? fact.mistakenFor?.instead : undefined
    report(seeding, 'other', data, calledAs(run, seeding, instead))
  } else if (fact.void !== undefined && isOlderGeneration(run, run.catalog.owner(seeding.path))) return
  else if (fact.void !== undefined)
    report(seeding, 'void', { why: fact.void }, calledAs(run, seeding, fact.renamed))
  else if (replaces && seeds.undoes(seeding))
    report(seeding, 'undone', { seeding: replaces.api, place: run.place(replaces) })
  else checkArgument(run, seeding, report)
}

/** One report for all that one call seeds over. */
function checkOverwritten(run: Run, report: Report): void {
  const told = new Set<unknown>()
  for (const seeding of run.here('seed')) {
    const other = seeds.overwrittenBy(run, seeding)
    const call = other?.context.calls[0]
    if (!other || !call || told.has(call)) continue
    told.add(call)
    const seed = other.seed.value.kind === 'constant' ? String(other.seed.value.value) : ''
    report(seeding, 'overwritten', {
      call: call.callee,
      place: run.place(call),
      other: other.api,
      where: run.place(other),
      seed,
    })
  }
}

/** A write to a determinism switch, or to what was taken for one. */
function checkSetting(run: Run, set: SetEffect, report: Report): void {
  const { setting, name, context } = set
  const value = set.value.kind === 'constant' ? String(set.value.value) : '0'
  if (!setting) {
    const near = run.catalog.nearestSetting(name)
    if (near) {
      const data = { found: set.api, name: near.name, meaning: near.meaning }
      report(set, 'misspelt', data, spelt(run, set, near.name))
    }
  } else if (setting.read?.when === 'start' && !set.childrenLater) report(set, 'start', { name, value })
  else if (setting.kind === 'environment' && context.worker?.spawn.copiesEnvironment)
    report(set, 'worker', { name })
  else if (set.role === 'invalid' && !setting.benchmark)
    report(set, 'invalid', { name, value, valid: validValues(setting) })
}
