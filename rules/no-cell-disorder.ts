import { cellsOutOfOrder } from '../src/languages/notebook/processor.ts'
import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: 'no-cell-disorder',
  meta: {
    type: 'suggestion',
    description: 'Disallow notebooks whose saved outputs come from another order of the cells',
    languages: ['javascript', 'python'],
    presets: { strict: 'warn' },
    whateverItDoes: true,
    messages: {
      disorder:
        'The saved outputs come from another order than the one on the page: this cell was run as number {{count}}, and one above it as number {{before}}. Whoever runs the notebook from top to bottom gets something else. Restart the kernel, run all cells, and save.',
    },
  },
  check(run, report) {
    const found = cellsOutOfOrder(run.module.file)
    const statement = found && run.module.body.find(({ node }) => node.range[1] > found.start)
    if (found && statement) report(statement.node, 'disorder', { count: found.count, before: found.before })
  },
})
