import type { DrawEffect, EnforceEffect, LoadEffect, SeedEffect } from '../src/effects.ts'
import { hasConsequence } from '../src/questions/draws.ts'
import { isPreloaded } from '../src/questions/settings.ts'
import { runtimeFirst } from '../src/repairs/settings.ts'
import { isOlderGeneration } from '../src/questions/generation.ts'
import { defineRule, type Repair, type Run } from '../src/rule.ts'

export default defineRule({
  name: 'no-late-seed',
  meta: {
    type: 'problem',
    description: 'Disallow seeding or switching on determinism after it was needed',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    messages: {
      late: '`{{seeding}}` comes too late: `{{draw}}` ({{place}}) has drawn {{what}} before it, from a source nothing had seeded, so every run starts differently. Seed first.',
      operation:
        '`{{name}}` is set too late: `{{draw}}` ({{place}}) has used the accelerator before, and it is read at the first use, so the write has no effect. Set it at the start of the program.',
      switch:
        '`{{name}}` is set too late: `{{library}}` ({{place}}) has been loaded before and reads it while loading, so the write may have no effect. {{remedy}}',
      preload:
        '`{{name}}` comes too late: `{{library}}` ({{place}}) has been loaded before and reads its switches while loading, so they may have no effect. {{remedy}}',
    },
  },
  check(run, report) {
    for (const seeding of run.here('seed', 'enforce')) {
      const draw = seeding.early
        .toSorted((one, other) => one.order - other.order)
        .find(
          (each) =>
            isMeant(run, each) &&
            !isTriedOut(each, seeding) &&
            !isOver(run, each, seeding) &&
            !isOlderGeneration(run, run.catalog.owner(each.path)),
        )
      // Whoever calls a function that nobody is seen to call may do so first.
      if (!draw || seeding.context.worker || seeding.context.phase === 'uncalled') continue
      const what = draw.implicit ?? 'numbers'
      const data = { seeding: seeding.api, draw: draw.api, place: run.place(draw), what }
      report(seeding, 'late', data, above(run, seeding, draw))
    }
    for (const set of run.here('set')) {
      const { lateFor: cause, role, name } = set
      // A wrong value is wrong at any time, which is another rule's report.
      if (!cause || role === 'invalid' || (role === 'other' && set.setting?.deterministic !== undefined))
        continue
      const place = run.place(cause)
      if (cause.kind === 'draw') report(set, 'operation', { name, draw: cause.api, place })
      else if (role !== 'deterministic') report(set, 'switch', { name, ...whyLate(cause), place })
      else if (!isPreloaded(run, cause))
        report(set, 'switch', { name, ...whyLate(cause), place }, runtimeFirst(run))
    }
    for (const enforce of run.here('enforce')) {
      const native = run
        .all('load')
        .find(({ engine, order }) => engine !== undefined && order < enforce.order)
      if (!native || isPreloaded(run, native)) continue
      const first = run.catalog.preload ?? ''
      const remedy = `Import '${first}' first, or start with \`node --import ${first}\`.`
      const data = { name: enforce.api, library: native.specifier, place: run.place(native), remedy }
      report(enforce, 'preload', data, runtimeFirst(run))
    }
  },
})

/** It has a consequence, and this seeding was meant for it. */
function isMeant(run: Run, draw: DrawEffect): boolean {
  if (draw.context.worker || draw.context.phase === 'uncalled') return false
  if (draw.seed && (draw.seed.kind === 'ignored' || draw.seed.unread !== undefined)) return false
  // A number that only became the seed is the entropy of that seed.
  return !draw.reaches.has('seed') && (draw.inTensor === true || hasConsequence(run, draw))
}

/** In a test that a program begins with, or directly in a `try`, elsewhere. Nobody takes the numbers. */
function isTriedOut({ context, module }: DrawEffect, seeding: SeedEffect | EnforceEffect): boolean {
  if (context.calls.some(({ callee }) => /(?:^|_)test(?:_|$)/iu.test(callee))) return true
  return context.attempt?.part === 'body' && module !== seeding.module
}

/** The order in which somebody went through the data, and trained nothing meanwhile: the next walk has another one. */
function isOver(run: Run, draw: DrawEffect, seeding: SeedEffect | EnforceEffect): boolean {
  if (draw.draw.at !== 'iteration') return false
  return !run.all('train').some(({ order }) => order > draw.order && order < seeding.order)
}

function above(run: Run, seeding: SeedEffect | EnforceEffect, draw: DrawEffect): Repair | undefined {
  // What happens in a function does not happen where it is written.
  if (!run.isHere(draw) || draw.context.calls.length > 0 || seeding.context.calls.length > 0) return undefined
  return {
    message: `Move \`${seeding.api}\` above \`${draw.api}\`.`,
    edits: run.edit.moveBefore(seeding.node, draw.node),
  }
}

function whyLate({ specifier, static: isStatic }: LoadEffect): Record<string, string> {
  const remedy = isStatic
    ? 'Static imports run before any statement, wherever they stand: set it in the environment, or import first what sets it.'
    : 'Set it before the library is loaded.'
  return { library: specifier, remedy }
}
