import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import plugin from '../../../src/index.ts'

const SCRIPT = "import torch\nname = 'M\xfcller'\ntorch.backends.cudnn.determinstic = True\n"
const NOTEBOOK = JSON.stringify({
  cells: [
    { cell_type: 'markdown', source: ['M\xfcller'] },
    {
      cell_type: 'code',
      source: ['import torch\n', 'torch.backends.cudnn.determinstic = True\n'],
    },
  ],
  metadata: { kernelspec: { name: 'python3', language: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
})

describe('a file that is no UTF-8', () => {
  let folder = ''
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'encoding-'))))
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Lints and fixes a file as the command line does. */
  async function fixed(name: string, bytes: Buffer): Promise<{ message: string | undefined; after: Buffer }> {
    const file = join(folder, name)
    writeFileSync(file, bytes)
    const eslint = new ESLint({
      cwd: folder,
      fix: true,
      overrideConfigFile: true,
      overrideConfig: plugin.configs.recommended,
    })
    const results = await eslint.lintFiles([file])
    await ESLint.outputFixes(results)
    return { message: results[0]?.messages[0]?.message, after: readFileSync(file) }
  }

  it.each([
    ['script.py', SCRIPT],
    ['notebook.ipynb', NOTEBOOK],
  ])('%s is reported and left as it is', async (name, text) => {
    const bytes = Buffer.from(text, 'latin1')
    const { message, after } = await fixed(name, bytes)
    expect(message).toMatch(/is not UTF-8/u)
    expect(after.equals(bytes)).toBe(true)
  })

  it.each([
    ['replaced.py', SCRIPT],
    ['replaced.ipynb', NOTEBOOK],
  ])('%s with the replacement character itself is mended', async (name, text) => {
    const { message, after } = await fixed(name, Buffer.from(text.replace('\xfc', '\ufffd')))
    expect(message).toBeUndefined()
    expect(after.toString()).toContain('\ufffd')
    expect(after.toString()).toContain('cudnn.deterministic')
  })
})
