import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: 'no-nondeterministic-op',
  meta: {
    type: 'problem',
    description: 'Disallow operations without a deterministic implementation on the accelerator in use',
    languages: ['javascript', 'python'],
    presets: { strict: 'warn' },
    messages: {
      differs: '`{{api}}` is not deterministic on {{backend}}. {{how}}{{instead}}',
    },
  },
  check(run, report) {
    if (run.enforced) return
    const trains = run.all('train').length > 0
    for (const operation of run.here('operation')) {
      for (const fact of operation.nondeterministic) {
        if (!operation.backends.has(fact.on) && !run.backends.has(fact.on)) continue
        if (fact.gradient && !trains) continue
        const instead = fact.instead === undefined ? '' : ` Use ${fact.instead} instead.`
        report(operation, 'differs', { backend: run.catalog.backendTitle(fact.on), how: fact.how, instead })
      }
    }
  },
})
