/** The extension for VS Code: it is packed, and the server is driven as it starts it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serverCommand, type ServerCommand } from '../../editors/vscode/src/server-command.ts'
import { CLI, folderWith, ROOT } from '../cli/command.ts'
import { Editor } from '../server/editor.ts'

const FOLDER = join(ROOT, 'editors/vscode')
const DRAWS = 'import torch\n\nprint(torch.randperm(3))\n'

const found = (folder: string, more: Partial<Parameters<typeof serverCommand>[0]> = {}) =>
  serverCommand({
    folders: [folder],
    configured: [],
    isTrusted: true,
    path: '',
    platform: process.platform,
    exists: existsSync,
    ...more,
  })

/** What VS Code starts: a module by its own Node, or a program. */
function command(server: ServerCommand): readonly string[] {
  return 'module' in server
    ? [process.execPath, server.module, ...server.args]
    : [server.command, ...server.args]
}

/** A program that is the command of this checkout. */
function program(file: string): string {
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`)
  chmodSync(file, 0o755)
  return file
}

describe('the server', () => {
  it.skipIf(process.platform === 'win32').each([
    {
      of: 'the project',
      prepared: (folder: string) => {
        mkdirSync(join(folder, 'node_modules'))
        symlinkSync(ROOT, join(folder, 'node_modules/eslint-plugin-reproducible'))
        return found(folder)
      },
    },
    {
      of: 'its Python environment',
      prepared: (folder: string) => {
        program(join(folder, '.venv/bin/reproducible-runs'))
        return found(folder)
      },
    },
    {
      of: 'the PATH',
      prepared: (folder: string) => {
        program(join(folder, 'somewhere/eslint-plugin-reproducible'))
        return found(folder, { path: `/no/such:${join(folder, 'somewhere')}` })
      },
    },
    {
      of: 'the settings',
      prepared: (folder: string) => found(folder, { configured: [process.execPath, CLI] }),
    },
    {
      of: 'the machine, in a folder that is not trusted',
      prepared: (folder: string) => {
        program(join(folder, '.venv/bin/reproducible-runs'))
        program(join(folder, 'somewhere/eslint-plugin-reproducible'))
        writeFileSync(join(folder, 'eslint.config.mjs'), 'throw new Error("eslint-plugin-reproducible")')
        const server = found(folder, { isTrusted: false, path: join(folder, 'somewhere') })
        expect(server).toMatchObject({ command: join(folder, 'somewhere/eslint-plugin-reproducible') })
        return server
      },
    },
  ])('of $of judges what is typed', async ({ prepared }) => {
    const folder = folderWith({})
    const server = prepared(folder)
    const editor = await Editor.start({
      roots: [folder],
      command: command(server!),
      settings: { ownConfig: true },
    })
    const cells = await editor.openNotebook(join(folder, 'a.ipynb'), [
      'import torch',
      'print(torch.randperm(3))',
    ])
    await editor.rules(cells[1]!, (rules) => rules.includes('no-unseeded-random'))
    const file = await editor.open(join(folder, 'a.py'), DRAWS)
    await editor.rules(file, (rules) => rules.includes('no-unseeded-random'))
    expect(editor.shown).toEqual([])
    expect(await editor.quit()).toBe(0)
  })

  it('is none where there is none', () => {
    expect(found(folderWith({}), { path: '/no/such/folder' })).toBeUndefined()
  })
})

it('is packed with everything that it loads', ({ skip }) => {
  if (!existsSync(join(FOLDER, 'node_modules/@vscode/vsce')))
    try {
      execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
        cwd: FOLDER,
        stdio: 'pipe',
        timeout: 180_000,
      })
    } catch (error) {
      skip(`"npm ci" in editors/vscode did not work here (${(error as Error).message.split('\n')[0]!})`)
    }
  execFileSync('npm', ['run', 'package'], { cwd: FOLDER, stdio: 'pipe', timeout: 180_000 })
  const packed = folderWith({})
  execFileSync('unzip', ['-q', join(FOLDER, 'reproducible.vsix'), '-d', packed])
  const manifest = createRequire(import.meta.url)(join(packed, 'extension/package.json')) as {
    main: string
    contributes: { configuration: { properties: object } }
  }
  expect(Object.keys(manifest.contributes.configuration.properties)).toContain('reproducible.strict')
  // In place of the editor something that has every name; whatever is missing in the package cannot be loaded.
  const script = `
    const Module = require('node:module')
    const anything = () => new Proxy(class {}, { get: (target, name) => name in target || typeof name === 'symbol' ? target[name] : anything() })
    const load = Module._load
    Module._load = function (name, ...rest) { return name === 'vscode' ? anything() : load.call(this, name, ...rest) }
    console.log(Object.keys(require(process.argv[1])).sort().join())`
  const run = spawnSync(process.execPath, ['-e', script, join(packed, 'extension', manifest.main)], {
    encoding: 'utf8',
    cwd: packed,
  })
  expect(run.stderr).toBe('')
  expect(run.stdout).toBe('activate,deactivate\n')
}, 400_000)
