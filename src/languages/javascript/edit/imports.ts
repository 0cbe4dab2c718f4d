/** Adding an import, or a `require` where a file is written that way. */
import type { Node, Program } from '../syntax.ts'
import type { Edit } from '../../../edits.ts'
import { afterComment, quoted, wholeLines, type Style } from './writing.ts'

export interface Binding {
  readonly name?: string
  readonly alias?: string
  readonly first?: boolean
}

/** @param names that the file mentions anywhere: a new one must be none of them. */
export function addedImport(
  ast: Program,
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

function isCommonJS({ body, sourceType }: Program, text: string): boolean {
  if (body.some(({ type }) => /^(?:Import|Export)/.test(type))) return false
  return /\brequire\s*\(|\bmodule\.exports\b/.test(text) || sourceType !== 'module'
}

/** A top-level statement that loads a module for its names or its effects. */
function linkOf(statement: Node, commonjs: boolean): Link | undefined {
  if (!commonjs) {
    if (statement.type !== 'ImportDeclaration') return undefined
    const { source, specifiers, importKind } = statement
    if (importKind === 'type') return { module: '', node: statement, locals: new Map() }
    const locals = specifiers.map((specifier): [string, string] => {
      const imported = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : undefined
      const whole = specifier.type === 'ImportNamespaceSpecifier' ? '*' : 'default'
      return [specifier.local.name, imported ?? whole]
    })
    return { module: source.value, node: statement, locals: new Map(locals) }
  }
  if (statement.type === 'ExpressionStatement') {
    const module = requiredModule(statement.expression)
    return module === undefined ? undefined : { module, node: statement, locals: new Map() }
  }
  if (statement.type !== 'VariableDeclaration') return undefined
  const [declarator, ...others] = statement.declarations
  const module = declarator?.init && others.length === 0 ? requiredModule(declarator.init) : undefined
  if (module === undefined) return undefined
  const { id } = declarator
  const locals = new Map<string, string>()
  if (id.type === 'Identifier') locals.set(id.name, '*')
  if (id.type === 'ObjectPattern') {
    for (const property of id.properties) {
      if (property.type !== 'Property') continue
      const imported = nameOf(property.key)
      const name = nameOf(property.value)
      if (imported && name) locals.set(name, imported)
    }
  }
  return { module, node: statement, locals }
}

function requiredModule(node: Node): string | undefined {
  if (node.type !== 'CallExpression' || nameOf(node.callee) !== 'require') return undefined
  const [module] = node.arguments
  return module?.type === 'Literal' && typeof module.value === 'string' ? module.value : undefined
}

function nameOf(node: Node): string | undefined {
  return node.type === 'Identifier' ? node.name : undefined
}

/** Adds a name to the braces of an import that is there. */
function extend(node: Node, name: string, local: string, commonjs: boolean): readonly Edit[] | undefined {
  const item = name === local ? name : `${name}${commonjs ? ':' : ' as'} ${local}`
  if (commonjs) {
    if (node.type !== 'VariableDeclaration') return undefined
    const { id } = node.declarations[0]
    const last = id.type === 'ObjectPattern' ? id.properties.at(-1) : undefined
    if (!last || last.type === 'RestElement') return undefined
    return [{ range: [last.range[1], last.range[1]], text: `, ${item}` }]
  }
  const last = node.type === 'ImportDeclaration' ? node.specifiers.at(-1) : undefined
  if (!last || last.type === 'ImportNamespaceSpecifier') return undefined
  const at = last.range[1]
  return [{ range: [at, at], text: last.type === 'ImportSpecifier' ? `, ${item}` : `, { ${item} }` }]
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
  ast: Program,
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
  ast: Program,
  text: string,
  { lineEnd }: Style,
  previous: Node | undefined,
  line: string,
): readonly Edit[] {
  const directive = ast.body.findLast(
    (node) => node.type === 'ExpressionStatement' && typeof node.directive === 'string',
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
