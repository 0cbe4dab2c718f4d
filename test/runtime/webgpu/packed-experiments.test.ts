import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execute, root } from '../install.ts'
import { installWebgpu } from './install.ts'

const installation = await installWebgpu()
const { skip } = installation

interface Delivered {
  readonly experiments: readonly { experiment: string; platform: string; verdict: string }[]
}

// What is brought to a GPU machine without network, tried here on the software renderer.
const title = `the packed WebGPU experiments${skip === undefined ? '' : ` — skipped: ${skip}`}`
describe.skipIf(skip !== undefined)(title, { timeout: 300_000 }, () => {
  let folder = ''
  beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'packed-'))))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('run with nothing but what was packed', async () => {
    const archive = path.join(folder, 'webgpu.tar.gz')
    await execute(
      process.execPath,
      [path.join(root, 'test/evidence/gpu/webgpu.mjs'), '--pack', archive],
      root,
    )
    await execute('tar', ['-xzf', archive], folder)
    const variables = installation.skip === undefined ? Object.entries(installation.environment) : []
    await execute(
      'env',
      [
        '-i',
        ...variables.map(([name, value]) => `${name}=${value}`),
        './node',
        'webgpu.mjs',
        ...['--packages', '.', '--runs', '4', '--only', 'webgpu-segment-sum', '--only', 'webgpu-controls'],
      ],
      folder,
    )
    const { experiments } = JSON.parse(
      readFileSync(path.join(folder, 'webgpu-evidence.json'), 'utf8'),
    ) as Delivered
    expect(experiments).toEqual(
      ['webgpu-segment-sum', 'webgpu-controls'].map((experiment) =>
        expect.objectContaining({ experiment, platform: 'webgpu-swiftshader', verdict: 'CONFIRMED' }),
      ),
    )
  })
})
