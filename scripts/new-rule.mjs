/**
 * Begins a rule: `npm run new no-such-thing` writes the rule, its page and its test, and adds it to the index.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const name = process.argv[2] ?? ''

if (!/^(?:no|require|prefer)(?:-[a-z]+)+$/u.test(name)) {
  console.error(`A rule is named no-…, require-… or prefer-…, in small letters: npm run new no-such-thing`)
  process.exit(2)
}
if (existsSync(`${root}rules/${name}.ts`)) {
  console.error(`There is a rule ${name} already.`)
  process.exit(2)
}

const variable = name.replaceAll(/-(\w)/gu, (_, letter) => letter.toUpperCase())

writeFileSync(
  `${root}rules/${name}.ts`,
  `import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: '${name}',
  meta: {
    type: 'problem',
    description: 'Disallow draws that nobody asked for',
    languages: ['javascript', 'python'],
    presets: { strict: 'warn' },
    messages: {
      drawn: '\`{{api}}\` draws from {{source}}, so … Write … instead.',
    },
  },
  check(run, report) {
    for (const draw of run.here('draw')) {
      if (draw.state.status === 'unseeded') report(draw, 'drawn', { source: draw.from })
    }
  },
})
`,
)

writeFileSync(
  `${root}rules/${name}.md`,
  `<!-- begin generated header -->
<!-- end generated header -->

## What goes wrong

## JavaScript

<!-- flagged -->

\`\`\`ts
import * as tf from '@tensorflow/tfjs'

tf.randomNormal([2]).print()
\`\`\`

\`\`\`ts
import * as tf from '@tensorflow/tfjs'

tf.randomNormal([2], 0, 1, 'float32', 7).print()
\`\`\`

## When to turn it off
`,
)

writeFileSync(
  `${root}test/rules/${name}.javascript.test.ts`,
  `import { describe } from 'vitest'
import rule from '../../rules/${name}.ts'
import { judge, withTf } from './lists.ts'

describe('${name}', () => {
  judge(rule, {
    invalid: withTf('tf.randomNormal([2]).print()'),
    valid: withTf("tf.randomNormal([2], 0, 1, 'float32', 7).print()"),
  })
})
`,
)

const index = `${root}rules/index.ts`
const imports = /(?:^import .*\n)+/mu
const text = readFileSync(index, 'utf8')
  .replace(imports, (all) =>
    [...all.trimEnd().split('\n'), `import ${variable} from './${name}.ts'`]
      .sort(byPath)
      .join('\n')
      .concat('\n'),
  )
  .replace(/\n\} as const/u, `\n  '${name}': ${variable},\n} as const`)
writeFileSync(index, text)
console.log(
  `rules/${name}.ts, rules/${name}.md and test/rules/${name}.javascript.test.ts are there. Next: npm run docs`,
)

function byPath(one, other) {
  const path = (line) => line.split("'")[1]
  return path(one) < path(other) ? -1 : 1
}
