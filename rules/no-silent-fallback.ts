import type { LoadEffect, SelectEffect } from '../src/effects.ts'
import { defineRule, type Repair, type Run } from '../src/rule.ts'

export default defineRule({
  name: 'no-silent-fallback',
  meta: {
    type: 'problem',
    description: 'Disallow continuing silently on another backend',
    languages: ['javascript'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    messages: {
      unchecked:
        '`{{api}}` does not throw when {{backend}} cannot be had: it gives `false`, and the run goes on with another backend, whose results have other bits. {{remedy}}',
      fallback:
        'When `{{first}}` cannot be loaded, the run quietly goes on with `{{second}}`, whose results have other bits, although the program wants to repeat ({{intent}}). Let it fail, or say which one was used.',
    },
  },
  check(run, report) {
    // A test picks its backend for itself.
    if (run.outside === 'unknown') return
    for (const select of run.here('select').filter((each) => isUnchecked(run, each))) {
      const backend = select.backend === undefined ? 'the backend' : `'${select.backend}'`
      const remedy = select.awaited ? 'Check the result and throw.' : 'Await it, check the result, and throw.'
      report(select, 'unchecked', { backend, remedy }, throwing(run, select))
    }
    const [intent] = run.intent
    if (!intent) return
    for (const load of run.here('load')) {
      const first = replacedBy(run, load)
      if (!first) continue
      const data = { first: first.specifier, second: load.specifier }
      report(load, 'fallback', { ...data, intent: `${intent.api}, ${run.place(intent)}` })
    }
  },
})

/** The CPU is always there; what is selected by a variable is judged where the program runs. */
function isUnchecked(run: Run, { mayFallBack, checked, backend }: SelectEffect): boolean {
  return mayFallBack && !checked && backend !== 'cpu' && (backend !== undefined || run.runs)
}

function throwing({ edit }: Run, { node, statement }: SelectEffect): Repair | undefined {
  const source = edit.thrownUnless(node, 'The backend is not available')
  if (!statement || source === undefined) return undefined
  return { message: 'Throw when the backend is not available.', edits: edit.replace(statement, { source }) }
}

/** What a handler loads when another part of the same library cannot be loaded: that part. */
function replacedBy(
  run: Run,
  { context: { attempt }, specifier, library }: LoadEffect,
): LoadEffect | undefined {
  if (attempt?.part !== 'handler') return undefined
  const first = run
    .all('load')
    .find(({ context }) => context.attempt?.node === attempt.node && context.attempt.part === 'body')
  return first?.specifier !== specifier && first?.library === library ? first : undefined
}
