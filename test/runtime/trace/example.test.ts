import { cpSync, mkdirSync } from 'node:fs'
import { execFile } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { compare } from '../../../runtime/trace/compare.ts'
import { installTfjs, programFolder } from '../runtime-build.ts'
import { linkRuntime, root } from '../install.ts'

const missing = installTfjs()
const title = missing ? `examples/tfjs-enforced — skipped: ${missing}` : 'examples/tfjs-enforced'

describe.skipIf(missing)(title, { timeout: 60_000 }, () => {
  const folder = programFolder('example')
  cpSync(path.join(root, 'examples/tfjs-enforced'), folder, { recursive: true })
  linkRuntime(folder)

  /** Runs the example in `place`, where it leaves its files. */
  async function train(place: string, args: string[] = [], extra: Record<string, string> = {}) {
    const cwd = path.join(folder, place)
    mkdirSync(cwd, { recursive: true })
    const { REPRODUCIBLE_SEED: _seed, NODE_OPTIONS: _options, ...env } = process.env
    return new Promise<{ out: string; failed: boolean }>((resolve) => {
      const command = [path.join(folder, 'train.js'), ...args]
      execFile(process.execPath, command, { cwd, env: { ...env, ...extra } }, (error, out) =>
        resolve({ out, failed: error !== null }),
      )
    })
  }

  const weights = ({ out }: { out: string }) => /^weights ([0-9a-f]{64})$/m.exec(out)?.[1]

  it('gives the same weights, receipt and trace every time', async () => {
    const [a, b] = [await train('a'), await train('b')]
    expect(a).toEqual(b)
    expect(a.failed).toBe(false)
    expect(weights(a)).toBeDefined()
    const traces = ['a', 'b'].map((place) => path.join(folder, place, 'run.trace.jsonl')) as [string, string]
    expect(compare(...traces)).toMatchObject({ verdict: 'identical', steps: 16, notes: [] })
  })

  it('goes on from its checkpoint as if it had never stopped', async () => {
    const whole = await train('whole')
    expect(weights(await train('parts', [], { EPOCHS: '2' }))).not.toBe(weights(whole))
    expect(weights(await train('parts', ['--resume']))).toBe(weights(whole))
  })

  it('passes its own verification', async () => {
    const { out, failed } = await train('verified', ['--verify'])
    expect(out.match(/Identical over 17 steps\./g)).toHaveLength(4)
    expect(failed).toBe(false)
  })
})
