import { defineRule } from '../src/rule.ts'

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
    // A test picks its backend for itself; a program that only infers trains nothing that could differ.
    if (run.infersOnly || run.outside === 'unknown') return
    for (const select of run.here('select')) {
      // The CPU is always there.
      if (!select.mayFallBack || select.checked || select.backend === 'cpu') continue
      if (select.backend === undefined && !run.runs) continue
      const name = select.backend === undefined ? 'the backend' : `'${select.backend}'`
      const remedy = select.awaited ? 'Check the result and throw.' : 'Await it, check the result, and throw.'
      const { node } = select
      const condition = `if (!(await ${run.edit.text(node)})) throw new Error('The backend is not available')`
      report(
        node,
        'unchecked',
        { api: select.api, backend: name, remedy },
        ...[
          {
            message: 'Throw when the backend is not available.',
            edits: select.statement && run.edit.replace(select.statement, { source: condition }),
          },
        ],
      )
    }
    const [intent] = run.intent
    if (!intent) return
    for (const load of run.here('load')) {
      const { attempt } = load.context
      if (attempt?.part !== 'handler') continue
      const first = run
        .all('load')
        .find((each) => each.context.attempt?.node === attempt.node && each.context.attempt.part === 'body')
      if (!first || first.specifier === load.specifier || first.library !== load.library) continue
      report(load.node, 'fallback', {
        first: first.specifier,
        second: load.specifier,
        intent: `${intent.api}, ${run.place(intent)}`,
      })
    }
  },
})
