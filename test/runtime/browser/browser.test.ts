import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { fingerprint } from '../../../runtime/trace/fingerprint.ts'
import type { Receipt } from '../../../runtime/enforce/receipt.ts'
import { Stream } from '../../../runtime/streams/stream.ts'
import { buildRuntime, node } from '../runtime-build.ts'
import { bundlesForBrowsers, type Bundled } from '../launchers/bundles.ts'
import { installLaunchers } from '../launchers/install.ts'
import { installBrowser } from './install.ts'

interface Page {
  readonly errors: string[]
}

interface Trained extends Page {
  readonly backend: string
  readonly weights: string
  readonly drawn: string
  readonly stream?: number[]
  readonly fingerprints?: { readonly batch: string }
  readonly receipt?: Receipt
}

interface Answer {
  readonly refused: Page & { replaced: boolean; restored: boolean; traced: string; unseeded: string }
  readonly cpu: Trained[]
  readonly webgl: Trained[]
  readonly requested: string[]
  readonly bundles: Readonly<Record<string, Bundled[]>>
}

const installation = await installBrowser()
const bundlers = await installLaunchers()
const { skip } = installation

const title = skip === undefined ? 'a browser' : `a browser — skipped: ${skip}`
describe.skipIf(skip !== undefined)(title, () => {
  let answer: Answer

  beforeAll(async () => {
    if (installation.skip !== undefined) return
    const { out, err } = await node([path.join(installation.folder, 'driver.mjs')], {
      ...installation.environment,
      RUNTIME: buildRuntime(),
      ...(bundlers.skip === undefined && { BUNDLES: await bundlesForBrowsers(bundlers.folder) }),
    })
    if (!out.trim()) throw new Error(err)
    answer = JSON.parse(out) as Answer
  }, 300_000)

  it('loads the runtime, and nothing that only Node has', () => {
    expect(answer.requested).toContain('/runtime/index.js')
    expect(
      answer.requested.filter(
        (name) => !/^\/(runtime\/(?:[\w-]+\/)?[\w-]+\.js|tfjs\/tf\.min\.js|page\.html)$/.test(name),
      ),
    ).toEqual([])
    for (const page of [answer.refused, ...answer.cpu, ...answer.webgl]) expect(page.errors).toEqual([])
  })

  it.each(['cpu', 'webgl'] as const)(
    'trains equally in two pages with enforce(), and differently without: %s',
    (backend) => {
      const [a, b, c, d] = answer[backend] as [Trained, Trained, Trained, Trained]
      expect([a, b, c, d].map((run) => run.backend)).toEqual([backend, backend, backend, backend])
      expect(a.weights).toBe(b.weights)
      expect(a.drawn).toBe(b.drawn)
      expect(new Set(a.drawn).size).toBeGreaterThan(3)
      expect(c.weights).not.toBe(d.weights)
      expect(a.receipt?.hash).toBe(b.receipt?.hash)
    },
  )

  it.skipIf(bundlers.skip !== undefined).each(['esbuild.js', 'rolldown.js', 'vite.js'])(
    'a bundle says what to pass, and repeats with it: %s',
    (name) => {
      const [without, a, b] = answer.bundles[name]!
      expect(without!.error).toContain(
        'its classes cannot be found: it is in a bundle, or was loaded as an ES module',
      )
      expect(without!.error).toContain('enforce({ seed: 42, tf })')
      expect(a).toMatchObject({ rows: ['applied', 'applied'] })
      expect(a).toEqual(b)
    },
  )

  it('has the streams and fingerprints of Node', () => {
    const [{ stream, fingerprints }] = answer.cpu as [Trained]
    expect(stream).toEqual([
      new Stream(42, ['stream', 'init']).next(),
      new Stream(42, ['at', 'augment', 1, 2]).next(),
    ])
    expect(fingerprints?.batch).toBe(fingerprint(Float32Array.of(1, -2.5)))
  })

  it('calls what a browser has not, not applicable', () => {
    const settings = new Map(answer.cpu[0]!.receipt?.settings.map((row) => [row.id, row.status]))
    for (const id of ['TF_DETERMINISTIC_OPS', 'NVIDIA_TF32_OVERRIDE', 'workers', 'AsyncLocalStorage'])
      expect(settings.get(id), id).toBe('not-applicable')
    expect(settings.get('Math.random')).toBe('applied')
    expect(settings.get('backend')).toBe('applied')
  })

  it('refuses what cannot be done, each with its own sentence, and restores', () => {
    const { refused } = answer
    expect(refused.replaced).toBe(true)
    expect(refused.restored).toBe(true)
    expect(refused.traced).toContain('a browser has no files')
    expect(refused.unseeded).toContain('there is no seed')
  })
})
