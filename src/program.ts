/**
 * The program: what a front end makes of a file's syntax, in the order things happen.
 *
 * A front end (`lower.ts` of a language) knows syntax and nothing else: it says that something is
 * called, assigned or branched on, never what the callee does. The interpreter reads only these types, so it has no
 * idea which language a program was written in: what it has to know of it stands in the `Language` of each module.
 */
import type { Language } from './languages/language.ts'

/** A syntax node of either language. Reports need its location, edits its range; nothing else may be read. */
export interface SyntaxNode {
  readonly type: string
  /** UTF-16 offsets into the file's text, without a byte order mark. */
  readonly range: readonly [number, number]
  /** Lines count from 1, columns from 0, as in ESTree. */
  readonly loc: {
    readonly start: { readonly line: number; readonly column: number }
    readonly end: { readonly line: number; readonly column: number }
  }
}

/** Whether a node lies within another one of the same file, or is that one. */
export function liesWithin(inner: SyntaxNode, outer: SyntaxNode): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1]
}

/** One file, lowered. Kept per content: a module is a value and is never changed. */
export interface Module {
  /** Absolute path. */
  readonly file: string
  readonly language: Language
  /** Whoever gives a function a value of another type than it takes is told so: TypeScript. */
  readonly typed: boolean
  /** Without a byte order mark. */
  readonly text: string
  /** Static ECMAScript imports stand first, wherever they are written, because they run first. */
  readonly body: readonly Statement[]
  readonly exports: readonly Export[]
  /** Every module specifier that appears as a constant, worker files included: the edges of the project's graph. */
  readonly specifiers: readonly string[]
  /** A page, whose scripts a browser loads as they are. */
  readonly page?: boolean
  /** Names that it gives to a page's other scripts, where a bundler has written it to be loaded by anybody: `tf`. */
  readonly builtFor?: readonly string[]
  /** `if __name__ == "__main__"`, `require.main === module`, `import.meta.main`: it is written to be run. */
  readonly mainGuard: boolean
  /** The syntax tree it was lowered from, for its editor. */
  readonly tree: object
}

/** `export { local as exported }`, `export * from`, `export { imported as exported } from`. */
export interface Export {
  readonly exported: string
  readonly local?: string
  readonly from?: { readonly module: string; readonly imported: string }
}

// ---------------------------------------------------------------------------------------------------- statements

export type Statement =
  | ExpressionStatement
  | AssignStatement
  | IfStatement
  | SwitchStatement
  | LoopStatement
  | TryStatement
  | WithStatement
  | ReturnStatement
  | ThrowStatement
  | JumpStatement
  | FunctionStatement
  | ClassStatement
  | ImportStatement
  | DeleteStatement

export interface ExpressionStatement {
  readonly kind: 'expression'
  readonly expression: Expression
  /** The program goes on only where it counts as true: `assert`. */
  readonly asserted?: true
  readonly node: SyntaxNode
}

/** `target = value`, also a declaration. With `operator` (`+=`), the target's old value takes part. */
export interface AssignStatement {
  readonly kind: 'assign'
  readonly target: Target
  /** Absent for a declaration without a value: the name exists and is undefined. */
  readonly value?: Expression
  readonly operator?: string
  readonly annotation?: Expression
  readonly node: SyntaxNode
}

export interface IfStatement {
  readonly kind: 'if'
  readonly test: Expression
  readonly then: readonly Statement[]
  readonly otherwise: readonly Statement[]
  readonly node: SyntaxNode
}

/** `switch` and `match`. A case without tests is the default. */
export interface SwitchStatement {
  readonly kind: 'switch'
  readonly subject: Expression
  readonly cases: readonly { readonly tests: readonly Expression[]; readonly body: readonly Statement[] }[]
  readonly node: SyntaxNode
}

export interface LoopStatement {
  readonly kind: 'loop'
  /** `each` binds `target` to the items of `iterable`; `while` repeats while `test`. */
  readonly form: 'each' | 'while'
  readonly target?: Target
  readonly iterable?: Expression
  readonly test?: Expression
  /** `for await`, `async for`. */
  readonly asynchronous: boolean
  /** `for (const k in object)`: the target gets the keys. */
  readonly keys?: boolean
  readonly body: readonly Statement[]
  /** A C-style loop's update, Python's `else`. */
  readonly after: readonly Statement[]
  /** Names assigned in the body, the test or the update: their values may differ from one round to the next. */
  readonly assigned: readonly string[]
  readonly node: SyntaxNode
}

export interface TryStatement {
  readonly kind: 'try'
  readonly body: readonly Statement[]
  readonly handlers: readonly { readonly name?: string; readonly body: readonly Statement[] }[]
  readonly otherwise: readonly Statement[]
  readonly finally: readonly Statement[]
  readonly node: SyntaxNode
}

/** Python's `with`, JavaScript's `using`. */
export interface WithStatement {
  readonly kind: 'with'
  readonly items: readonly { readonly value: Expression; readonly target?: Target }[]
  readonly body: readonly Statement[]
  readonly node: SyntaxNode
}

export interface ReturnStatement {
  readonly kind: 'return'
  readonly value?: Expression
  readonly node: SyntaxNode
}

export interface ThrowStatement {
  readonly kind: 'throw'
  readonly value?: Expression
  readonly node: SyntaxNode
}

export interface JumpStatement {
  readonly kind: 'break' | 'continue'
  readonly node: SyntaxNode
}

export interface FunctionStatement {
  readonly kind: 'function'
  readonly definition: FunctionDefinition
  readonly node: SyntaxNode
}

export interface ClassStatement {
  readonly kind: 'class'
  readonly definition: ClassDefinition
  readonly node: SyntaxNode
}

export interface ImportStatement {
  readonly kind: 'import'
  /** As written: `@tensorflow/tfjs`, `./seed`, `torch.nn`, `..data.loader` (leading dots as in Python). */
  readonly module: string
  readonly bindings: readonly ImportBinding[]
  /** `from module import *`. */
  readonly star: boolean
  /** False for `import()` and for Python imports inside a function: they run when they are reached. */
  readonly static: boolean
  /** `import type`: its names serve annotations only, and nothing is loaded. */
  readonly typeOnly?: boolean
  /** A page's `<script src>`: it shares its names with the page's other scripts. */
  readonly script?: boolean
  /** As the page writes it, where its import map gives it the address in `module`. */
  readonly written?: string
  readonly node: SyntaxNode
}

export interface ImportBinding {
  /** `*` binds the module itself, `default` its default export. */
  readonly imported: string
  readonly local: string
  /** `import a.b.c` binds `a`, not `a.b.c`. */
  readonly root?: boolean
  readonly node: SyntaxNode
}

export interface DeleteStatement {
  readonly kind: 'delete'
  readonly targets: readonly Expression[]
  readonly node: SyntaxNode
}

// --------------------------------------------------------------------------------------------------- expressions

export type Expression =
  | ConstantExpression
  | NameExpression
  | MemberExpression
  | IndexExpression
  | CallExpression
  | FunctionExpression
  | ClassExpression
  | RecordExpression
  | ListExpression
  | ChoiceExpression
  | OperationExpression
  | ImportExpression
  | AssignExpression
  | AwaitExpression
  | YieldExpression
  | ComprehensionExpression
  | OpaqueExpression

export type ConstantValue = string | number | bigint | boolean | null | undefined

export interface ConstantExpression {
  readonly kind: 'constant'
  readonly value: ConstantValue
  readonly node: SyntaxNode
}

/**
 * A name. The front end makes names unique within a function where an inner block shadows an outer one
 * (`x`, `x#1`), so that a function is one scope for the timeline.
 */
export interface NameExpression {
  readonly kind: 'name'
  readonly name: string
  readonly node: SyntaxNode
}

/** `object.property`; also `object['property']` in JavaScript. */
export interface MemberExpression {
  readonly kind: 'member'
  readonly object: Expression
  readonly property: string
  readonly node: SyntaxNode
}

/** `object[index]` where the index is no constant name. A Python subscript is always an index. */
export interface IndexExpression {
  readonly kind: 'index'
  readonly object: Expression
  readonly index: Expression
  readonly node: SyntaxNode
}

export interface CallExpression {
  readonly kind: 'call'
  readonly callee: Expression
  readonly args: readonly Argument[]
  /** Written with `new`. */
  readonly construct: boolean
  /** It gives what stands under a name: `seed` of `cfg.get("seed")` and `getattr(cfg, "seed", None)`. */
  readonly looksUp?: { readonly name: string; readonly in: Expression }
  readonly node: SyntaxNode
}

export interface Argument {
  readonly value: Expression
  /** A Python keyword argument's name. */
  readonly name?: string
  /** `*args` / `...args` spread a list, `**kwargs` a record. */
  readonly spread?: 'list' | 'record'
  readonly node: SyntaxNode
}

export interface FunctionExpression {
  readonly kind: 'function'
  readonly definition: FunctionDefinition
  readonly node: SyntaxNode
}

export interface ClassExpression {
  readonly kind: 'class'
  readonly definition: ClassDefinition
  readonly node: SyntaxNode
}

/** An object literal, a dict display, `dict(a=1)`. */
export interface RecordExpression {
  readonly kind: 'record'
  readonly entries: readonly RecordEntry[]
  readonly node: SyntaxNode
}

export type RecordEntry =
  | {
      readonly key: string | Expression
      readonly value: Expression
      /** The value is a function that reads or writes it. */
      readonly accessor?: 'get' | 'set'
      readonly node: SyntaxNode
    }
  | { readonly spread: Expression; readonly node: SyntaxNode }

export interface ListExpression {
  readonly kind: 'list'
  /** A set has no order a program may rely on. */
  readonly form: 'list' | 'set'
  readonly items: readonly { readonly value: Expression; readonly spread: boolean }[]
  readonly node: SyntaxNode
}

/** One of several values: `a ? b : c` (three operands), `a || b`, `a && b`, `a ?? b`. */
export interface ChoiceExpression {
  readonly kind: 'choice'
  readonly operator: 'conditional' | 'or' | 'and' | 'coalesce'
  readonly operands: readonly Expression[]
  readonly node: SyntaxNode
}

/**
 * Arithmetic, comparison, negation, formatting. Operators carry one name in both languages:
 * `+ - * / % ** // << >> & | ^ @`, `== != < <= > >= in not-in is is-not`, `not`, `negative`, `format`
 * (template literals, f-strings), `typeof`, `instanceof`, `void`, `update` (`++`, `--`).
 */
export interface OperationExpression {
  readonly kind: 'operation'
  readonly operator: string
  readonly operands: readonly Expression[]
  readonly node: SyntaxNode
}

/** `require('m')`, `import('m')`, `importlib.import_module('m')` with a constant. */
export interface ImportExpression {
  readonly kind: 'import'
  readonly module: string
  readonly node: SyntaxNode
}

export interface AssignExpression {
  readonly kind: 'assign'
  readonly target: Target
  readonly value: Expression
  readonly operator?: string
  readonly node: SyntaxNode
}

export interface AwaitExpression {
  readonly kind: 'await'
  readonly value: Expression
  readonly node: SyntaxNode
}

export interface YieldExpression {
  readonly kind: 'yield'
  readonly value?: Expression
  /** `yield* items`: each of them. */
  readonly delegates?: boolean
  readonly node: SyntaxNode
}

export interface ComprehensionExpression {
  readonly kind: 'comprehension'
  readonly form: 'list' | 'set' | 'record' | 'generator'
  readonly loops: readonly {
    readonly target: Target
    readonly iterable: Expression
    readonly conditions: readonly Expression[]
  }[]
  /** The element; a record comprehension has its key first and its value second. */
  readonly elements: readonly Expression[]
  readonly node: SyntaxNode
}

/** Syntax the timeline need not understand: its parts are evaluated in order, its value is unknown. */
export interface OpaqueExpression {
  readonly kind: 'opaque'
  readonly parts: readonly Expression[]
  /** It stands too deep within other syntax to be read, and its parts are missing. */
  readonly tooDeep?: true
  readonly node: SyntaxNode
}

// ---------------------------------------------------------------------------------------- targets and definitions

export type Target =
  NameExpression | MemberExpression | IndexExpression | RecordPattern | ListPattern | DefaultPattern

/** `const { layers, train: { sgd }, ...rest } = tf`. */
export interface RecordPattern {
  readonly kind: 'record-pattern'
  readonly entries: readonly { readonly key: string | Expression; readonly target: Target }[]
  readonly rest?: Target
  readonly node: SyntaxNode
}

/** `const [a, , ...rest] = list`, `a, *rest = items`. A hole is undefined. */
export interface ListPattern {
  readonly kind: 'list-pattern'
  readonly items: readonly (Target | undefined)[]
  readonly rest?: Target
  readonly node: SyntaxNode
}

/** A target with a value for when there is none: `{ seed = 42 }`. */
export interface DefaultPattern {
  readonly kind: 'default-pattern'
  readonly target: Target
  readonly value: Expression
  readonly node: SyntaxNode
}

export interface FunctionDefinition {
  /** Empty for an anonymous function. */
  readonly name: string
  readonly parameters: readonly Parameter[]
  /** Lowered when first asked for: most functions of a file are never called from where one looks. */
  readonly body: readonly Statement[]
  /** Names that belong to this function. A Python `global` or `nonlocal` name does not. */
  readonly locals: ReadonlySet<string>
  readonly asynchronous: boolean
  readonly generator: boolean
  /** Arrow functions and lambdas see the `this` around them. */
  readonly arrow: boolean
  readonly decorators: readonly Expression[]
  readonly returns?: Expression
  readonly node: SyntaxNode
}

export interface Parameter {
  readonly target: Target
  readonly default?: Expression
  readonly rest?: 'list' | 'record'
  readonly keywordOnly: boolean
  /** A type annotation that may name a catalogued type: `model: tf.LayersModel`, `rng: np.random.Generator`. */
  readonly annotation?: Expression
  readonly node: SyntaxNode
}

export interface ClassDefinition {
  readonly name: string
  readonly bases: readonly Expression[]
  readonly members: readonly ClassMember[]
  readonly decorators: readonly Expression[]
  readonly node: SyntaxNode
}

export interface ClassMember {
  readonly name: string
  /**
   * `method` includes constructors (`constructor`, `__init__`). `field` is evaluated for each instance,
   * `static-field` once, when the class is defined (every assignment in a Python class body).
   */
  readonly kind: 'method' | 'static-method' | 'class-method' | 'getter' | 'setter' | 'field' | 'static-field'
  readonly definition?: FunctionDefinition
  readonly value?: Expression
  readonly annotation?: Expression
  readonly node: SyntaxNode
}
