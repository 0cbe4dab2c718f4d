import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../cli/command.ts'
import { installPlatform } from '../platforms/install.ts'

const BIN = join(ROOT, 'test/platforms/checks/node_modules/.bin')
let installed: ReturnType<typeof installPlatform> = ''
let tarball = ''

beforeAll(() => {
  installed = installPlatform('checks', 'publint')
  const folder = join(ROOT, '.cache/published')
  mkdirSync(folder, { recursive: true })
  const out = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  tarball = join(folder, (JSON.parse(out) as { filename: string }[])[0]!.filename)
})

function check(name: string, args: readonly string[], skip: (note: string) => never): void {
  if (typeof installed === 'string') skip(installed)
  const run = spawnSync(join(BIN, name), [...args, tarball], { cwd: ROOT, encoding: 'utf8' })
  expect(run.status, run.stdout + run.stderr).toBe(0)
}

describe('as others import it', () => {
  it('publint finds nothing', ({ skip }) => {
    check('publint', ['run', '--strict'], skip)
  })

  it('its types are those of its modules', ({ skip }) => {
    // CommonJS reaches it through require(esm), which this tool calls a dynamic import.
    check('attw', ['--profile', 'esm-only', '--no-emoji'], skip)
  })
})
