/** Adding an import, or a `require` where a file is written that way. */
import type { TSESTree } from '@typescript-eslint/utils'
import type { Edit } from '../../../edits.ts'
import { afterComment, quoted, wholeLines, type Style } from './writing.ts'

type Node = TSESTree.Node

export interface Binding {
  readonly name?: string
  readonly alias?: string
  readonly first?: boolean
}

/** @param names that the file mentions anywhere: a new one must be none of them. */
export function addedImport(
  ast: TSESTree.Program,
  text: string,
  style: Style,
  names: ReadonlySet<string>,
  module: string,
  binding: Binding,
): readonly Edit[] | undefined {
  const commonjs = isCommonJS(ast, text)
  const links = ast.body.flatMap((statement) => linkOf(statement, commonjs) ?? [])
  const same = links.filter((link) => link.module === module)
  const local = binding.alias ?? binding.name
  if (binding.first && local === undefined) return asFirst(ast, text, style, links, module, commonjs)
  if (local !== undefined) {
    if (same.some((link) => link.locals.get(local) === (binding.name ?? '*'))) return []
    if (names.has(local)) return undefined
  } else if (same.length > 0) {
    return []
  }
  if (binding.name !== undefined && binding.name !== 'default') {
    const extended = same.map((link) => extend(link.node, binding.name!, local!, commonjs)).find(Boolean)
    if (extended && !binding.first) return extended
  }
  const line = writtenImport(module, binding, style, commonjs)
  return insertAt(ast, text, style, binding.first ? undefined : links.at(-1)?.node, line)
}

interface Link {
  readonly module: string
  readonly node: Node
  /** Local name -> imported name; `*` for the module itself. */
  readonly locals: ReadonlyMap<string, string>
}

function isCommonJS({ body, sourceType }: TSESTree.Program, text: string): boolean {
  if (body.some(({ type }) => /^(?:Import|Export)/.test(type))) return false
  return /\brequire\s*\(|\bmodule\.exports\b/.test(text) || sourceType !== 'module'
}

/** A top-level statement that loads a module for its names or its effects. */
function linkOf(statement: Node, commonjs: boolean): Link | undefined {
  if (!commonjs) {
    if (statement.type !== ('ImportDeclaration' as string)) return undefined
    const { source, specifiers, importKind } = statement as TSESTree.ImportDeclaration
    if (importKind === 'type') return { module: '', node: statement, locals: new Map() }
    const locals = specifiers.map((specifier): [string, string] => {
      const { imported } = specifier as TSESTree.ImportSpecifier
      const isNamespace = specifier.type === ('ImportNamespaceSpecifier' as string)
      const name = (imported as TSESTree.Identifier | undefined)?.name
      return [specifier.local.name, isNamespace ? '*' : (name ?? 'default')]
    })
    return { module: source.value, node: statement, locals: new Map(locals) }
  }
  if (statement.type === ('ExpressionStatement' as string)) {
    const module = requiredModule((statement as TSESTree.ExpressionStatement).expression)
    return module === undefined ? undefined : { module, node: statement, locals: new Map() }
  }
  if (statement.type !== ('VariableDeclaration' as string)) return undefined
  const [declarator, ...others] = (statement as TSESTree.VariableDeclaration).declarations
  const module = declarator?.init && others.length === 0 ? requiredModule(declarator.init) : undefined
  if (module === undefined) return undefined
  const { id } = declarator
  const locals = new Map<string, string>()
  if (id.type === ('Identifier' as string)) locals.set((id as TSESTree.Identifier).name, '*')
  if (id.type === ('ObjectPattern' as string)) {
    for (const { key, value } of (id as TSESTree.ObjectPattern).properties as TSESTree.Property[]) {
      const { name: imported } = (key ?? {}) as TSESTree.Identifier
      const { name } = (value ?? {}) as TSESTree.Identifier
      if (imported && name) locals.set(name, imported)
    }
  }
  return { module, node: statement, locals }
}

function requiredModule(node: Node): string | undefined {
  const { callee, arguments: args } = node as TSESTree.CallExpression
  if (node.type !== ('CallExpression' as string) || (callee as TSESTree.Identifier).name !== 'require')
    return undefined
  const value = (args[0] as TSESTree.Literal | undefined)?.value
  return typeof value === 'string' ? value : undefined
}

/** Adds a name to the braces of an import that is there. */
function extend(node: Node, name: string, local: string, commonjs: boolean): readonly Edit[] | undefined {
  const item = name === local ? name : `${name}${commonjs ? ':' : ' as'} ${local}`
  if (commonjs) {
    if (node.type !== ('VariableDeclaration' as string)) return undefined
    const { id } = (node as TSESTree.VariableDeclaration).declarations[0]
    const last =
      id.type === ('ObjectPattern' as string) ? (id as TSESTree.ObjectPattern).properties.at(-1) : undefined
    if (!last || last.type === ('RestElement' as string)) return undefined
    return [{ range: [last.range[1], last.range[1]], text: `, ${item}` }]
  }
  const last = (node as TSESTree.ImportDeclaration).specifiers.at(-1)
  if (!last || last.type === ('ImportNamespaceSpecifier' as string)) return undefined
  const at = last.range[1]
  return [
    { range: [at, at], text: last.type === ('ImportSpecifier' as string) ? `, ${item}` : `, { ${item} }` },
  ]
}

function writtenImport(module: string, { name, alias }: Binding, style: Style, commonjs: boolean): string {
  const from = quoted(module, style)
  const renamed = alias !== undefined && alias !== name
  if (commonjs) {
    if (name === undefined)
      return `${alias === undefined ? '' : `const ${alias} = `}require(${from})${style.semicolon}`
    if (name === 'default') return `const ${alias ?? name} = require(${from}).default${style.semicolon}`
    return `const { ${renamed ? `${name}: ${alias}` : name} } = require(${from})${style.semicolon}`
  }
  if (name === undefined)
    return `import ${alias === undefined ? '' : `* as ${alias} from `}${from}${style.semicolon}`
  if (name === 'default') return `import ${alias ?? name} from ${from}${style.semicolon}`
  return `import { ${renamed ? `${name} as ${alias}` : name} } from ${from}${style.semicolon}`
}

/** `import 'x/register'` works only before everything else: it is moved up where it stands too low. */
function asFirst(
  ast: TSESTree.Program,
  text: string,
  style: Style,
  links: readonly Link[],
  module: string,
  commonjs: boolean,
): readonly Edit[] | undefined {
  const present = links.find((link) => link.module === module)
  if (present && present === links.find((link) => link.module !== '')) return []
  const inserted = insertAt(ast, text, style, undefined, writtenImport(module, {}, style, commonjs))
  if (!present || !inserted) return inserted
  if (present.locals.size > 0) return inserted
  return [...inserted, { range: wholeLines(text, present.node.range) ?? present.node.range, text: '' }]
}

/** A line after `previous`, or at the top: below `#!`, directives and the comment about the file. */
function insertAt(
  ast: TSESTree.Program,
  text: string,
  { lineEnd }: Style,
  previous: Node | undefined,
  line: string,
): readonly Edit[] {
  const directive = ast.body.findLast(
    (node) => typeof (node as TSESTree.ExpressionStatement).directive === 'string',
  )
  const after = previous ?? directive
  if (after) {
    const at = afterComment(text, after.range[1])
    return [{ range: [at, at], text: lineEnd + line }]
  }
  const first = ast.body[0]
  const at = first ? text.lastIndexOf('\n', first.range[0] - 1) + 1 : text.length
  const isAlone = text.slice(at, first?.range[0]).trim() === ''
  const start = isAlone || !first ? at : first.range[0]
  const open = start > 0 && text[start - 1] !== '\n' ? lineEnd : ''
  return [{ range: [start, start], text: open + line + lineEnd }]
}
