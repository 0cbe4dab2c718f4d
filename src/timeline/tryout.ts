/** Programs that only try a model out: whether it can be made and called, and which shape comes out of it. */
import type { Effect } from '../effects.ts'
import type { Expression, FunctionDefinition, Module, Statement } from '../program.ts'
import { textOf } from './names.ts'

/** What is read of a tensor or a model without looking at a number in it. */
const OUTER = new Set(
  'shape size dim ndim numel nelement element_size dtype device type parameters named_parameters len range'.split(
    ' ',
  ),
)
/** Functions whose value is as much as what they are given. */
const PASSING = new Set(
  'list tuple str int float sum round max min sorted format join print log info'.split(' '),
)
/** They change a model, and show nothing; a gradient that no step is made along changes nothing at all. */
const PREPARING = new Set('eval train cuda cpu to half float backward'.split(' '))
/** Whoever calls one of these may keep or show what was drawn. */
const KEEPING =
  /^(?:fit|learn|run|main|start|launch|step|evaluate|simulate|optimi[sz]e|open|to_csv|plot|show|add_(?:scalar|image|argument)s?|(?:im|np)?(?:save|write|dump|export)\w*|\w+_(?:save|train)|train\w*_loop)$/iu

/**
 * The part of a module that runs only when the module is the program makes something of it, calls it, and looks at
 * nothing but the shape of what comes out: whichever numbers are in it, the program does the same.
 */
export function onlyTriesOut(
  { body, mainGuard }: Module,
  effects: readonly Effect[],
  called: ReadonlySet<string>,
): boolean {
  if (!mainGuard || !body.some(isMain)) return false
  if (effects.some((effect) => effect.context.phase !== 'uncalled' && isDeed(effect))) return false
  if ([...called].some((name) => KEEPING.test(name))) return false
  const functions = new Map(
    body.flatMap((each) => (each.kind === 'function' ? [[each.definition.name, each.definition]] : [])),
  )
  return body.every((each) =>
    isMain(each) ? showsNothing(each.then, functions) : !ACTING.has(each.kind) || isText(each),
  )
}

const DEEDS: ReadonlySet<string> = new Set<Effect['kind']>(['train', 'spawn', 'seed', 'enforce', 'weights'])

function isDeed({ kind, api }: Effect): boolean {
  return DEEDS.has(kind) && !(kind === 'train' && api.endsWith('backward'))
}

const ACTING: ReadonlySet<string> = new Set<Statement['kind']>(['expression', 'loop', 'with'])

function isMain(statement: Statement): statement is Extract<Statement, { kind: 'if' }> {
  return (
    statement.kind === 'if' &&
    statement.test.kind === 'operation' &&
    statement.test.operands.some((each) => textOf(each) === '__name__')
  )
}

function isText(statement: Statement): boolean {
  return statement.kind === 'expression' && statement.expression.kind === 'constant'
}

type Functions = ReadonlyMap<string, FunctionDefinition>

function showsNothing(statements: readonly Statement[], functions: Functions, depth = 2): boolean {
  const each = (block: readonly Statement[]): boolean => showsNothing(block, functions, depth)
  return statements.every((statement) => {
    switch (statement.kind) {
      case 'assign':
        return statement.target.kind === 'name' || statement.target.kind === 'list-pattern'
      case 'import':
      case 'function':
      case 'class':
      case 'throw':
      case 'return':
        return true
      case 'expression':
        return isShown(statement.expression, functions, depth)
      case 'if':
        return each(statement.then) && each(statement.otherwise)
      case 'loop':
      case 'with':
        return each(statement.body)
      default:
        return false
    }
  })
}

function isShown(expression: Expression, functions: Functions, depth: number): boolean {
  if (isOuter(expression)) return true
  if (expression.kind !== 'call') return false
  const { callee, args } = expression
  if (callee.kind === 'member') return PREPARING.has(callee.property)
  const tested = callee.kind === 'name' && depth > 0 ? functions.get(callee.name) : undefined
  return tested !== undefined && args.length === 0 && showsNothing(tested.body, functions, depth - 1)
}

const COMPARISONS = new Set(['==', '!='])

function isRead(expression: Expression): boolean {
  return expression.kind !== 'constant' && expression.kind !== 'list' && isOuter(expression)
}

/** A text, a number, or something that is read of a tensor without looking into it. */
function isOuter(expression: Expression): boolean {
  switch (expression.kind) {
    case 'constant':
      return true
    case 'member':
      return OUTER.has(expression.property)
    case 'index':
      return isOuter(expression.object)
    case 'operation':
      // A shape that is compared with another one shows no more than the shape.
      if (COMPARISONS.has(expression.operator) && expression.operands.some(isRead)) return true
      return expression.operands.every(isOuter)
    case 'choice':
      return expression.operands.every(isOuter)
    case 'list':
      return expression.items.every(({ value }) => isOuter(value))
    case 'comprehension':
      return expression.elements.every(isOuter)
    case 'call': {
      const { callee, args } = expression
      const name = callee.kind === 'member' ? callee.property : callee.kind === 'name' ? callee.name : ''
      if (OUTER.has(name)) return true
      return PASSING.has(name) && args.length > 0 && args.every(({ value }) => isOuter(value))
    }
    default:
      return false
  }
}
