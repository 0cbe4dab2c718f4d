/** The shape of the code: how many files can only be understood, moved or tested together. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../src')

/** The files that a file loads: what is imported as a type alone is none. */
function loads(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  return source.statements.flatMap((statement) => {
    const link =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement : undefined
    const named = link?.moduleSpecifier
    if (!link || !named || !ts.isStringLiteral(named) || !named.text.startsWith('.')) return []
    return isOfTypes(link) ? [] : [join(dirname(file), named.text)]
  })
}

function isOfTypes(link: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(link)) return link.isTypeOnly
  const clause = link.importClause
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const bindings = clause.namedBindings
  if (clause.name || !bindings || !ts.isNamedImports(bindings)) return false
  return bindings.elements.every(({ isTypeOnly }) => isTypeOnly)
}

/** Tarjan: groups of files each of which loads all others, the largest first. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = []
  const numbers = new Map<string, number>()
  const lowest = new Map<string, number>()
  const path: string[] = []
  const visit = (file: string): number => {
    const known = numbers.get(file)
    if (known !== undefined) return path.includes(file) ? known : Infinity
    numbers.set(file, numbers.size)
    path.push(file)
    let low = numbers.get(file)!
    for (const next of graph.get(file) ?? [])
      low = Math.min(low, visit(next), path.includes(next) ? (lowest.get(next) ?? Infinity) : Infinity)
    lowest.set(file, low)
    if (low === numbers.get(file)) found.push(path.splice(path.indexOf(file)))
    return low
  }
  for (const file of graph.keys()) visit(file)
  return found.toSorted((one, other) => other.length - one.length)
}

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join(ROOT, file))
const largest = circles(new Map(files.map((file) => [file, loads(file)])))[0]!

// Whoever opens a pipe waits for ever, and a device never ends: what is opened is looked at first, in one place.
it.each([
  ['src', ['project/node-host.ts']],
  // The trace of this very run, what was copied, and tables of the system.
  [
    'runtime',
    [
      'enforce/open-file.ts',
      'trace/trace-file.ts',
      'enforce/surroundings.ts',
      'enforce/native-environment.ts',
      'commands/compare.ts',
      'commands/doctor.ts',
      'commands/verified-process.ts',
      'commands/verify-report.ts',
      'commands/cli.ts',
    ],
  ],
])('%s reads files in one way', (folder, readers) => {
  const root = join(ROOT, '..', folder)
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') &&
      !file.startsWith('catalog') &&
      file !== join('interpreter', 'models', 'places.ts') &&
      /\b(?:readFileSync|openSync|createReadStream)\(|node:fs\/promises/u.test(
        readFileSync(join(root, file), 'utf8'),
      ),
  )
  expect(found.toSorted()).toEqual(readers.map((file) => join(file)).toSorted())
})

it('finds circles', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', ['e']],
    ['e', ['d']],
    ['f', ['a']],
  ])
  expect(circles(graph).map((circle) => circle.toSorted())).toEqual([['a', 'b', 'c'], ['d', 'e'], ['f']])
})

// It may become less. A new file in it asks the `Interpreter` for what it needs of the ring, or belongs elsewhere.
it('has no larger circle of files than it had', () => {
  expect(
    largest.length,
    largest
      .map((file) => relative(ROOT, file))
      .toSorted()
      .join('\n'),
  ).toBeLessThanOrEqual(15)
})
