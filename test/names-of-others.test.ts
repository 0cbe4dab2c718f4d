/**
 * Names that come from elsewhere (of files, packages, streams, scopes, methods) may be `constructor` or `__proto__`. What
 * is kept by them is a `Map`, or is asked for as a member of its own: a plain `table[name]` answers for what every object
 * inherits, and an assignment to `__proto__` is lost.
 */
import { join, relative, sep } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** The catalogue is data: its tables are built once, from names that stand beside them. */
const DATA = /^src\/catalog\/(?:javascript|python)\//u

/** Names of ours, for objects that must be asked by name, by file. */
const OURS: ReadonlyMap<string, readonly string[]> = new Map([
  // The environment, by the variables of the table of settings.
  [
    'runtime/enforce/native-environment.ts',
    [
      'environment()[row.id]',
      'environment()[name]',
      'env[name]',
      'real[setting.name]',
      'real[name]',
      'after[name]',
    ],
  ],
  ['runtime/enforce/rank.ts', ['env[launcher.rank]', 'env[launcher.worldSize]']],
  // Methods of Node and flags of TensorFlow.js that are replaced.
  ['runtime/enforce/workers.ts', ['target[name]']],
  ['runtime/enforce/audit.ts', ['(target as Record<string, unknown>)[name]']],
  [
    'runtime/tfjs/engine.ts',
    ['engine?.ENV.flags[flag.name]', 'ENV.flags[flag.name]', 'flag.name in ENV.flagRegistry'],
  ],
  // Node's own table has no prototype.
  ['runtime/enforce/modules.ts', ['internals()._cache?.[file]']],
  // Each key is one of the object's own.
  ['runtime/streams/scopes.ts', ['resource[key]']],
  // Options and commands, after they were checked.
  ['src/cli/arguments.ts', ['values[name]']],
  ['runtime/commands/cli.ts', ['USAGE[name]']],
  ['runtime/commands/verify-report.ts', ['digests[name]']],
  // `Program` or `Module`, in a listener that is made here.
  ['src/rule.ts', ['[ast.type]']],
])

function programOf(
  files: readonly string[],
  options: ts.CompilerOptions,
  host?: ts.CompilerHost,
): ts.Program {
  return ts.createProgram({ rootNames: files, options, ...(host && { host }) })
}

function withoutTypes(node: ts.Expression): ts.Expression {
  while (
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isSatisfiesExpression(node)
  )
    node = node.expression
  return node
}

/** A type of which any text is one, and not a few known names or the names of another type. */
function isAnyText(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some(isAnyText)
  return (
    (type.flags &
      (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral | ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !==
    0
  )
}

/** `Object.hasOwn(table, key)` stands before, in the same statement or in one around it. */
function isGuarded(node: ts.Node, table: string, key: string): boolean {
  for (let at = node; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isStatement(at) && !ts.isExpression(at)) continue
    if (ts.isBlock(at)) continue
    if (at.getText().includes(`Object.hasOwn(${table}, ${key})`)) return true
  }
  return false
}

interface Found {
  readonly file: string
  readonly line: number
  readonly text: string
}

function readsByAnyName(program: ts.Program, isOwn: (file: string) => boolean): readonly Found[] {
  const checker = program.getTypeChecker()
  const found: Found[] = []
  for (const source of program.getSourceFiles()) {
    if (source.isDeclarationFile || !isOwn(source.fileName)) continue
    const check = (node: ts.Node, table: ts.Expression | undefined, key: ts.Expression): void => {
      if (!isAnyText(checker.getTypeAtLocation(withoutTypes(key)))) return
      if (table && isGuarded(node, withoutTypes(table).getText(), withoutTypes(key).getText())) return
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push({ file: source.fileName, line, text: node.getText().replaceAll(/\s+/gu, ' ') })
    }
    const visit = (node: ts.Node): void => {
      if (ts.isElementAccessExpression(node)) check(node, node.expression, node.argumentExpression)
      if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword)
        check(node, node.right, node.left)
      // A literal may be given any name but not asked by it; a method of that name is another matter.
      if (ts.isComputedPropertyName(node)) check(node, undefined, node.expression)
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return found
}

it('the check sees what it is to see', () => {
  const cases = `;
declare const table: Record<string, number>, list: number[], title: string, known: 'a' | 'b', at: number, pair: { a: number; b: number };
table[title]
table[title] = 1
table[\`x\${title}\`]
;(table as { [key: string]: number })[title as 'a']
title in table
const given = { [title]: 1 }
Object.hasOwn(table, title) && list[at]
table[title + '/' + at]
if (Object.hasOwn(table, title)) list[table[title]!]
Object.hasOwn(table, title) ? table[title] : undefined
list[at]; pair[known]; table['a']; new Map<string, number>().get(title)
function generic<T extends object, K extends keyof T>(of: T, key: K) { return of[key] }
`
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, strict: true, noEmit: true }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (file, ...rest) =>
    file === '/cases.ts'
      ? ts.createSourceFile(file, cases, ts.ScriptTarget.ES2022, true)
      : read(file, ...rest)
  const found = readsByAnyName(programOf(['/cases.ts'], options, host), (file) => file === '/cases.ts')
  expect(found.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 10])
})

it('nothing is looked up in a plain object by a name of others', { timeout: 120_000 }, () => {
  const config = ts.getParsedCommandLineOfConfigFile(join(ROOT, 'tsconfig.build.json'), {}, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: () => {},
  } as ts.ParseConfigFileHost)!
  const program = programOf(config.fileNames, config.options)
  const unused = new Set([...OURS].flatMap(([file, texts]) => texts.map((text) => `${file}: ${text}`)))
  const wrong = readsByAnyName(program, (file) => !file.includes('node_modules')).flatMap((found) => {
    const file = relative(ROOT, found.file).split(sep).join('/')
    if (DATA.test(file)) return []
    if (OURS.get(file)?.includes(found.text)) {
      unused.delete(`${file}: ${found.text}`)
      return []
    }
    return [`${file}:${found.line}: ${found.text}`]
  })
  expect(wrong).toEqual([])
  expect([...unused]).toEqual([])
})
