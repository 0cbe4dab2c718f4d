/** The recipes of the site: no rule has anything to say of them, and two runs print the same. */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { command, folderWith, ROOT } from '../cli/command.ts'

const FOLDER = join(ROOT, 'site/recipes')

interface Recipe {
  readonly name: string
  readonly file: string
  readonly needs: string
}

const recipes = JSON.parse(readFileSync(join(FOLDER, 'recipes.json'), 'utf8')) as readonly Recipe[]

/** An interpreter that may have the frameworks: `PYTHON` in the environment, else one that the tests have installed. */
const PYTHONS = [process.env['PYTHON'], 'python3'].filter((name) => name !== undefined)
const env = {
  ...process.env,
  PYTHONPATH: [
    join(ROOT, 'runtime/python'),
    join(ROOT, '.cache/python'),
    process.env['PYTHONPATH'] ?? '',
  ].join(':'),
  PYTHONHASHSEED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
  KERAS_BACKEND: 'tensorflow',
}

function pythonWith(modules: string): string | undefined {
  return PYTHONS.find(
    (python) => spawnSync(python, ['-c', `import ${modules}`], { env, timeout: 120_000 }).status === 0,
  )
}

it('there is a file for each, and a page for each file', () => {
  expect(new Set(recipes.map(({ file }) => file)).size).toBe(recipes.length)
  for (const { file } of recipes) expect(readFileSync(join(FOLDER, file), 'utf8')).not.toBe('')
})

it('no rule has anything to say, also of strict', () => {
  const folder = folderWith(
    Object.fromEntries(recipes.map(({ file }) => [file, readFileSync(join(FOLDER, file), 'utf8')])),
  )
  const { out, closing } = command(['--no-config', '--strict', '-f', 'unix'], folder)
  expect(out).toBe('')
  expect(closing).toContain(`${recipes.length} files read; all judged, in ${recipes.length} programs.`)
})

describe('two runs print the same', () => {
  const folder = join(ROOT, '.cache/recipes')
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const { file } of recipes) copyFileSync(join(FOLDER, file), join(folder, file))
  })
  const run = (program: string, args: readonly string[]) =>
    execFileSync(program, args, {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 250_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })

  it.for(recipes.filter(({ file }) => file.endsWith('.py')))(
    '$file',
    { timeout: 300_000 },
    ({ file, needs, name }, { skip }) => {
      const python = pythonWith(needs)
      if (python === undefined) skip(`${needs} cannot be imported; PYTHON=… names another interpreter`)
      const launcher =
        name === 'distributed' ? ['-m', 'torch.distributed.run', '--standalone', '--nproc-per-node', '2'] : []
      const lines = [0, 1].map(() =>
        run(python!, [...launcher, file])
          // Two ranks may write into one line.
          .split(/\n|(?=rank \d)/u)
          .filter((line) => line !== '')
          .sort(),
      )
      expect(lines[0]!.length).toBeGreaterThan(0)
      expect(lines[1]).toEqual(lines[0])
    },
  )

  it('tfjs-node.js', ({ skip }) => {
    const tfjs = join(ROOT, 'test/platforms/tfjs/node_modules')
    if (spawnSync('node', ['-e', `require('${tfjs}/@tensorflow/tfjs/package.json')`]).status !== 0)
      skip('TensorFlow.js is not installed: npx vitest run test/runtime/tfjs installs it')
    const modules = join(folder, 'node_modules')
    mkdirSync(modules, { recursive: true })
    symlinkSync(join(tfjs, '@tensorflow'), join(modules, '@tensorflow'))
    symlinkSync(ROOT, join(modules, 'eslint-plugin-reproducible'))
    const lines = [0, 1].map(() =>
      run('node', ['--import', 'eslint-plugin-reproducible/runtime/register', 'tfjs-node.js']),
    )
    expect(JSON.parse(lines[0]!.trim().split('\n').at(-1)!)).toMatchObject({ noise: expect.any(Number) })
    expect(lines[1]).toBe(lines[0])
  })
})
