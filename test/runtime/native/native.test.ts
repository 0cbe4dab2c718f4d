import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../../runtime/enforce/receipt.ts'
import { buildRuntime, moduleUrl, node } from '../runtime-build.ts'
import { linkRuntime } from '../install.ts'
import { installNative } from './install.ts'

const installation = await installNative()
const { skip } = installation
if (installation.skip === undefined) linkRuntime(installation.folder)

/** `npm run test:gpu` demands a CUDA device; `npm run test:native` runs wherever the addon computes. */
const onGpu = process.env['MODE'] === 'gpu'

interface Everything {
  readonly backend: string
  readonly gpu: boolean
  readonly weights: string
  readonly drawn: string
  readonly receipt?: Receipt
}

async function program(
  name: string,
  args: string[] = [],
  env: Record<string, string> = {},
  flags: string[] = [],
) {
  if (installation.skip !== undefined) throw new Error(installation.skip)
  const file = path.join(installation.folder, `${name}.mjs`)
  return node([...flags, file, ...args], { ...installation.environment, ...env })
}

async function answer<T>(...args: Parameters<typeof program>): Promise<T> {
  const { out, err } = await program(...args)
  if (!out.trim()) throw new Error(err)
  return JSON.parse(out.trim().split('\n').at(-1)!) as T
}

const title = skip ? `TensorFlow's native backend — skipped: ${skip}` : "TensorFlow's native backend"
describe.skipIf(skip)(title, { timeout: 180_000 }, () => {
  it('differs in every run when nothing is seeded', async () => {
    const runs: Everything[] = []
    for (let i = 0; i < 3; i++) runs.push(await answer('everything'))
    expect(runs.map(({ backend }) => backend)).toEqual(['tensorflow', 'tensorflow', 'tensorflow'])
    if (onGpu) expect(runs[0]?.gpu, 'a CUDA device').toBe(true)
    expect(new Set(runs.map(({ weights }) => weights)).size).toBe(3)
    expect(new Set(runs.map(({ drawn }) => drawn)).size).toBe(3)
  })

  it('is equal in every run with enforce()', async () => {
    const runs: Everything[] = []
    for (let i = 0; i < 5; i++) runs.push(await answer('everything', ['seeded']))
    for (const { receipt, ...run } of runs) {
      expect(run).toEqual({
        backend: 'tensorflow',
        gpu: onGpu,
        weights: runs[0]!.weights,
        drawn: runs[0]!.drawn,
      })
      expect(receipt?.hash).toBe(runs[0]!.receipt?.hash)
    }
    expect(new Set(runs[0]!.drawn).size).toBeGreaterThan(3)
    const status = (id: string) => runs[0]!.receipt?.settings.find((row) => row.id === id)?.status
    expect(status('TF_DETERMINISTIC_OPS')).toBe('applied')
    expect(status('backend')).toBe('applied')
  })

  it('trains a convolutional network with dropout and an embedding equally, and multinomial moves', async () => {
    interface Trained {
      readonly before: string
      readonly after: string
      readonly multinomials: string[]
      readonly order: string
    }
    const [a, b] = [await answer<Trained>('cnn', ['seeded']), await answer<Trained>('cnn', ['seeded'])]
    expect(a).toEqual(b)
    expect(a.after).not.toBe(a.before)
    expect(new Set(a.multinomials).size).toBe(3)
    const unseeded = await answer<Trained>('cnn')
    expect(unseeded.after).not.toBe(a.after)
    expect(unseeded.order).not.toBe(a.order)
  })

  it('trains in workers, each with streams of its own', async () => {
    interface Pair {
      readonly a: { readonly path: unknown[]; readonly after: string }
      readonly b: { readonly path: unknown[]; readonly after: string }
    }
    const [one, other] = [await answer<Pair>('cnn', ['workers']), await answer<Pair>('cnn', ['workers'])]
    expect(one).toEqual(other)
    expect(one.a.after).not.toBe(one.b.after)
    expect([one.a.path, one.b.path]).toEqual([
      ['worker', 'a', 0],
      ['worker', 'b', 0],
    ])
  })

  it('says that it is too late, with the library that was faster', async () => {
    const { err, status } = await program('late')
    expect(status).toBe(1)
    expect(err).toMatch(
      /EnforceError: enforce\(\): too late\. (libtensorflow|tfjs_binding)\S* was loaded before enforce\(\) ran/,
    )
    expect(err).toContain('Static imports run before any statement')
    const early = await program('late', [], {}, ['--import', moduleUrl(buildRuntime(), 'register')])
    expect(early).toMatchObject({ status: 0 })
  })

  it('sets the switches so that the library sees them', async () => {
    interface Switches {
      readonly refused: string
      readonly real: (string | null)[]
    }
    const before = await answer<Switches>('switches', [], { TF_CUDNN_USE_AUTOTUNE: '0' })
    expect(before).toEqual({ refused: '', real: [null, null, null, '0'] })
    const after = await answer<Switches>('switches', ['seeded'])
    expect(after.refused).toContain('random ops must have a seed specified')
    expect(after.real).toEqual(['1', '0', '0', null])
  })

  it('refuses a value that would abort the process, before the library reads it', async () => {
    const { err, status } = await program('everything', ['seeded'], { TF_DETERMINISTIC_OPS: 'yes' })
    expect(status).toBe(1)
    expect(err).toMatch(/EnforceError: .*TF_DETERMINISTIC_OPS=yes/s)
  })
})
