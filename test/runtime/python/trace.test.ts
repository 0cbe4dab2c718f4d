import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compare } from '../../../runtime/trace/compare.ts'
import { having, installFrameworks, installTorch } from './install.ts'
import type { PythonPackages } from './install.ts'
import { programs, runPython, titled } from './run-python.ts'

const torch = await installTorch()
const frameworks = await installFrameworks()
const jax = having(frameworks, 'jax')
const keras = having(jax, 'keras')
const folder = mkdtempSync(path.join(tmpdir(), 'python-trace-'))
afterAll(() => rmSync(folder, { recursive: true }))
const inFolder = (name: string) => path.join(folder, name)

interface Packages extends PythonPackages {
  readonly interpreter?: string
}

/** Runs a program of `programs/`, or the text of one. */
function python(packages: Packages, program: string, args: readonly string[], extra = {}) {
  const file = program.endsWith('.py') ? path.join(programs, program) : inFolder('program.py')
  if (!program.endsWith('.py')) writeFileSync(file, program)
  return runPython([file, ...args], {
    extra: { PYTHONHASHSEED: '0', ...extra },
    libraries: packages.folders,
    cwd: folder,
    ...(packages.interpreter !== undefined && { interpreter: packages.interpreter }),
  })
}

interface Line {
  readonly step?: number
  readonly end?: boolean
  readonly steps?: number
  readonly resumed?: readonly number[]
  readonly loss?: { readonly value: number }
  readonly [name: string]: unknown
}

function lines(name: string): Line[] {
  const text = readFileSync(inFolder(name), 'utf8').trim().split('\n')
  return text.map((line) => JSON.parse(line) as Line)
}

const steps = (name: string) => lines(name).flatMap(({ step }) => (step === undefined ? [] : [step]))

interface Trained {
  readonly weights: string
  readonly warned: readonly string[]
}

/** Runs the small training once for each pair of what is done and where the trace goes, in one start of Python. */
function train(...requests: readonly (readonly [what: string, file: string])[]): Trained[] {
  const args = requests.flatMap(([what, file]) => [what, path.resolve(folder, file)])
  const { out, err, status } = python(torch, 'traced.py', args)
  expect({ err, status }).toEqual({ err: '', status: 0 })
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Trained)
}

/** What each of these statements is refused with, in one start of Python; `run` is without a trace, `traced` with one. */
function refusals(...statements: readonly string[]): string[] {
  const code = `import json, sys, reproducible_runs
from reproducible_runs import enforce
for statement in json.loads(sys.argv[1]):
    run = enforce(1, mode='warn', **({'trace': 'edge.jsonl'} if 'traced.' in statement else {}))
    try:
        exec(statement, {'enforce': enforce, 'run': run, 'traced': run})
        print('accepted')
    except Exception as error:
        print(error)
    run.restore()`
  const { out, err } = python({ folders: [] }, code, [JSON.stringify(statements)])
  expect(err).toBe('')
  return out.trim().split('\n')
}

describe('run.step() in Python', () => {
  const number = 'the first argument is the number of the step, an integer from 0 on.'
  const fields = "The fields are 'batch', 'weightsBefore', 'loss', 'gradients', 'weights'."
  const REFUSED = {
    "step(0, {'los': 1})": `step(): there is no field 'los'. Did you mean 'loss'? ${fields}`,
    'step(0, color=1)': `step(): there is no field 'color'. ${fields}`,
    "step('a')": `step('a'): ${number}`,
    'step(0.5)': `step(0.5): ${number}`,
    'step(True)': `step(True): ${number}`,
    'step(-1)': `step(-1): ${number}`,
  }

  it('refuses what cannot be meant when it is called, with a trace or without', () => {
    for (const run of ['run', 'traced'])
      expect(refusals(...Object.keys(REFUSED).map((call) => `${run}.${call}`))).toEqual(
        Object.values(REFUSED),
      )
  })

  it('says what has no bytes', () => {
    const [callable, inside, itself] = refusals(
      'traced.step(0, batch=print)',
      "traced.step(0, batch={'x': [1, object()]})",
      'a = []; a.append(a); traced.step(0, batch=a)',
    )
    expect(callable).toMatch(/^step\(\): batch is a builtin_function_or_method, which has no bytes\./)
    expect(inside).toMatch(/^step\(\): batch\['x'\]\[1\] is a object/)
    expect(itself).toMatch(/contains itself/)
  })

  it('has its trace opened by enforce()', () => {
    writeFileSync(inFolder('occupied'), '')
    const options = [
      "trace='occupied/run.jsonl'",
      'trace=5',
      'layers=True',
      "trace={'file': 'a', 'layer': 1}",
    ]
    const said = refusals(...options.map((option) => `run.restore(); enforce(1, mode='warn', ${option})`))
    expect(said[0]).toMatch(/occupied/)
    expect(said[1]).toMatch(/^enforce\(\): the option trace is 5/)
    expect(said[2]).toMatch(/pass trace='run.jsonl' as well/)
    expect(said[3]).toMatch(/it got \{/)
  })
})

describe.skipIf(torch.skip)(titled('a trace of torch', torch), () => {
  it('has fingerprints that see positions, and are the same however they are computed', () => {
    const { out, err } = python(torch, 'fingerprints.py', [])
    expect(err).toBe('')
    const found = JSON.parse(out) as Record<string, unknown>
    expect(
      Object.entries(found['told apart'] as Record<string, boolean>).filter(([, apart]) => !apart),
    ).toEqual([])
    expect(new Set(found['alike'] as boolean[])).toEqual(new Set([true]))
    expect(found).toMatchObject({ lists: true, threads: true, sparse: true })
    // Published: traces of two versions are comparable as long as this is what it is.
    expect(found['vector']).toBe('6cdbbb44f75206e3')
  })

  it('needs no line in the loop, and changes no weight', () => {
    const [plain, again, layers, exact] = train(
      ['plain', 'a.jsonl'],
      ['plain', 'b.jsonl'],
      ['layers', 'layers.jsonl'],
      ['exact', 'exact.jsonl'],
    )
    expect([again, layers, exact]).toEqual([plain, plain, plain])
    expect(readFileSync(inFolder('a.jsonl'), 'utf8')).toBe(readFileSync(inFolder('b.jsonl'), 'utf8'))
    expect(compare(inFolder('a.jsonl'), inFolder('b.jsonl')).verdict).toBe('identical')
    expect(steps('a.jsonl')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    const [header, first] = lines('layers.jsonl')
    expect(header).toMatchObject({ trace: 'reproducible/trace/1', framework: 'torch', layers: true, seed: 7 })
    const names = (field: string) => (first![field] as string[][]).map(([name]) => name)
    expect(names('forward')).toEqual(['0', '1', '2', '3', 'Sequential'])
    expect(names('backward')).toEqual(['Sequential', '3', '2', '1', '0'])
    expect(first).toMatchObject({ learningRate: [0.01] })
  })

  it('goes on where a run is resumed, joins what is told, is left alone by children, and gives up on a full disk', () => {
    const [whole, , resumed, , child, full] = train(
      ['plain', 'whole.jsonl'],
      ['interrupt', 'parts.jsonl'],
      ['resume', 'parts.jsonl'],
      ['told', 'told.jsonl'],
      ['child', 'child.jsonl'],
      ['plain', '/dev/full'],
    )
    expect(resumed).toEqual(whole)
    expect(steps('parts.jsonl')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(lines('parts.jsonl').at(-1)).toEqual({ end: true, steps: 9, resumed: [5] })
    expect(compare(inFolder('whole.jsonl'), inFolder('parts.jsonl')).verdict).toBe('identical')
    expect(readdirSync(folder).filter((name) => name.includes('before'))).toEqual([])
    expect(steps('told.jsonl')).toEqual([101, 102, 103, 104, 105, 106, 107, 108, 109])
    expect(lines('told.jsonl')[1]).toMatchObject({ weights: lines('whole.jsonl')[1]!['weights'] })
    expect(child).toEqual(whole)
    expect(steps('child.jsonl')).toHaveLength(9)
    expect(full).toEqual({
      weights: whole!.weights,
      warned: [
        'The trace ends here, the training goes on: /dev/full cannot be written any more (No space left on device).',
      ],
    })
  })

  it.each([
    ['is removed', 'os.remove(path)', `the file {path} was removed while it was being written`, []],
    [
      'is replaced',
      "os.remove(path)\nopen(path, 'w').write('other')",
      `another process writes a trace of the name {path}`,
      ['other'],
    ],
    [
      'is given to another process',
      `subprocess.run([sys.executable, '-c', f'from reproducible_runs import enforce\\nrun = enforce(4, trace={path!r})\\nrun.step(0, loss=7)\\nrun.step(1, loss=8)'], check=True)`,
      `another process writes a trace of the name {path}`,
      [0, 1, true],
    ],
  ])('says so, and goes on, where its file %s', (what, lines, warned, left) => {
    const file = inFolder(`${what.replaceAll(' ', '-')}.jsonl`)
    const code = `import os, subprocess, sys, warnings
from reproducible_runs import enforce
path = ${JSON.stringify(file)}
run = enforce(3, trace=path)
run.step(0, loss=1)
${lines}
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    run.step(1, loss=2)
    run.step(2, loss=3)
import json
print(json.dumps([str(each.message) for each in caught]))`
    const { out, err } = python({ folders: [] }, code, [])
    expect(err).toBe('')
    expect(JSON.parse(String(out))).toEqual([
      `The trace ends here, the training goes on: ${warned.replace('{path}', file)}.`,
    ])
    const found = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
    const told = found.map((line) => {
      if (!line.startsWith('{')) return line
      const record = JSON.parse(line) as { step?: number; end?: boolean }
      return record.step ?? record.end
    })
    expect(told.filter((each) => each !== undefined)).toEqual(left)
  })

  it('is what the command asks for through the environment, of whichever process trains', () => {
    const code = `import subprocess, sys
from reproducible_runs import enforce
run = enforce(3)
if len(sys.argv) == 1:
    subprocess.run([sys.executable, __file__, 'child'])
elif sys.argv[1] == 'child':
    run.step(0, loss=1)
    subprocess.run([sys.executable, __file__, 'grandchild'])
    run.step(1, loss=2)
else:
    run.step(0, loss=3)`
    const { out, err } = python({ folders: [] }, code, [], { REPRODUCIBLE_TRACE: inFolder('asked.jsonl') })
    expect({ out, err }).toEqual({ out: '', err: '' })
    expect(lines('asked.jsonl').slice(1)).toMatchObject([
      { step: 0, loss: { value: 1 } },
      { step: 1, loss: { value: 2 } },
      { end: true },
    ])
  })

  it('verifies a function: again, perturbed, in processes and in place', { timeout: 240_000 }, () => {
    const verify = (...args: string[]) => JSON.parse(python(torch, 'verified.py', args).out) as unknown
    expect(verify('none', 'process', 'import', 'worker', 'workers')).toEqual([
      [null, 'identical', 7, null],
      ['import', 'identical', 7, null],
      ['worker', 'identical', 7, null],
      ['workers', 'identical', 7, null],
    ])
    expect(verify('hash', 'process', 'hash-seed')).toEqual([
      [null, 'identical', 7, null],
      ['hash-seed', 'diverged', 7, [0, 'batch', 'unseeded source']],
    ])
    expect(verify('entropy', 'none')).toEqual([[null, 'diverged', 7, [4, 'batch', 'unseeded source']]])
    expect(verify('validation', 'none', 'validation')).toEqual([
      [null, 'identical', 7, null],
      ['validation', 'diverged', 7, [3, 'streams', 'stream used differently']],
    ])
  })
})

describe.skipIf(frameworks.skip)(titled('a trace of ranks', frameworks), () => {
  it('is a file for each, also where they share the weights', { timeout: 240_000 }, () => {
    const start = (name: string, ...other: string[]) => {
      const { status } = runPython(
        [
          '-m',
          'torch.distributed.run',
          '--nproc-per-node',
          '2',
          path.join(programs, 'sharded.py'),
          inFolder(name),
          ...other,
        ],
        { extra: { PYTHONHASHSEED: '0', OMP_NUM_THREADS: '1' }, interpreter: frameworks.interpreter },
      )
      expect(status).toBe(0)
    }
    start('ranks-a.jsonl')
    start('ranks-b.jsonl')
    start('ranks-c.jsonl', 'other')
    const pair = (other: string, rank: number) =>
      compare(
        inFolder(`ranks-a.rank${String(rank)}.jsonl`),
        inFolder(`ranks-${other}.rank${String(rank)}.jsonl`),
      )
    expect([pair('b', 0).verdict, pair('b', 1).verdict]).toEqual(['identical', 'identical'])
    expect(pair('c', 0).divergence).toMatchObject({ step: 2, field: 'gradients' })
    expect(pair('c', 1).divergence).toMatchObject({ step: 2, field: 'batch', cause: 'unseeded source' })
  })
})

describe.skipIf(jax.skip)(titled('steps that JAX and Keras tell of', jax), () => {
  it.each([
    ['jax', jax],
    ['keras', keras],
  ])('%s', { timeout: 240_000 }, (framework, packages) => {
    if (packages.skip !== undefined) return
    for (const [name, ...other] of [['one.jsonl'], ['two.jsonl'], ['three.jsonl', 'other']] as string[][])
      expect(python(packages, 'told_steps.py', [framework, inFolder(name!), ...other]).status).toBe(0)
    expect(lines('one.jsonl')[0]).toMatchObject({ framework, writer: 'python' })
    expect(compare(inFolder('one.jsonl'), inFolder('two.jsonl')).verdict).toBe('identical')
    expect(compare(inFolder('one.jsonl'), inFolder('three.jsonl')).divergence).toMatchObject({
      step: 2,
      field: 'batch',
    })
  })
})
