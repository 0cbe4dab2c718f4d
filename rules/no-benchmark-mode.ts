import type { Effect, SetEffect } from '../src/effects.ts'
import { defineRule, type Run } from '../src/rule.ts'

export default defineRule({
  name: 'no-benchmark-mode',
  meta: {
    type: 'problem',
    description: 'Disallow benchmark and autotune modes in a program that wants to repeat',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    schema: { intent: { enum: ['settings', 'seeds'] } },
    defaults: { intent: 'seeds' },
    messages: {
      benchmark:
        '`{{api}}` lets the library choose its algorithms by timing them, so they can differ from run to run, although the program wants to repeat (`{{intent}}`, {{place}}). {{remedy}}',
      conflict: '{{conflict}}',
      invalid: '`{{value}}` is no valid value of `{{api}}` ({{valid}}).',
    },
  },
  check(run, report) {
    for (const set of run.here('set')) {
      if (set.setting?.benchmark === undefined && set.setting?.conflict === undefined) continue
      if (set.role === 'invalid') {
        const valid = [...new Set((set.setting.valid ?? []).map(String))].join(', ')
        report(set.node, 'invalid', { api: set.name, value: literal(set), valid })
        continue
      }
      const intent = intentBeside(run, set, run.options['intent'] === 'settings')
      if (!intent) continue
      const place = run.place(intent)
      if (set.role === 'benchmark') {
        const remedy =
          set.setting.kind === 'environment'
            ? 'Leave it unset.'
            : 'Set it to a deterministic choice, or remove it.'
        report(
          set.node,
          'benchmark',
          { api: set.api, intent: intent.api, place, remedy },
          ...[
            {
              message: 'Switch it off.',
              edits: switchedOff(set) && run.edit.replace(set.valueNode!, switchedOff(set)!),
            },
          ],
        )
      } else if (set.setting.conflict !== undefined && set.role !== 'deterministic') {
        report(set.node, 'conflict', { conflict: set.setting.conflict })
      }
    }
  },
})

/** A sign, elsewhere, that the program wants to repeat, in a branch that can be taken together with this one. */
function intentBeside(run: Run, set: SetEffect, settingsOnly: boolean): Effect | undefined {
  if (
    set.context.guards.some(
      (guard) =>
        [...guard.names].some((name) => /determin|reproduc|benchmark/iu.test(name)) &&
        run.intent.some((other) => shares(other, guard.names)),
    )
  ) {
    return undefined
  }
  if (isGivenUp(run, set)) return undefined
  return run.intent.find(
    (other) => other !== set && (!settingsOnly || other.kind === 'set') && !excludes(other, set),
  )
}

/** Determinism is switched off in so many words, in the same function: speed was chosen. */
function isGivenUp(run: Run, set: SetEffect): boolean {
  const inner = set.context.calls.at(-1)
  const last = run
    .all('set')
    .filter((other) => other !== set && other.setting?.deterministic?.includes(true))
    .findLast((other) => other.context.calls.at(-1) === inner && !excludes(other, set))
  return last?.role === 'other' && last.value.kind === 'constant' && last.value.value === false
}

/** The other effect hangs on the same option. */
function shares(other: Effect, names: ReadonlySet<string>): boolean {
  return other.context.guards.some((guard) => [...guard.names].some((name) => names.has(name)))
}

/** They stand in opposite branches of one `if`. */
function excludes(a: Effect, b: Effect): boolean {
  return a.context.guards.some((guard) =>
    b.context.guards.some((other) => other.statement === guard.statement && other.branch !== guard.branch),
  )
}

function literal(set: SetEffect): string {
  return set.value.kind === 'constant' ? String(set.value.value) : ''
}

function switchedOff(set: SetEffect) {
  // An option goes back to the first of its values, the default.
  const plainest = set.setting?.kind === 'option' ? set.setting.valid?.[0] : undefined
  const off = set.setting?.deterministic?.find((value) => value !== '*') ?? plainest
  const plain = set.value.kind === 'constant' && set.setting?.kind !== 'environment'
  return plain && off !== undefined && set.valueNode ? { constant: off } : undefined
}
