/**
 * The Python syntax tree: names and fields of CPython's own `ast` module, with these differences.
 *
 * - The node's class name is in `type`; therefore `ExceptHandler.type` is called `exception`.
 * - Every node has a `range` and a `loc`, also those without a position in CPython (`arguments`, `comprehension`, `withitem`,
 *   `match_case`): they span their children and their own keyword.
 * - Operators and contexts are strings (`'Add'`, `'Load'`), and an absent optional field is `null`.
 * - `Constant.literal` tells `1` from `1.0`, and `b'x'` from `'x'`; CPython's `kind` (the `u` prefix) and type comments are left out.
 *
 * As in CPython, the range of a decorated function or class starts at `def`/`class`: its decorators lie before it.
 */

/** A place in the text: `line` is 1-based, `column` 0-based in UTF-16 units; `\r\n`, `\r` and `\n` end a line, nothing else does. */
export interface Position {
  line: number
  column: number
}

/** The places where a node begins and ends (exclusive). */
export interface SourceLocation {
  start: Position
  end: Position
}

/** What every node has. */
export interface BaseNode {
  /** Offsets of begin and end (exclusive) in the text without its byte order mark, in UTF-16 units. */
  range: [number, number]
  loc: SourceLocation
}

export type ExprContext = 'Load' | 'Store' | 'Del'
export type BoolOperator = 'And' | 'Or'
export type UnaryOperator = 'Invert' | 'Not' | 'UAdd' | 'USub'
export type BinaryOperator =
  | 'Add'
  | 'Sub'
  | 'Mult'
  | 'MatMult'
  | 'Div'
  | 'Mod'
  | 'Pow'
  | 'LShift'
  | 'RShift'
  | 'BitOr'
  | 'BitXor'
  | 'BitAnd'
  | 'FloorDiv'
export type CompareOperator = 'Eq' | 'NotEq' | 'Lt' | 'LtE' | 'Gt' | 'GtE' | 'Is' | 'IsNot' | 'In' | 'NotIn'

/** A `#` comment. `value` is the text after the `#`; the type is ESLint's word for a comment that ends with its line. */
export interface Comment extends BaseNode {
  type: 'Line'
  value: string
}

/** The whole file. Its range is the whole text. */
export interface Module extends BaseNode {
  type: 'Module'
  body: Statement[]
  /** All comments, in the order of the text. */
  comments: Comment[]
}

export interface FunctionDef extends BaseNode {
  type: 'FunctionDef'
  name: string
  args: Arguments
  body: Statement[]
  decorator_list: Expression[]
  returns: Expression | null
  type_params: TypeParameter[]
}

export interface AsyncFunctionDef extends BaseNode {
  type: 'AsyncFunctionDef'
  name: string
  args: Arguments
  body: Statement[]
  decorator_list: Expression[]
  returns: Expression | null
  type_params: TypeParameter[]
}

export interface ClassDef extends BaseNode {
  type: 'ClassDef'
  name: string
  bases: Expression[]
  keywords: Keyword[]
  body: Statement[]
  decorator_list: Expression[]
  type_params: TypeParameter[]
}

export interface Return extends BaseNode {
  type: 'Return'
  value: Expression | null
}

export interface Delete extends BaseNode {
  type: 'Delete'
  targets: Expression[]
}

export interface Assign extends BaseNode {
  type: 'Assign'
  targets: Expression[]
  value: Expression
}

export interface TypeAlias extends BaseNode {
  type: 'TypeAlias'
  name: Expression
  type_params: TypeParameter[]
  value: Expression
}

export interface AugAssign extends BaseNode {
  type: 'AugAssign'
  target: Expression
  op: BinaryOperator
  value: Expression
}

export interface AnnAssign extends BaseNode {
  type: 'AnnAssign'
  target: Expression
  annotation: Expression
  value: Expression | null
  /** 1 where the target is a bare name without parentheses. */
  simple: 0 | 1
}

export interface For extends BaseNode {
  type: 'For'
  target: Expression
  iter: Expression
  body: Statement[]
  orelse: Statement[]
}

export interface AsyncFor extends BaseNode {
  type: 'AsyncFor'
  target: Expression
  iter: Expression
  body: Statement[]
  orelse: Statement[]
}

export interface While extends BaseNode {
  type: 'While'
  test: Expression
  body: Statement[]
  orelse: Statement[]
}

/** `elif` is an `If` that is the only statement of `orelse`. */
export interface If extends BaseNode {
  type: 'If'
  test: Expression
  body: Statement[]
  orelse: Statement[]
}

export interface With extends BaseNode {
  type: 'With'
  items: WithItem[]
  body: Statement[]
}

export interface AsyncWith extends BaseNode {
  type: 'AsyncWith'
  items: WithItem[]
  body: Statement[]
}

export interface WithItem extends BaseNode {
  type: 'withitem'
  context_expr: Expression
  optional_vars: Expression | null
}

export interface Match extends BaseNode {
  type: 'Match'
  subject: Expression
  cases: MatchCase[]
}

export interface MatchCase extends BaseNode {
  type: 'match_case'
  pattern: Pattern
  guard: Expression | null
  body: Statement[]
}

export interface Raise extends BaseNode {
  type: 'Raise'
  exc: Expression | null
  cause: Expression | null
}

export interface Try extends BaseNode {
  type: 'Try'
  body: Statement[]
  handlers: ExceptHandler[]
  orelse: Statement[]
  finalbody: Statement[]
}

/** `try` with `except*`. */
export interface TryStar extends BaseNode {
  type: 'TryStar'
  body: Statement[]
  handlers: ExceptHandler[]
  orelse: Statement[]
  finalbody: Statement[]
}

export interface ExceptHandler extends BaseNode {
  type: 'ExceptHandler'
  /** CPython's field `type`: what is caught; `null` for a bare `except:`. */
  exception: Expression | null
  name: string | null
  body: Statement[]
}

export interface Assert extends BaseNode {
  type: 'Assert'
  test: Expression
  msg: Expression | null
}

export interface Import extends BaseNode {
  type: 'Import'
  names: Alias[]
}

export interface ImportFrom extends BaseNode {
  type: 'ImportFrom'
  /** `null` in `from . import x`. */
  module: string | null
  /** `[{ name: '*' }]` for a star import. */
  names: Alias[]
  /** The number of leading dots; 0 for an absolute import. */
  level: number
}

export interface Alias extends BaseNode {
  type: 'alias'
  /** Dotted in `import a.b`. */
  name: string
  asname: string | null
}

export interface Global extends BaseNode {
  type: 'Global'
  names: string[]
}

export interface Nonlocal extends BaseNode {
  type: 'Nonlocal'
  names: string[]
}

/** An expression used as a statement. */
export interface Expr extends BaseNode {
  type: 'Expr'
  value: Expression
}

export interface Pass extends BaseNode {
  type: 'Pass'
}

export interface Break extends BaseNode {
  type: 'Break'
}

export interface Continue extends BaseNode {
  type: 'Continue'
}

export interface BoolOp extends BaseNode {
  type: 'BoolOp'
  op: BoolOperator
  values: Expression[]
}

export interface NamedExpr extends BaseNode {
  type: 'NamedExpr'
  target: Expression
  value: Expression
}

export interface BinOp extends BaseNode {
  type: 'BinOp'
  left: Expression
  op: BinaryOperator
  right: Expression
}

export interface UnaryOp extends BaseNode {
  type: 'UnaryOp'
  op: UnaryOperator
  operand: Expression
}

export interface Lambda extends BaseNode {
  type: 'Lambda'
  args: Arguments
  body: Expression
}

export interface IfExp extends BaseNode {
  type: 'IfExp'
  test: Expression
  body: Expression
  orelse: Expression
}

export interface Dict extends BaseNode {
  type: 'Dict'
  /** Parallel to `values`; `null` where the value is unpacked with `**`. */
  keys: (Expression | null)[]
  values: Expression[]
}

export interface SetDisplay extends BaseNode {
  type: 'Set'
  elts: Expression[]
}

export interface ListComp extends BaseNode {
  type: 'ListComp'
  elt: Expression
  generators: Comprehension[]
}

export interface SetComp extends BaseNode {
  type: 'SetComp'
  elt: Expression
  generators: Comprehension[]
}

export interface DictComp extends BaseNode {
  type: 'DictComp'
  key: Expression
  value: Expression
  generators: Comprehension[]
}

export interface GeneratorExp extends BaseNode {
  type: 'GeneratorExp'
  elt: Expression
  generators: Comprehension[]
}

export interface Comprehension extends BaseNode {
  type: 'comprehension'
  target: Expression
  iter: Expression
  ifs: Expression[]
  is_async: 0 | 1
}

export interface Await extends BaseNode {
  type: 'Await'
  value: Expression
}

export interface Yield extends BaseNode {
  type: 'Yield'
  value: Expression | null
}

export interface YieldFrom extends BaseNode {
  type: 'YieldFrom'
  value: Expression
}

export interface Compare extends BaseNode {
  type: 'Compare'
  left: Expression
  ops: CompareOperator[]
  comparators: Expression[]
}

export interface Call extends BaseNode {
  type: 'Call'
  func: Expression
  args: Expression[]
  keywords: Keyword[]
}

export interface Keyword extends BaseNode {
  type: 'keyword'
  /** `null` for `**kwargs`. */
  arg: string | null
  value: Expression
}

export interface FormattedValue extends BaseNode {
  type: 'FormattedValue'
  value: Expression
  /** -1 for none, else the character code of `s`, `r` or `a`. */
  conversion: number
  format_spec: JoinedStr | null
}

/** An f-string, or several string literals side by side of which one is an f-string. */
export interface JoinedStr extends BaseNode {
  type: 'JoinedStr'
  values: Expression[]
}

/** A field of a t-string (Python 3.14). */
export interface Interpolation extends BaseNode {
  type: 'Interpolation'
  value: Expression
  /** The text of the expression as written. */
  str: string
  conversion: number
  format_spec: JoinedStr | null
}

/** A t-string (Python 3.14). */
export interface TemplateStr extends BaseNode {
  type: 'TemplateStr'
  values: Expression[]
}

interface ConstantOf<Literal extends string, Value> extends BaseNode {
  type: 'Constant'
  literal: Literal
  value: Value
}

export type StrConstant = ConstantOf<'str', string>
/** One character (U+0000 to U+00FF) a byte. */
export type BytesConstant = ConstantOf<'bytes', string>
/** A `bigint` where the value is outside JavaScript's safe integers. */
export type IntConstant = ConstantOf<'int', number | bigint>
export type FloatConstant = ConstantOf<'float', number>
/** `value` is the imaginary part: a literal has no other. */
export type ComplexConstant = ConstantOf<'complex', number>
export type BoolConstant = ConstantOf<'bool', boolean>
export type NoneConstant = ConstantOf<'None', null>
export type EllipsisConstant = ConstantOf<'Ellipsis', '...'>

export type Constant =
  | StrConstant
  | BytesConstant
  | IntConstant
  | FloatConstant
  | ComplexConstant
  | BoolConstant
  | NoneConstant
  | EllipsisConstant

export interface Attribute extends BaseNode {
  type: 'Attribute'
  value: Expression
  attr: string
  ctx: ExprContext
}

export interface Subscript extends BaseNode {
  type: 'Subscript'
  value: Expression
  slice: Expression
  ctx: ExprContext
}

export interface Starred extends BaseNode {
  type: 'Starred'
  value: Expression
  ctx: ExprContext
}

export interface Name extends BaseNode {
  type: 'Name'
  id: string
  ctx: ExprContext
}

export interface List extends BaseNode {
  type: 'List'
  elts: Expression[]
  ctx: ExprContext
}

/** The range holds the parentheses where there are any. */
export interface Tuple extends BaseNode {
  type: 'Tuple'
  elts: Expression[]
  ctx: ExprContext
}

export interface Slice extends BaseNode {
  type: 'Slice'
  lower: Expression | null
  upper: Expression | null
  step: Expression | null
}

/** A parameter list. Empty lists have an empty range at the place where a parameter would be written. */
export interface Arguments extends BaseNode {
  type: 'arguments'
  posonlyargs: Arg[]
  args: Arg[]
  vararg: Arg | null
  kwonlyargs: Arg[]
  /** Parallel to `kwonlyargs`; `null` where the parameter has no default. */
  kw_defaults: (Expression | null)[]
  kwarg: Arg | null
  /** Defaults of the last parameters of `posonlyargs` and `args` together. */
  defaults: Expression[]
}

export interface Arg extends BaseNode {
  type: 'arg'
  arg: string
  annotation: Expression | null
}

export interface MatchValue extends BaseNode {
  type: 'MatchValue'
  value: Expression
}

export interface MatchSingleton extends BaseNode {
  type: 'MatchSingleton'
  value: boolean | null
}

export interface MatchSequence extends BaseNode {
  type: 'MatchSequence'
  patterns: Pattern[]
}

export interface MatchMapping extends BaseNode {
  type: 'MatchMapping'
  keys: Expression[]
  patterns: Pattern[]
  rest: string | null
}

export interface MatchClass extends BaseNode {
  type: 'MatchClass'
  cls: Expression
  patterns: Pattern[]
  kwd_attrs: string[]
  kwd_patterns: Pattern[]
}

export interface MatchStar extends BaseNode {
  type: 'MatchStar'
  name: string | null
}

export interface MatchAs extends BaseNode {
  type: 'MatchAs'
  pattern: Pattern | null
  name: string | null
}

export interface MatchOr extends BaseNode {
  type: 'MatchOr'
  patterns: Pattern[]
}

export interface TypeVar extends BaseNode {
  type: 'TypeVar'
  name: string
  bound: Expression | null
  default_value: Expression | null
}

export interface ParamSpec extends BaseNode {
  type: 'ParamSpec'
  name: string
  default_value: Expression | null
}

export interface TypeVarTuple extends BaseNode {
  type: 'TypeVarTuple'
  name: string
  default_value: Expression | null
}

/** CPython's `stmt`. */
export type Statement =
  | FunctionDef
  | AsyncFunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | TypeAlias
  | AugAssign
  | AnnAssign
  | For
  | AsyncFor
  | While
  | If
  | With
  | AsyncWith
  | Match
  | Raise
  | Try
  | TryStar
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | Expr
  | Pass
  | Break
  | Continue

/** CPython's `expr`. */
export type Expression =
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | SetDisplay
  | ListComp
  | SetComp
  | DictComp
  | GeneratorExp
  | Await
  | Yield
  | YieldFrom
  | Compare
  | Call
  | FormattedValue
  | Interpolation
  | JoinedStr
  | TemplateStr
  | Constant
  | Attribute
  | Subscript
  | Starred
  | Name
  | List
  | Tuple
  | Slice

/** CPython's `pattern`. */
export type Pattern =
  MatchValue | MatchSingleton | MatchSequence | MatchMapping | MatchClass | MatchStar | MatchAs | MatchOr

/** CPython's `type_param`. */
export type TypeParameter = TypeVar | ParamSpec | TypeVarTuple

/** Any node of the tree, told apart by `type`. */
export type PythonNode =
  | Module
  | Statement
  | Expression
  | Pattern
  | TypeParameter
  | ExceptHandler
  | WithItem
  | MatchCase
  | Comprehension
  | Keyword
  | Alias
  | Arguments
  | Arg

/** The node of a given type: `NodeOf<'Call'>` is `Call`. */
export type NodeOf<Type extends PythonNode['type']> = Extract<PythonNode, { type: Type }>
