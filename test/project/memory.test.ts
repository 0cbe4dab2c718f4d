/** What a process keeps, which lints many files or one file many times: it is measured after a garbage collection. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { ESLint } from 'eslint'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import reproducible from '../../src/index.ts'

const MB = 1_000_000
const EDITS = 400
/** Of a program of 5 kB, of which every version that was kept would take 0.3 MB. */
const MAY_GROW = 10 * MB
/** What `cacheSizes` allows, with the runs of programs; all 600 would take three times as much. */
const LAST_PROGRAMS = 100 * MB

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memory-'))
  mkdirSync(join(folder, '.git'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function heap(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // What a weak reference was asked for is held until the job ends.
  for (let round = 0; round < 3; round++) {
    await new Promise((settle) => setImmediate(settle))
    collect()
  }
  return process.memoryUsage().heapUsed
}

const many = (line: (at: number) => string) => Array.from({ length: 50 }, (_, at) => line(at)).join('')

const javascript = (version: number, imported: string) => `import * as tf from '@tensorflow/tfjs'
import { rows } from './${imported}'
${many((at) => `export function step${at}(scale) { const n${version} = scale * ${at}; return n${version} + rows }\n`)}
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
await model.fit(tf.randomNormal([8, 2]), tf.zeros([8, 1]))
`
const python = (version: number, imported: string) => `import torch
from ${imported} import rows
${many((at) => `def step_${at}(scale):\n    n${version} = scale * ${at}\n    return n${version} + rows\n`)}
model = torch.nn.Linear(2, 1)
model(torch.ones(4, 2)).sum().backward()
torch.save(model.state_dict(), "model.pt")
`
const PROGRAMS = {
  'train.js': javascript,
  'train.py': python,
  'train.ipynb': (version: number, imported: string) =>
    JSON.stringify({
      cells: [{ cell_type: 'code', source: [python(version, imported)], outputs: [] }],
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5,
    }),
  'train.html': (version: number, imported: string) =>
    `<script type="module">${javascript(version, imported)}</script>`,
}

describe('memory stays where it was', () => {
  it.each(Object.entries(PROGRAMS))(
    `after ${EDITS} edits of %s that import another file each`,
    async (name, program) => {
      const lint = linter()
      await stays(async (version) => {
        const text = program(version, `rows${version}`)
        writeFileSync(join(folder, name), text)
        expect(await lint(name, text)).toContain('reproducible/no-unseeded-random')
      })
    },
    120_000,
  )

  it.each([
    ['other.js', 'train.js', "import './train.js'\n"],
    ['other.py', 'train.py', 'import train\n'],
  ] as const)(
    `after ${EDITS} edits of what %s imports`,
    async (name, imported, text) => {
      const lint = linter()
      await stays(async (version) => {
        writeFileSync(join(folder, imported), PROGRAMS[imported](version, 'rows'))
        await lint(name, text)
      })
    },
    120_000,
  )

  it('where one program after the other is linted, but for those that were linted last', async () => {
    const lint = linter()
    await lint('first.js', PROGRAMS['train.js'](0, 'rows'))
    const before = await heap()
    for (const [name, program] of Object.entries({ py: PROGRAMS['train.py'], js: PROGRAMS['train.js'] })) {
      const files = Array.from({ length: 300 }, (_, at) => `train${at}.${name}`)
      for (const file of files) writeFileSync(join(folder, file), program(0, 'rows'))
      for (const file of files)
        expect(await lint(file, program(0, 'rows'))).toContain('reproducible/no-unseeded-random')
    }
    expect((await heap()) - before).toBeLessThan(LAST_PROGRAMS)
  }, 120_000)
})

function linter(): (name: string, text: string) => Promise<readonly (string | null)[]> {
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [...reproducible.configs.recommended, ...reproducible.configs.pages] as never,
  })
  return async (name, text) => {
    const [result] = await eslint.lintText(text, { filePath: join(folder, name) })
    return result!.messages.map(({ ruleId }) => ruleId)
  }
}

async function stays(edit: (version: number) => Promise<void>): Promise<void> {
  for (let version = 0; version < 20; version++) await edit(version)
  const before = await heap()
  for (let version = 0; version < EDITS; version++) await edit(1000 + version)
  expect((await heap()) - before).toBeLessThan(MAY_GROW)
}
