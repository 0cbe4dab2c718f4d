/**
 * Type information, where the user's parser has some. It only removes doubt about values whose origin is not known;
 * what a rule means never depends on it.
 */
import { catalogOf } from '../../../catalog/catalog.ts'
import type { LanguageName } from '../../language.ts'
import type { Module, SyntaxNode } from '../../../program.ts'
import { childrenOf, syntaxOf } from '../syntax.ts'

interface Symbolic {
  readonly name: string
  readonly declarations?: readonly { getSourceFile(): { readonly fileName: string } }[]
}

interface Services {
  readonly program?: { getSourceFiles?(): readonly { readonly fileName: string }[] } | null
  getTypeAtLocation?(node: SyntaxNode): { readonly symbol?: Symbolic; readonly aliasSymbol?: Symbolic }
}

/**
 * A function from a member access to the catalogued type of its object; undefined without type information. The user's
 * parser knows the types of what it has parsed, and of nothing else.
 *
 * @param tree what the user's parser made of the text; the module may have been made of another reading of it.
 */
export function typesFrom(
  services: unknown,
  module: Module,
  tree: object,
): ((node: SyntaxNode, at: Module) => string | undefined) | undefined {
  const { program, getTypeAtLocation } = (services ?? {}) as Services
  if (!program || !getTypeAtLocation) return undefined
  const catalog = catalogOf(module.language.name)
  let typed: ReadonlyMap<string, SyntaxNode> | undefined
  const typedNode = (node: SyntaxNode): SyntaxNode | undefined =>
    module.tree === tree ? node : (typed ??= nodesByPlace(tree as SyntaxNode)).get(placeOf(node))
  return (node, at) => {
    const member = syntaxOf(node)
    const object = at === module && 'object' in member ? typedNode(member.object) : undefined
    if (!object) return undefined
    const type = getTypeAtLocation(object)
    const symbol = type.aliasSymbol ?? type.symbol
    const file = symbol?.declarations?.[0]?.getSourceFile().fileName
    const specifier = file === undefined ? undefined : packageOf(file)
    const root = specifier === undefined ? undefined : catalog.module(specifier)?.root
    if (!root) return undefined
    const path = catalog.canonical(`${root.path}.${symbol!.name}`)
    return catalog.types.has(path) ? path : undefined
  }
}

function placeOf({ type, range }: SyntaxNode): string {
  return `${type} ${range.join('-')}`
}

/** The nodes of a tree, by what finds the same one in another tree of the same text. */
function nodesByPlace(tree: SyntaxNode): ReadonlyMap<string, SyntaxNode> {
  const found = new Map<string, SyntaxNode>()
  const waiting = [syntaxOf(tree)]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    found.set(placeOf(node), node)
    waiting.push(...childrenOf(node))
  }
  return found
}

/** Whether type information could tell that a value belongs to a library of machine learning. */
export function typesMayKnow(services: unknown, language: LanguageName): boolean {
  const { program } = (services ?? {}) as Services
  if (!program?.getSourceFiles) return false
  let known = programs.get(program)
  if (known === undefined) {
    const catalog = catalogOf(language)
    const packages = new Set(program.getSourceFiles().map(({ fileName }) => packageOf(fileName)))
    known = [...packages].some((name) => name !== undefined && catalog.module(name)?.library.ml)
    programs.set(program, known)
  }
  return known
}

const programs = new WeakMap<object, boolean>()

function packageOf(file: string): string | undefined {
  const [, inside] = file.split(/^.*\/node_modules\//su)
  return inside?.includes('/') ? /^(?:@[^/]+\/)?[^/]+/u.exec(inside)?.[0] : undefined
}
