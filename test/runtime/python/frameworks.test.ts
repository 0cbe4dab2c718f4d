import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { having, installFrameworks, type PythonInstallation } from './install.ts'
import { programs, runPython, titled } from './run-python.ts'

const frameworks = await installFrameworks()
const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'python-frameworks-'))
  folders.push(folder)
  return folder
}

/** The last line that a program printed. */
function last(args: readonly string[], cwd: string, { interpreter }: PythonInstallation): string {
  const extra = { PYTHONHASHSEED: '0', OMP_NUM_THREADS: '1', PYTHONWARNINGS: 'ignore' }
  const { out, err, status } = runPython(args, { extra, cwd, interpreter })
  expect(status, err).toBe(0)
  return out.trim().split('\n').at(-1)!
}

const named = (name: string) => path.join(programs, `${name}.py`)

const lightning = having(frameworks, 'lightning')
const transformers = having(frameworks, 'transformers.trainer')
const accelerate = having(frameworks, 'accelerate')
const environments = having(frameworks, 'gymnasium, optuna')
const ray = having(frameworks, 'ray')
const pytest = having(frameworks, 'pytest')

describe.skipIf(lightning.skip)(titled('Lightning', lightning), { timeout: 600_000 }, () => {
  it('trains the same with a validation, and when it is resumed', () => {
    const folder = newFolder()
    const train = (...args: string[]) => last([named('lightning_training'), ...args], folder, lightning)
    const whole = train()
    expect(train('--validate')).toBe(whole)
    expect(train('--epochs', '2', '--save', 'stopped.ckpt')).not.toBe(whole)
    expect(train('--resume', 'stopped.ckpt')).toBe(whole)
  })
})

describe.skipIf(transformers.skip)(
  titled("Transformers' Trainer", transformers),
  { timeout: 600_000 },
  () => {
    it('trains the same with a validation, and when it is resumed in the middle of an epoch', () => {
      const train = (folder: string, ...args: string[]) =>
        last([named('trainer_training'), ...args], folder, transformers)
      const whole = train(newFolder())
      expect(train(newFolder(), '--validate')).toBe(whole)
      const folder = newFolder()
      expect(train(folder, '--steps', '8')).not.toBe(whole)
      expect(train(folder, '--resume', 'out/checkpoint-5')).toBe(whole)
    })

    it('is told where it seeds again', () => {
      const { err } = runPython([named('trainer_training'), '--theirs'], {
        extra: { PYTHONHASHSEED: '0' },
        cwd: newFolder(),
        interpreter: transformers.interpreter,
      })
      expect(err).toMatch(
        /was seeded again, with 42, by transformers[\\/]trainer_utils\.py:\d+ \(set_seed\), called from .*trainer_training\.py:\d+/,
      )
    })
  },
)

describe.skipIf(accelerate.skip)(titled('Accelerate', accelerate), { timeout: 600_000 }, () => {
  it.each([[[]], [['--ours']]])('goes on where it stopped: %s', (way) => {
    const folder = newFolder()
    const train = (...args: string[]) =>
      last([named('accelerate_training'), ...way, ...args], folder, accelerate)
    const whole = train()
    expect(train('--epochs', '2', '--save', 'stopped')).not.toBe(whole)
    expect(train('--resume', 'stopped')).toBe(whole)
  })
})

interface OfRank {
  readonly path: readonly unknown[]
  readonly weights: number
  readonly torch: number
  readonly augment: number
  readonly other: number
}

describe.skipIf(frameworks.skip)(titled('two ranks of torchrun', frameworks), { timeout: 600_000 }, () => {
  const ranks = (...args: string[]) => {
    const torchrun = ['-m', 'torch.distributed.run', '--nproc-per-node', '2', named('ranks'), ...args]
    return JSON.parse(last(torchrun, newFolder(), frameworks)) as [OfRank, OfRank]
  }

  it('have equal first weights, and streams that differ where they are to', () => {
    const [a, b] = ranks()
    expect([a.path, b.path]).toEqual([[], []])
    expect([b.weights, b.torch, b.other]).toEqual([a.weights, a.torch, a.other])
    expect(b.augment).not.toBe(a.augment)
  })

  it('have equal first weights where torch is to differ by rank', () => {
    const [a, b] = ranks('torch')
    expect(b.weights).toBe(a.weights)
    expect(b.torch).not.toBe(a.torch)
    expect(ranks('torch')).toEqual([a, b])
  })
})

describe('libraries that draw from generators of their own', { timeout: 300_000 }, () => {
  it.skipIf(environments.skip)(titled('repeat: gymnasium and Optuna', environments), () => {
    const draw = () => last([named('unseeded_libraries')], newFolder(), environments)
    expect(draw()).toBe(draw())
  })

  it.skipIf(ray.skip)(titled('are said to be out of reach: Ray', ray), () => {
    const folder = newFolder()
    writeFileSync(
      path.join(folder, 'tasks.py'),
      'from reproducible_runs import enforce\nrun = enforce(seed=3)\nimport ray\nray.init(num_cpus=1)\n',
    )
    const { err } = runPython(['tasks.py'], {
      extra: { PYTHONHASHSEED: '0' },
      cwd: folder,
      interpreter: ray.interpreter,
    })
    expect(err).toContain("EnforceError: enforce(): ray's workers are not reached")
  })
})

describe.skipIf(pytest.skip)(titled('pytest', pytest), { timeout: 300_000 }, () => {
  it('has a run of its own in each test, and one sentence about hashes', () => {
    const folder = newFolder()
    writeFileSync(
      path.join(folder, 'test_runs.py'),
      `import random
drawn = []
def test_first():
    random.random()
    from reproducible_runs import enforce
    run = enforce(seed=5)
    drawn.append(random.random())
def test_other_seed():
    from reproducible_runs import enforce
    assert enforce(seed=6).seed == 6
def test_same_again():
    from reproducible_runs import enforce
    run = enforce(seed=5)
    assert random.random() == drawn[0]
    rows = {row['id']: row['status'] for row in run.receipt['settings']}
    assert rows['PYTHONHASHSEED'] == 'unreachable'
`,
    )
    const { out, err } = runPython(['-m', 'pytest', '-q', '-s', '-p', 'no:cacheprovider'], {
      cwd: folder,
      interpreter: pytest.interpreter,
    })
    expect(out).toContain('3 passed')
    expect(err.match(/This is a test run/g)).toHaveLength(1)
  })
})
