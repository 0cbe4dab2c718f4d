import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { having, installFrameworks } from './install.ts'
import { runPython, titled } from './run-python.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'python-starts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const versions = path.join(homedir(), '.pyenv/versions')
const INTERPRETERS = (existsSync(versions) ? readdirSync(versions) : [])
  .filter((name) => /^3\.(?:9|1\d)\./.test(name))
  .map((name) => path.join(versions, name, 'bin/python'))

const frameworks = having(await installFrameworks(), 'ipykernel')

writeFileSync(
  path.join(folder, 'plain.py'),
  `from reproducible_runs import enforce
import os, random, sys
run = enforce(seed=5)
print(sys.argv[1:], run.receipt['settings'][0]['status'], run.receipt['path'], random.random())`,
)

describe('every way to start a program gives the same numbers', () => {
  it.each([
    ['a script', 'python3', ['plain.py', 'x', 'y']],
    ['a module', 'python3', ['-m', 'plain', 'x', 'y']],
    ['a shell', 'sh', ['-c', 'python3 plain.py x y']],
    ['flags', 'python3', ['-O', '-W', 'ignore', 'plain.py', 'x', 'y']],
  ])('%s', (_, interpreter, args) => {
    const [{ out }, plain] = [
      runPython(args, { cwd: folder, interpreter }),
      runPython(['plain.py', 'x', 'y'], { cwd: folder }),
    ]
    expect(out).toMatch(/^\['x', 'y'\] applied \[\] \d/)
    expect(out).toBe(plain.out)
  })

  it.skipIf(INTERPRETERS.length === 0)('every version of Python', () => {
    const outputs = INTERPRETERS.map(
      (interpreter) => runPython(['plain.py', 'x', 'y'], { cwd: folder, interpreter }).out,
    )
    expect(outputs[0]).toContain('applied')
    expect(new Set(outputs).size).toBe(1)
  })
})

describe.skipIf(frameworks.skip)(titled('a notebook', frameworks), { timeout: 120_000 }, () => {
  it('works in its first cell, and starts anew in a cell that is run again', () => {
    writeFileSync(
      path.join(folder, 'cells.py'),
      `from IPython.testing.globalipapp import start_ipython
shell = start_ipython()
cell = 'from reproducible_runs import enforce\\nimport random\\nrun = enforce(seed=5)\\nprint(random.random(), run.receipt["settings"][0]["status"])'
for _ in range(2):
    shell.run_cell(cell)`,
    )
    const { out, err } = runPython(['cells.py'], { cwd: folder, interpreter: frameworks.interpreter })
    const [first, second] = out.trim().split('\n').slice(-2)
    expect(first).toMatch(/^\S+ unreachable$/)
    expect(second).toBe(first)
    expect(err).toContain("This is a notebook's kernel")
    expect(err).toContain('this cell was run again: every stream starts anew, with the seed 5')
  })
})
