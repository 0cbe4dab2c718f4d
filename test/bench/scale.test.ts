import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findingsOf, MODES } from '../../bench/scale/modes.ts'
import { FILES_REPORTED_IN_A_PACKAGE, writeMonorepo } from '../../bench/scale/monorepo.ts'

const PACKAGES = 50

describe('a repository of 1,000 files', { timeout: 300_000 }, () => {
  const place = mkdtempSync(join(tmpdir(), 'scale-'))
  const folder = join(place, 'repository')
  let plain: string
  const lint = (command: readonly string[]): string =>
    findingsOf(
      execFileSync(process.execPath, command, {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 1e9,
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
      folder,
    )

  beforeAll(() => {
    writeMonorepo(folder, 20 * PACKAGES)
    plain = lint(MODES[0]!.command)
  }, 300_000)
  afterAll(() => rmSync(place, { recursive: true }))

  it('is reported package by package', () => {
    const files = new Set(plain.split('\n').map((line) => line.slice(0, line.indexOf(':'))))
    expect(files.size).toBe(FILES_REPORTED_IN_A_PACKAGE * PACKAGES)
  })

  it.each(MODES.slice(1).map((mode) => [mode.name, mode] as const))(
    'has the same findings: %s',
    (_, mode) => {
      expect(lint(mode.command)).toBe(plain)
    },
  )
})
