import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderWith, ROOT } from '../cli/command.ts'
import { installPlatform } from '../platforms/install.ts'

interface Diagnostic {
  readonly code: string
  readonly filename: string
  readonly message: string
}

let installed: ReturnType<typeof installPlatform> = ''
beforeAll(() => {
  installed = installPlatform('oxlint', 'oxlint')
})

const folder = folderWith({
  '.oxlintrc.json': JSON.stringify({
    plugins: [],
    categories: { correctness: 'off' },
    jsPlugins: [join(ROOT, 'dist/src/index.js')],
    rules: {
      'reproducible/no-unseeded-random': 'error',
      'reproducible/no-ineffective-seed': 'error',
      'reproducible/no-entropy-seed': ['error', { allowLogged: false }],
    },
  }),
  'draws.js': "import * as tf from '@tensorflow/tfjs'\ntf.randomNormal([2]).print()\n",
  'draws.ts':
    "import * as tf from '@tensorflow/tfjs'\nconst x: tf.Tensor = tf.randomUniform([2])\nx.print()\n",
  'zero.js': "import * as tf from '@tensorflow/tfjs'\ntf.randomNormal([2], 0, 1, 'float32', 0).print()\n",
  'clock.js':
    "import * as tf from '@tensorflow/tfjs'\nconst seed = Date.now()\nconsole.log(seed)\ntf.randomNormal([2], 0, 1, 'float32', seed).print()\n",
  'sound.js': "import * as tf from '@tensorflow/tfjs'\ntf.randomNormal([2], 0, 1, 'float32', 7).print()\n",
  'seed.js':
    "import { enforce } from 'eslint-plugin-reproducible/runtime'\nexport function seedEverything() {\n  enforce({ seed: 1 })\n}\n",
  'followed.js':
    "import * as tf from '@tensorflow/tfjs'\nimport { seedEverything } from './seed.js'\nseedEverything()\ntf.randomNormal([2]).print()\n",
})

describe('oxlint', () => {
  it('runs the rules over JavaScript and TypeScript, each file for itself and with what it imports', ({
    skip,
  }) => {
    if (typeof installed === 'string') skip(installed)
    const bin = join(ROOT, 'test/platforms/oxlint/node_modules/.bin/oxlint')
    const run = spawnSync(bin, ['-f', 'json', '.'], { cwd: folder, encoding: 'utf8' })
    expect(run.stdout + run.stderr).not.toContain('Error running JS plugin')
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: Diagnostic[] }
    const found = diagnostics.map(
      ({ filename, code }) => `${filename} ${/\(([\w-]+)\)/u.exec(code)?.[1] ?? code}`,
    )
    expect(found.sort()).toEqual([
      'clock.js no-entropy-seed',
      'draws.js no-unseeded-random',
      'draws.ts no-unseeded-random',
      'zero.js no-ineffective-seed',
    ])
  })
})
