import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { runtimeCommand } from '../../../runtime/commands/cli.ts'
import { compare } from '../../../runtime/trace/compare.ts'
import { verify } from '../../../runtime/commands/verify.ts'
import type { VerifyResult } from '../../../runtime/commands/verify.ts'
import { buildRuntime, installTfjs, moduleUrl, node, programFolder } from '../runtime-build.ts'
import { linkRuntime } from '../install.ts'

const runtime = buildRuntime()
const missing = installTfjs()
const folder = programFolder('verify')
cpSync(path.join(import.meta.dirname, 'programs'), folder, { recursive: true })
linkRuntime(folder)
const cli = path.join(folder, 'cli.mjs')
writeFileSync(
  cli,
  `import { runtimeCommand } from ${JSON.stringify(moduleUrl(runtime, 'commands/cli'))}
process.exitCode = await runtimeCommand(process.argv[2], process.argv.slice(3))`,
)
const program = (name: string) => path.join(folder, `${name}.mjs`)
const command = (...args: string[]) => node([cli, ...args])

describe.skipIf(missing)(
  missing ? `verify on TensorFlow.js — skipped: ${missing}` : 'verify on TensorFlow.js',
  () => {
    it('finds a sound program identical, with every perturbation', { timeout: 120_000 }, async () => {
      const { out, err, status } = await command('verify', '--perturb', 'all', '--', 'node', program('sound'))
      expect(err).toBe('')
      expect(out.match(/Identical over 12 steps\./g)).toHaveLength(5)
      expect(status).toBe(0)
    })

    it(
      'finds a shuffle that is seeded by the clock, in the step where it begins',
      { timeout: 60_000 },
      async () => {
        const { out, status } = await command('verify', '--', 'node', program('clock'))
        expect(out).toMatch(/^Run again: Diverged\.\nstep +4\nfield +batch\ncause +unseeded source: /)
        expect(out).toContain('Dataset.shuffle() without a seed')
        expect(out).toContain(`Again: npx eslint-plugin-reproducible verify -- node ${program('clock')}`)
        expect(status).toBe(1)
      },
    )

    it('finds a stream that validation shares, in the step behind it', { timeout: 60_000 }, async () => {
      const { out, status } = await command(
        'verify',
        '--perturb',
        'validation',
        '--',
        'node',
        program('shared'),
      )
      expect(out).toContain('Run again: Identical over 12 steps.')
      expect(out).toMatch(
        /With another validation pass: Diverged\.\nstep +8\nfield +draws\ncause +stream used differently: stream\s+'default'/,
      )
      expect(out).toContain(`verify --perturb validation -- node ${program('shared')}`)
      expect(status).toBe(1)
    })

    it(
      'says that it cannot tell where a program has no validation pass to add',
      { timeout: 60_000 },
      async () => {
        const { out, status } = await command(
          'verify',
          '--perturb',
          'validation',
          '--',
          'node',
          program('clock').replace('clock', 'inside'),
        )
        expect(out).toContain('The program has no extra validation pass to run')
        expect(status).toBe(2)
      },
    )

    it('verifies a program that knows nothing of it', { timeout: 60_000 }, async () => {
      const verified = await command(
        'verify',
        '--seed',
        '7',
        '--perturb',
        'import,worker',
        '--',
        'node',
        program('training-plain'),
      )
      expect(verified.out.match(/Identical over 8 steps\./g)).toHaveLength(3)
      expect(verified.status).toBe(0)
      const unseeded = await command('verify', '--', 'node', program('training-plain'))
      expect(unseeded.out).toContain('Pass --seed 42 to have enforce() called for it')
      expect(unseeded.status).toBe(2)
    })
  },
)

describe('verify(fn)', () => {
  const inside = async (...args: string[]) => {
    const { out, err } = await node([program('inside'), ...args])
    expect(err).toBe('')
    return JSON.parse(out.trim().split('\n').at(-1)!) as VerifyResult
  }

  it.each(['process', 'none'])('compares two runs of a function, isolate: %s', async (isolate) => {
    const sound = await inside('sound', 'once', isolate)
    expect(sound).toMatchObject({ verdict: 'identical', report: 'Run again: Identical over 6 steps.' })
    const broken = await inside('broken', 'once', isolate)
    expect(broken.verdict).toBe('diverged')
    expect(broken.runs[0]?.comparison.divergence).toMatchObject({ step: 3, cause: 'unseeded source' })
    expect(broken.replay).toContain('inside.mjs broken once')
  })

  it('runs the call it belongs to, when there are several', async () => {
    const result = await inside('broken', 'twice', 'process')
    expect(result.runs[0]?.comparison.divergence).toMatchObject({ step: 3 })
  })

  const run = {
    state: () => ({}) as never,
    resume: () => undefined,
    recorded: { draws: () => ({}), header: () => ({}) },
  }

  it.each([
    [{ times: 1 }, 'two runs or more'],
    [{ isolate: 'thread' }, "it must be 'process' or 'none'"],
    [{ perturb: ['weather'] }, "there is no perturbation 'weather'"],
    [{ isolate: 'none', perturb: ['worker'] }, 'needs a process of its own'],
  ])('refuses %j', async (options, message) => {
    await expect(verify(() => 1, options as never, run)).rejects.toThrow(message)
  })
})

describe('the command line', () => {
  afterEach(() => vi.restoreAllMocks())

  /** Calls a command in this process. */
  async function here(name: string, ...args: string[]) {
    let out = ''
    let err = ''
    vi.spyOn(console, 'log').mockImplementation((text) => (out += `${String(text)}\n`))
    vi.spyOn(console, 'error').mockImplementation((text) => (err += `${String(text)}\n`))
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))))
    try {
      return { status: await runtimeCommand(name, args), out, err }
    } finally {
      vi.restoreAllMocks()
    }
  }

  it('runs a program with its streams, in workers too, and passes its arguments and exit code on', async () => {
    const run = () => command('run', '--seed', '42', '--', 'node', program('plain'), 'a', 'b c')
    const [a, b] = [await run(), await run()]
    expect(a).toEqual(b)
    const [main, worker, written, ...rest] = a.out.trim().split(' ')
    expect(new Set([main, worker, written]).size).toBe(3)
    expect(rest.join(' ')).toBe('a b c false')
    const code = await command('run', '--seed', '42', '--', 'node', '-e', 'process.exit(7)')
    expect(code.status).toBe(7)
    const killed = await command(
      'run',
      '--seed',
      '42',
      '--',
      'node',
      '-e',
      'process.kill(process.pid, "SIGTERM")',
    )
    expect(killed.status).toBe(143)
  })

  it('preloads programs that start node themselves', async () => {
    const direct = await command('run', '--seed', '42', '--', 'node', program('plain'))
    const shell = await command('run', '--seed', '42', '--', 'sh', '-c', `exec node ${program('plain')}`)
    expect(shell.out).toBe(direct.out)
  })

  it.skipIf(missing)('writes a trace on request, which compares', { timeout: 60_000 }, async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => path.join(folder, 'deep', `${name}.jsonl`)) as [
      string,
      string,
      string,
    ]
    const run = (seed: string, file: string) =>
      command('run', '--seed', seed, '--trace', file, '--', 'node', program('training-plain'))
    await Promise.all([run('1', a), run('1', b), run('2', c)])
    expect(compare(a, b)).toMatchObject({ verdict: 'identical', steps: 8 })
    expect((await here('compare', a, b)).out).toBe('Identical over 8 steps.\n')
    const other = await here('compare', a, c)
    expect(other.out).toContain('Two different experiments, so no verdict: seed is 1 and 2.')
    expect(other.status).toBe(2)
    const changed = readFileSync(b, 'utf8').replace(/("step":5.*?"gradients":")../, '$1xx')
    writeFileSync(c, changed)
    const diverged = await here('compare', a, c, '--json')
    expect(JSON.parse(diverged.out)).toMatchObject({ divergence: { step: 5, field: 'gradients' } })
    expect(diverged.status).toBe(1)
  })

  it.skipIf(missing)('writes one trace, of what the program tells', { timeout: 60_000 }, async () => {
    const file = path.join(folder, 'told.jsonl')
    await command('run', '--seed', '42', '--trace', file, '--', 'node', program('sound'))
    expect(readFileSync(file, 'utf8')).toContain('"batch":')
    expect(existsSync(`${file}.seen`)).toBe(false)
  })

  it('says that there is no trace, and leaves none of an earlier run', async () => {
    const file = path.join(folder, 'none.jsonl')
    writeFileSync(file, 'of an earlier run')
    const { err, status } = await command('run', '--seed', '42', '--trace', file, '--', 'node', '-e', '1')
    expect(err).toContain('run: there is no trace: the program trained nothing with TensorFlow.js')
    expect(status).toBe(0)
    expect(existsSync(file)).toBe(false)
  })

  it('says at its end what an audit saw', async () => {
    const draw = 'Math.random(); Math.random(); crypto.randomUUID()'
    const { err } = await command('run', '--seed', '42', '--mode', 'audit', '--', 'node', '-e', draw)
    expect(err).toContain('an audit, so nothing was changed')
    expect(err).toContain('Math.random 2, crypto.randomUUID 1')
    expect(err).toContain('TF_DETERMINISTIC_OPS (would be set): without it')
  })

  it('prints the Python companion as it is', async () => {
    const { out, status } = await here('python')
    expect(out).toBe(readFileSync('runtime/python/reproducible_runs.py', 'utf8'))
    expect(status).toBe(0)
  })

  it('reports on this machine', { timeout: 60_000 }, async () => {
    const { out, status } = await command('doctor')
    expect(out).toContain('Math.random')
    expect(out).toMatch(/TF_DETERMINISTIC_OPS +(applied|already) +1/)
    expect(out).toMatch(/sha256:[0-9a-f]{64}/)
    expect(status).toBe(0)
    const json = await command('doctor', '--json')
    expect(JSON.parse(json.out)).toMatchObject({ scheme: 'reproducible/v1', mode: 'warn' })
  })

  it.each([
    ['run', ['--seed', '42'], 'there is no program to run. Put it behind --'],
    ['run', ['--', 'node', 'x.js'], 'there is no seed. Pass --seed 42'],
    ['run', ['--seed', '1.5', '--', 'node', 'x.js'], 'has a fraction'],
    ['run', ['--seed', '1', '--mode', 'loud', '--', 'node'], 'it must be strict, warn or audit'],
    ['run', ['--seed', '1', '--', 'no-such-program'], 'there is no program no-such-program here'],
    [
      'verify',
      ['--perturb', 'weather', '--', 'node', 'x.js'],
      'it must be one of validation, import, worker, threads, workers, prefetch, hash-seed, all',
    ],
    ['verify', ['--times', '1', '--', 'node', 'x.js'], 'it must be 2 or more'],
    ['verify', ['--tines', '3', '--', 'node', 'x.js'], 'verify has no option --tines.'],
    ['compare', ['a.jsonl'], 'it takes two files or folders, and got 1'],
    ['compare', ['package.json', 'package.json'], 'package.json is not a trace'],
    ['compare', ['none.jsonl', 'none.jsonl'], 'There is no trace none.jsonl'],
    ['dance', [], 'There is no command dance'],
  ])('refuses "%s" %j with the exit code 2', async (name, args, message) => {
    const { err, status } = await here(name, ...args)
    expect(err).toContain(message)
    expect(status).toBe(2)
  })

  it('says what a failing program said', async () => {
    const { out, status } = await command(
      'verify',
      '--',
      'node',
      '-e',
      'console.error("no data"); process.exit(3)',
    )
    expect(out).toContain('The program ended with the exit code 3. It said:\nno data')
    expect(status).toBe(2)
  })

  it.each(['run', 'verify', 'compare', 'doctor', 'python'])('explains %s', async (name) => {
    const { out, status } = await here(name, '--help')
    expect(out).toContain(`npx eslint-plugin-reproducible ${name}`)
    expect(status).toBe(0)
  })
})
