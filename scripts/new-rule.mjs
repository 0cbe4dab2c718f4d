/**
 * Begins a rule: `npm run new no-such-thing` writes the rule, its page, its tests and its claims, each in both languages,
 * and adds it to the index. Everything passes as it is written, and is to be changed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
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

/** What a rule begins as: it is complete, and reports seeds of 13, in place of what it is to report. */
const files = {
  [`rules/${name}.ts`]: `import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: '${name}',
  meta: {
    type: 'problem',
    description: 'Disallow 13 as a seed',
    languages: ['javascript', 'python'],
    presets: { strict: 'warn' },
    messages: {
      unlucky:
        '\`{{api}}\` is seeded with 13, so it gives what everybody else gets from that seed. Give it a number of your own.',
    },
  },
  check(run, report) {
    for (const effect of [...run.here('draw'), ...run.here('create'), ...run.here('seed')]) {
      const { api, seed } = effect
      if (seed?.value.kind === 'constant' && seed.value.value === 13) report(effect, 'unlucky', { api })
    }
  },
})
`,

  [`rules/${name}.md`]: `<!-- begin generated header -->
<!-- end generated header -->

## What goes wrong

What happens when the program is run, and why.

## JavaScript

<!-- flagged -->

\`\`\`js
import * as tf from '@tensorflow/tfjs'

tf.randomNormal([2], 0, 1, 'float32', 13).print()
\`\`\`

<!-- accepted -->

\`\`\`js
import * as tf from '@tensorflow/tfjs'

tf.randomNormal([2], 0, 1, 'float32', 42).print()
\`\`\`

## Python

<!-- flagged -->

\`\`\`python
import numpy as np

print(np.random.default_rng(13).normal(size=2))
\`\`\`

<!-- accepted -->

\`\`\`python
import numpy as np

print(np.random.default_rng(42).normal(size=2))
\`\`\`

## Options

None.

## When to turn it off

Where it is right and you do not mind.

## Sources

- The lines of the library that say so.

## Evidence

<!-- begin generated evidence -->
<!-- end generated evidence -->
`,

  [`test/rules/${name}.javascript.test.ts`]: `import { describe } from 'vitest'
import rule from '../../rules/${name}.ts'
import { judge, withTf } from './lists.ts'

describe('${name}', () => {
  judge(rule, {
    invalid: withTf("tf.randomNormal([2], 0, 1, 'float32', 13).print()"),
    valid: withTf("tf.randomNormal([2], 0, 1, 'float32', 42).print()"),
  })
})
`,

  [`test/rules/${name}.python.test.ts`]: `import { testPython } from './python.ts'

testPython('${name}', {
  invalid: {
    'a generator': \`
      import numpy as np

      print(np.random.default_rng(13).normal(size=2))  # ! unlucky
    \`,
  },
  valid: {
    'another seed': \`
      import numpy as np

      print(np.random.default_rng(42).normal(size=2))
    \`,
  },
})
`,

  ...claim('js', 'mjs', {
    language: 'javascript',
    platforms: ['tfjs-cpu'],
    program: ([first, second]) => `import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const first = tf.randomNormal([8], 0, 1, 'float32', ${first})
const second = tf.randomNormal([8], 0, 1, 'float32', ${second})
for (const noise of [first, second]) console.log('observed', hash('sha256', await noise.data()))
`,
  }),

  ...claim('py', 'py', {
    language: 'python',
    platforms: ['python'],
    needs: ['numpy'],
    program: ([first, second]) => `import hashlib

import numpy as np

first = np.random.default_rng(${first})
second = np.random.default_rng(${second})
for rng in (first, second):
    print("observed", hashlib.sha256(rng.normal(size=8).tobytes()).hexdigest())
`,
  }),
}

/** A pair of programs that shows what the rule says, and what is to be seen when they run. */
function claim(prefix, ending, { program, language, platforms, needs }) {
  const folder = `test/evidence/claims/${prefix}-${name.replace(/^[a-z]+-/u, '')}`
  const said = {
    rule: name,
    language,
    claim: 'Two generators that are given 13 draw the same numbers.',
    observes: 'the numbers of each',
    defect: 'repeats',
    across: 'within one',
    runs: 3,
    platforms,
    preset: 'strict',
    ...(needs && { needs }),
  }
  return {
    [`${folder}/claim.json`]: `${JSON.stringify(said, null, 2)}\n`,
    [`${folder}/flagged.${ending}`]: program([13, 13]),
    [`${folder}/fixed.${ending}`]: program([17, 18]),
  }
}

for (const [file, text] of Object.entries(files)) {
  mkdirSync(dirname(`${root}${file}`), { recursive: true })
  writeFileSync(`${root}${file}`, text)
}

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
console.log(`Written:
${Object.keys(files)
  .map((file) => `  ${file}`)
  .join('\n')}
Next: change them, then
  npx vitest run test/rules/${name}
  npm run docs
  npx vitest run test/docs.test.ts -t ${name} -u
  npm run evidence -- --rule ${name}`)

function byPath(one, other) {
  const path = (line) => line.split("'")[1]
  return path(one) < path(other) ? -1 : 1
}
