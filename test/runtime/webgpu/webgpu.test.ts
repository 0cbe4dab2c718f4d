import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../../runtime/enforce/receipt.ts'
import { buildRuntime, moduleUrl, node } from '../runtime-build.ts'
import { linkRuntime } from '../install.ts'
import { installWebgpu } from './install.ts'

const installation = await installWebgpu()
const { skip } = installation
if (installation.skip === undefined) linkRuntime(installation.folder)

async function program(name: string, ...args: string[]) {
  if (installation.skip !== undefined) throw new Error(installation.skip)
  return node([path.join(installation.folder, `${name}.mjs`), ...args], installation.environment)
}

async function answer<T>(name: string, ...args: string[]): Promise<T> {
  const { out, err } = await program(name, ...args)
  if (!out.trim()) throw new Error(err)
  return JSON.parse(out.trim().split('\n').at(-1)!) as T
}

interface Everything {
  readonly backend: string
  readonly weights: string
  readonly drawn: string
  readonly receipt?: Receipt
}

interface Kernels {
  readonly backend: string
  readonly matmul: number
  readonly weightGradient: number
  readonly embedding: number
  readonly control: number
  readonly error: number
  readonly classes: number[]
}

const title = skip === undefined ? 'WebGPU on a software renderer' : `WebGPU — skipped: ${skip}`
describe.skipIf(skip !== undefined)(title, { timeout: 600_000 }, () => {
  it('differs in every run when nothing is seeded', async () => {
    const runs: Everything[] = []
    for (let i = 0; i < 2; i++) runs.push(await answer('everything'))
    expect(runs.map(({ backend }) => backend)).toEqual(['webgpu', 'webgpu'])
    expect(new Set(runs.map(({ weights }) => weights)).size).toBe(2)
  })

  it('is equal in every run with enforce()', async () => {
    const runs: Everything[] = []
    for (let i = 0; i < 5; i++) runs.push(await answer('everything', 'seeded'))
    for (const { backend, weights, drawn, receipt } of runs) {
      expect({ backend, weights, drawn }).toEqual({
        backend: 'webgpu',
        weights: runs[0]!.weights,
        drawn: runs[0]!.drawn,
      })
      expect(receipt?.hash).toBe(runs[0]!.receipt?.hash)
    }
    const now = (id: string) => runs[0]!.receipt?.settings.find((row) => row.id === id)
    expect(now('WEBGPU_MATMUL_PROGRAM_TYPE')).toMatchObject({ status: 'applied', now: 3 })
    expect(now('UnsortedSegmentSum@webgpu')).toMatchObject({ status: 'applied' })
    expect(now('Dilation2DBackpropInput@webgpu')).toMatchObject({ status: 'impossible' })
  })

  it('has kernels that race, and none of them with enforce()', async () => {
    const racing = await answer<Kernels>('kernels')
    expect(racing.backend).toBe('webgpu')
    expect(racing.matmul).toBeGreaterThan(1)
    expect(racing.weightGradient).toBeGreaterThan(1)
    expect(racing.embedding).toBeGreaterThan(1)
    expect(racing.control).toBe(1)
    const { matmul, weightGradient, embedding, control, error, classes } = await answer<Kernels>(
      'kernels',
      'seeded',
    )
    expect({ matmul, weightGradient, embedding, control }).toEqual({
      matmul: 1,
      weightGradient: 1,
      embedding: 1,
      control: 1,
    })
    expect(error).toBeLessThan(1e-3)
    // multinomial(l, 1) always gives class 0 on this backend; with enforce() it follows the probabilities.
    expect(racing.classes).toEqual([200, 0, 0, 0])
    expect(classes.reduce((sum, count) => sum + count)).toBe(200)
    expect(classes[3]).toBeGreaterThan(110)
    expect(classes[3]).toBeLessThan(170)
    expect(Math.min(...classes)).toBeGreaterThan(4)
  })

  it('throws, in strict mode, when a kernel is used that nothing makes repeat', async () => {
    const { err, status } = await program('impossible')
    expect(status).toBe(1)
    expect(err).toContain('EnforceError: enforce(): Dilation2DBackpropInput on webgpu')
    expect(err).toContain('Run this part on another backend')
  })

  it('verify finds the atomic kernel, and its step', async () => {
    if (installation.skip !== undefined) return
    const { verifyCommand } = await import('../../../runtime/commands/verify.ts')
    const file = path.join(installation.folder, 'atomic.mjs')
    const verified = (mode: string) =>
      verifyCommand(
        [process.execPath, '--import', moduleUrl(buildRuntime(), 'register'), file, mode],
        { ...process.env, ...installation.environment },
        {},
        { words: [], command: ['node', file, mode] },
      )
    const broken = await verified('audit')
    expect(broken.report).toContain('cause  backward kernel')
    expect(broken.runs[0]?.comparison.divergence).toMatchObject({
      step: 2,
      field: 'gradients',
      cause: 'backward kernel',
    })
    const sound = await verified('strict')
    expect(sound.report).toBe('Run again: Identical over 5 steps.')
  })
})
