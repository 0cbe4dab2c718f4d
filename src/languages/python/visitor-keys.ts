import type { PythonNode } from './ast.ts'

type Keys = { [Type in PythonNode['type']]: (keyof Extract<PythonNode, { type: Type }> & string)[] }

const definition = ['decorator_list', 'type_params', 'args', 'returns', 'body'] as const
const loop = ['target', 'iter', 'body', 'orelse'] as const
const attempt = ['body', 'handlers', 'orelse', 'finalbody'] as const

/**
 * The fields of each node that hold nodes or lists of nodes.
 *
 * Their order is not always the order of the text (a `Dict` has all keys before all values): {@link childrenOf} sorts.
 */
export const visitorKeys: Keys = {
  Module: ['body'],
  FunctionDef: [...definition],
  AsyncFunctionDef: [...definition],
  ClassDef: ['decorator_list', 'type_params', 'bases', 'keywords', 'body'],
  Return: ['value'],
  Delete: ['targets'],
  Assign: ['targets', 'value'],
  TypeAlias: ['name', 'type_params', 'value'],
  AugAssign: ['target', 'value'],
  AnnAssign: ['target', 'annotation', 'value'],
  For: [...loop],
  AsyncFor: [...loop],
  While: ['test', 'body', 'orelse'],
  If: ['test', 'body', 'orelse'],
  With: ['items', 'body'],
  AsyncWith: ['items', 'body'],
  withitem: ['context_expr', 'optional_vars'],
  Match: ['subject', 'cases'],
  match_case: ['pattern', 'guard', 'body'],
  Raise: ['exc', 'cause'],
  Try: [...attempt],
  TryStar: [...attempt],
  ExceptHandler: ['exception', 'body'],
  Assert: ['test', 'msg'],
  Import: ['names'],
  ImportFrom: ['names'],
  alias: [],
  Global: [],
  Nonlocal: [],
  Expr: ['value'],
  Pass: [],
  Break: [],
  Continue: [],
  BoolOp: ['values'],
  NamedExpr: ['target', 'value'],
  BinOp: ['left', 'right'],
  UnaryOp: ['operand'],
  Lambda: ['args', 'body'],
  IfExp: ['body', 'test', 'orelse'],
  Dict: ['keys', 'values'],
  Set: ['elts'],
  ListComp: ['elt', 'generators'],
  SetComp: ['elt', 'generators'],
  DictComp: ['key', 'value', 'generators'],
  GeneratorExp: ['elt', 'generators'],
  comprehension: ['target', 'iter', 'ifs'],
  Await: ['value'],
  Yield: ['value'],
  YieldFrom: ['value'],
  Compare: ['left', 'comparators'],
  Call: ['func', 'args', 'keywords'],
  keyword: ['value'],
  FormattedValue: ['value', 'format_spec'],
  JoinedStr: ['values'],
  Interpolation: ['value', 'format_spec'],
  TemplateStr: ['values'],
  Constant: [],
  Attribute: ['value'],
  Subscript: ['value', 'slice'],
  Starred: ['value'],
  Name: [],
  List: ['elts'],
  Tuple: ['elts'],
  Slice: ['lower', 'upper', 'step'],
  arguments: ['posonlyargs', 'args', 'vararg', 'kwonlyargs', 'kwarg', 'defaults', 'kw_defaults'],
  arg: ['annotation'],
  MatchValue: ['value'],
  MatchSingleton: [],
  MatchSequence: ['patterns'],
  MatchMapping: ['keys', 'patterns'],
  MatchClass: ['cls', 'patterns', 'kwd_patterns'],
  MatchStar: [],
  MatchAs: ['pattern'],
  MatchOr: ['patterns'],
  TypeVar: ['bound', 'default_value'],
  ParamSpec: ['default_value'],
  TypeVarTuple: ['default_value'],
}

const NO_CHILDREN: readonly PythonNode[] = []

/** The children of a node in the order of the text. */
export function childrenOf(node: PythonNode): readonly PythonNode[] {
  const keys = visitorKeys[node.type]
  if (keys.length === 0) return NO_CHILDREN
  const children: PythonNode[] = []
  const fields = node as unknown as Record<string, PythonNode | (PythonNode | null)[] | null>
  for (const key of keys) {
    const value = fields[key]
    if (Array.isArray(value)) {
      for (const item of value) if (item !== null) children.push(item)
    } else if (value !== null && value !== undefined) children.push(value)
  }
  for (let index = 1; index < children.length; index++)
    if (children[index]!.range[0] < children[index - 1]!.range[0])
      return children.sort((a, b) => a.range[0] - b.range[0])
  return children
}
