import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Stream } from '../../../runtime/streams/stream.ts'
import { buildRuntime, moduleUrl, node, programFolder } from '../runtime-build.ts'
import { installLaunchers } from './install.ts'

const installation = await installLaunchers()
const { skip } = installation
const folder = installation.skip === undefined ? installation.folder : ''

const command = `import { runtimeCommand } from ${JSON.stringify(moduleUrl(buildRuntime(), 'commands/cli'))}
process.exitCode = await runtimeCommand(process.argv[1], process.argv.slice(2))`

/** What the command of the package prints, called with `args`. */
function reproducible(...args: string[]): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:REPRODUCIBLE_|NODE_OPTIONS$|VITEST|npm_)/.test(name),
    ),
  )
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--input-type=module', '-e', command, '--', ...args],
      { cwd: folder, env },
      (error, stdout, stderr) => (error ? reject(new Error(`${stdout}\n${stderr}`)) : resolve(stdout)),
    )
  })
}

interface Printed {
  readonly first: number
  readonly path: unknown[]
  readonly hash: string
}

const run = async (...words: string[]) => {
  const lines = (await reproducible('run', '--seed', '42', '--', ...words)).trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Printed)
}

const title = skip === undefined ? 'launchers' : `launchers — skipped: ${skip}`
describe.skipIf(skip !== undefined)(title, { timeout: 120_000 }, () => {
  it.each([
    'npm start --silent',
    'npm run prepared --silent',
    'npx tsx program.mjs',
    'npx tsx typed.mts',
    'node --import tsx typed.mts',
    'npx cross-env A=1 npx tsx typed.mts',
    'sh -c "cd . && node program.mjs"',
  ])('%s gives the bits of node', async (words) => {
    const [plain] = await run('node', 'program.mjs')
    expect(plain).toMatchObject({ first: new Stream(42, ['stream', 'default']).next(), path: [] })
    const parts = words.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''))
    expect(await run(...parts)).toEqual([plain])
  })

  it('between a program and its child do not lengthen the path', async () => {
    const [paths] = (await run('node', 'parent.mjs')) as unknown as unknown[][][]
    expect(paths).toEqual([
      ['worker', 'program.mjs', 0],
      ['worker', 'program.mjs', 1],
      ['worker', 'program.mjs', 2],
      ['worker', 'start', 0, 'program.mjs'],
      ['worker', 'program.mjs', 3],
      ['worker', 'typed.mts', 0],
    ])
  })

  it('that start two programs at the same time give them different streams, and other hashes', async () => {
    const file = path.join(folder, 'node_modules/two/start.mjs')
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(
      file,
      `import { spawn } from 'node:child_process'
for (let i = 0; i < 2; i++) spawn(process.execPath, ['program.mjs'], { stdio: 'inherit' })`,
    )
    const both = await run('node', 'node_modules/two/start.mjs')
    expect(both.map((each) => JSON.stringify(each.path)).sort()).toEqual(['["worker","program.mjs",0]', '[]'])
    expect(both[0]!.first).not.toBe(both[1]!.first)
    expect(both[0]!.hash).not.toBe(both[1]!.hash)
  })

  it('are seen through by verify', async () => {
    expect(await reproducible('verify', '--seed', '42', '--', 'npx', 'tsx', 'train.mjs')).toContain(
      'Identical over 2 steps',
    )
  })
})

describe('run', { timeout: 60_000 }, () => {
  const folder = programFolder('run-command')
  writeFileSync(path.join(folder, 'train.py'), 'import random\nprint(random.random())\n')
  writeFileSync(path.join(folder, 'train.mjs'), 'console.log(Math.random())\n')
  const run = (...words: string[]) =>
    node(['--input-type=module', '-e', command, '--', 'run', '--seed', '42', '--', ...words])

  it('calls enforce() in Python as in Node, however it is started', async () => {
    const [a, b, c, d] = await Promise.all([
      run('python3', path.join(folder, 'train.py')),
      run('python3', '-c', 'import random; print(random.random())'),
      run('sh', '-c', `python3 ${path.join(folder, 'train.py')}`),
      run('node', path.join(folder, 'train.mjs')),
    ])
    expect(a.out).toBe(b.out)
    expect(a.out).toBe(c.out)
    expect(Number(d.out)).toBe(new Stream(42, ['stream', 'default']).next())
    expect([a, b, c, d].map(({ err }) => err)).toEqual(['', '', '', ''])
  })

  it('says so where nobody called it', async () => {
    for (const words of [
      ['ls', folder],
      ['python3', '-I', path.join(folder, 'train.py')],
    ])
      expect((await run(...words)).err).toContain(
        `run: the seed 42 had no effect: enforce() was called in no process of "${words.join(' ')}"`,
      )
  })
})
