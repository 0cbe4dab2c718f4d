import type { DrawEffect, LoadEffect } from '../src/effects.ts'
import { defineRule, type Run } from '../src/rule.ts'

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
    },
  },
  check(run, report) {
    for (const seeding of run.here('seed', 'enforce')) {
      const draw = seeding.early.find(isNeeded)
      // Whoever calls a function that nobody is seen to call may do so first.
      if (!draw || seeding.context.worker || seeding.context.phase === 'uncalled') continue
      const words = {
        seeding: seeding.api,
        draw: draw.api,
        place: run.place(draw),
        what: draw.implicit ?? 'numbers',
      }
      const move =
        run.isHere(draw) && draw.context.calls.length === 0 && seeding.context.calls.length === 0
          ? run.edit.moveBefore(seeding.node, draw.node)
          : undefined
      report(
        seeding.node,
        'late',
        words,
        ...[{ message: `Move \`${seeding.api}\` above \`${draw.api}\`.`, edits: move }],
      )
    }
    for (const set of run.here('set')) {
      if (!set.lateFor || (set.role === 'other' && set.setting?.deterministic !== undefined)) continue
      // A wrong value is wrong at any time, which is another rule's report.
      if (set.role === 'invalid') continue
      // The runtime, loaded first, has set it in time.
      if (set.role === 'deterministic' && set.lateFor.kind === 'load' && isPreloaded(run, set.lateFor))
        continue
      if (set.lateFor.kind === 'draw') {
        const words = { name: set.name, draw: set.lateFor.api, place: run.place(set.lateFor) }
        report(set.node, 'operation', words)
        continue
      }
      const remedy = set.lateFor.static
        ? 'Static imports run before any statement, wherever they stand: set it in the environment, or import first what sets it.'
        : 'Set it before the library is loaded.'
      report(
        set.node,
        'switch',
        { name: set.name, library: set.lateFor.specifier, place: run.place(set.lateFor), remedy },
        ...[
          {
            message: 'Load the runtime first.',
            edits: set.role === 'deterministic' ? registerFirst(run) : undefined,
          },
        ],
      )
    }
    for (const enforce of run.here('enforce')) {
      const native = run.all('load').find((load) => load.engine !== undefined && load.order < enforce.order)
      if (!native || isPreloaded(run, native)) continue
      report(
        enforce.node,
        'switch',
        {
          name: enforce.api,
          library: native.specifier,
          place: run.place(native),
          remedy: `Import '${REGISTER}' first, or start with \`node --import ${REGISTER}\`.`,
        },
        ...[{ message: 'Import the runtime first.', edits: registerFirst(run) }],
      )
    }
  },
})

/** The runtime is loaded before this library. */
function isPreloaded(run: Run, library: LoadEffect): boolean {
  return run.all('load').some((load) => load.path.endsWith('register') && load.order < library.order)
}

const REGISTER = 'eslint-plugin-reproducible/runtime/register'

function registerFirst(run: Run) {
  return run.module.language === 'javascript' ? run.edit.addImport(REGISTER, { first: true }) : undefined
}

/** Draws that have a consequence, and that this seeding was meant for. */
function isNeeded(draw: DrawEffect): boolean {
  if (draw.draw.onlyMoves || draw.context.worker || draw.context.phase === 'uncalled') return false
  if (draw.seed && (draw.seed.kind === 'ignored' || draw.seed.unread !== undefined)) return false
  // A number that only became the seed is the entropy of that seed.
  if (draw.reaches.has('seed')) return false
  return draw.implicit !== undefined || draw.source?.judged === 'always' || draw.reaches.size > 0
}
