import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { installTorch } from './install.ts'
import { programs, runPython, titled } from './run-python.ts'

const torch = await installTorch()
const folder = mkdtempSync(path.join(tmpdir(), 'python-loading-'))
afterAll(() => rmSync(folder, { recursive: true }))

function run(...args: string[]): string {
  const { out, err, status } = runPython([path.join(programs, 'loading.py'), ...args], {
    // torch warns of more workers than the machine has cores.
    extra: { PYTHONHASHSEED: '0', PYTHONWARNINGS: 'ignore' },
    libraries: torch.folders,
    cwd: folder,
  })
  expect({ err, status }).toEqual({ err: '', status: 0 })
  return out
}

const WAYS = [[], ['--workers', '2'], ['--per-sample', '--workers', '2']]

describe.skipIf(torch.skip)(titled('loaders', torch), { timeout: 300_000 }, () => {
  it('that seed by sample give the same weights with 0, 2 and 4 workers', () => {
    const [none, two, four] = ['0', '2', '4'].map((workers) => run('--per-sample', '--workers', workers))
    expect(none).toContain('weights')
    expect([two, four]).toEqual([none, none])
  })

  it.each(WAYS)('with a validation in its scope train as without: %s', (...way) => {
    expect(run(...way, '--validate')).toBe(run(...way))
  })

  it('of the program’s own repeat, and a validation does not move them', () => {
    const way = ['--plain', '--workers', '2']
    const first = run(...way)
    expect(run(...way)).toBe(first)
    expect(run(...way, '--validate')).toBe(first)
  })

  it.each(WAYS)('that are resumed in the middle of an epoch end as if nothing had been: %s', (...way) => {
    run(...way, '--stop', '7', '--save', 'stopped.pt')
    expect(run(...way, '--resume', 'stopped.pt')).toBe(run(...way))
  })

  it('refuse what cannot be resumed or seeded by sample, each with its own sentence', () => {
    const code = `
from reproducible_runs import enforce
run = enforce(seed=1)
import torch
saved = run.state()
class Endless(torch.utils.data.IterableDataset):
    def __iter__(self): return iter(range(3))
for attempt in (
    lambda: run.loader(Endless(), per_sample=True),
    lambda: run.loader([1], generator=torch.Generator()),
    lambda: run.resume({}),
    lambda: run.resume('{}'),
    lambda: run.resume({**saved, 'ordinals': {'x': 1}}),
    lambda: run.resume({**saved, 'scheme': 'other'}),
):
    try:
        attempt()
    except TypeError as error:
        print(str(error).split('.')[0])
run.restore()
try:
    enforce(seed=2).resume(saved)
except TypeError as error:
    print(str(error).split('.')[0])`
    const file = path.join(folder, 'refused.py')
    writeFileSync(file, code)
    const { out } = runPython([file], { extra: { PYTHONHASHSEED: '0' }, libraries: torch.folders })
    expect(out.trim().split('\n')).toEqual([
      "loader('train'): an IterableDataset has no indices, by which per_sample=True could seed",
      "loader('train'): it makes the loader's generator itself",
      'resume(): this is not what state() returned',
      'resume(): this is not what state() returned; it is text, so json',
      'resume(): this state is damaged: its checksum does not fit what is in it',
      'resume(): this state is of the scheme "other", and this runtime draws by reproducible/v1',
      'resume(): this state belongs to the seed 1, and this run has the seed 2',
    ])
  })
})
