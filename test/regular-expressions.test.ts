/**
 * No regular expression of the package takes more than linear time, whatever text it is given: one of them once hung
 * ESLint on thirty lines from Windows.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

interface Literal {
  readonly place: string
  readonly source: string
  readonly flags: string
}

const sources = ['src', 'rules', 'runtime', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|mjs)$/.test(name))
    .map((name) => join(root, folder, name)),
)

function literalsIn(file: string): readonly Literal[] {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const found: Literal[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(node.text)!
      const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push({ place: `${relative(root, file)}:${line}`, source, flags })
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

const literals = new Map(
  sources.flatMap(literalsIn).map((literal) => [`/${literal.source}/${literal.flags}`, literal]),
)

describe('every regular expression is linear', () => {
  let check: typeof import('recheck').checkSync

  beforeAll(async () => {
    check = (await import('recheck')).checkSync
  })

  test('there are some to check', () => {
    expect(literals.size).toBeGreaterThan(100)
  })

  test.each([...literals])(
    '%s',
    (_, { place, source, flags }) => {
      const { status, attack } = check(source, flags, { timeout: 240_000 }) as {
        status: string
        attack?: { pattern: string }
      }
      expect({ place, status, attack: attack?.pattern }).toEqual({ place, status: 'safe', attack: undefined })
    },
    300_000,
  )

  test('what is built while running is made of checked parts', () => {
    const built = sources
      .filter((file) => /new RegExp\(/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(root, file))
    expect(built.sort()).toMatchInlineSnapshot(`
      [
        "runtime/enforce/inputs.ts",
        "src/catalog/catalog.ts",
        "src/interpreter/models/switches.ts",
        "src/languages/notebook/cells.ts",
        "src/languages/python/lower/lower.ts",
        "src/languages/python/resolve.ts",
        "src/questions/moving-sources.ts",
      ]
    `)
  })
})
