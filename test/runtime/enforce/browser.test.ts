import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { enforce } from '../../../runtime/enforce/enforce.ts'
import { Scopes } from '../../../runtime/streams/scopes.ts'
import { atomicKernels, environmentSettings } from '../../../runtime/enforce/settings.ts'
import { replacements } from '../../../runtime/tfjs/kernels.ts'

/** What no program imports. */
const COMMAND_LINE = ['cli.ts', 'compare.ts', 'doctor.ts', 'preloaded.ts'].map((name) =>
  join('commands', name),
)

/** What a browser lacks: Node's built-in modules. */
const withoutNode = () => vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)

afterEach(() => vi.restoreAllMocks())

describe('without Node', () => {
  it('no file of the runtime imports a built-in module statically', () => {
    const folder = fileURLToPath(new URL('../../../runtime/', import.meta.url))
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !COMMAND_LINE.includes(name),
    )
    expect(files.length).toBeGreaterThan(15)
    for (const file of files) {
      const source = ts.createSourceFile(file, readFileSync(folder + file, 'utf8'), ts.ScriptTarget.ES2023)
      for (const statement of source.statements) {
        if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue
        const isType = ts.isImportDeclaration(statement)
          ? statement.importClause?.isTypeOnly
          : statement.isTypeOnly
        const from = statement.moduleSpecifier && (statement.moduleSpecifier as ts.StringLiteral).text
        if (from && !isType) expect({ file, from }).toEqual({ file, from: expect.stringMatching(/^\.\.?\//) })
      }
    }
  })

  it('a run starts, and says what does not apply', () => {
    withoutNode()
    const run = enforce({ seed: 42 })
    const status = (id: string) => run.receipt.settings.find((row) => row.id === id)?.status
    for (const { name, libraries } of environmentSettings)
      if (libraries.includes('tfjs-node')) expect(status(name)).toBe('not-applicable')
    expect(status('workers')).toBe('not-applicable')
    expect(status('AsyncLocalStorage')).toBe('not-applicable')
    expect(status('Math.random')).toBe('applied')
    const drawn = run.scope('a', () => Math.random())
    run.restore()
    vi.restoreAllMocks()
    const again = enforce({ seed: 42 })
    expect(again.scope('a', () => Math.random())).toBe(drawn)
    again.restore()
  })

  it('an asynchronous scope stays open until it settles, and two must not overlap', async () => {
    withoutNode()
    let changes = 0
    const scopes = new Scopes<{ readonly name: string }>(() => changes++)
    expect(scopes.isolated).toBe(false)
    const seen: (string | undefined)[] = []
    await scopes.run({ name: 'a' }, async () => {
      await Promise.resolve()
      seen.push(scopes.current?.name)
      scopes.run({ name: 'b' }, () => seen.push(scopes.current?.name))
      seen.push(scopes.current?.name)
    })
    seen.push(scopes.current?.name)
    expect(seen).toEqual(['a', 'b', 'a', undefined])
    expect(changes).toBe(4)
    expect(() =>
      scopes.run({ name: 'c' }, () => {
        throw new Error('inner')
      }),
    ).toThrow('inner')
    expect(scopes.current?.name).toBeUndefined()
    let finish = () => {}
    const first = scopes.run({ name: 'first' }, () => new Promise<void>((resolve) => (finish = resolve)))
    const second = scopes.run(
      { name: 'second' },
      () => new Promise<void>((resolve) => setTimeout(resolve, 20)),
    )
    finish()
    await expect(first).rejects.toThrow('two asynchronous scopes overlap')
    await expect(second).resolves.toBeUndefined()
  })
})

describe('the table of atomic kernels', () => {
  it('says of a kernel that it is replaced exactly if it is', () => {
    const replaced = replacements.filter((row) => row.backend === 'webgpu' && row.kernel !== 'Multinomial')
    expect(
      atomicKernels
        .filter((row) => row.replacement)
        .map((row) => row.kernel)
        .sort(),
    ).toEqual(replaced.map((row) => row.kernel).sort())
  })
})
