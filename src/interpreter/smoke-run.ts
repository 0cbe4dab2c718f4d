/** Programs that only try a model out: whether it can be made and called, and which shape comes out of it. */
import type { Catalog } from '../catalog/catalog.ts'
import type { Effect } from '../effects.ts'
import type { Expression, FunctionDefinition, Module, Statement } from '../program.ts'
import type { Interpreter } from './interpreter.ts'
import { textOf } from './execute/names.ts'

/** Whoever calls one of these may keep or show what was drawn. */
const KEEPING =
  /^(?:fit|learn|run|main|start|launch|step|evaluate|simulate|optimi[sz]e|open|to_csv|plot|show|add_(?:scalar|image|argument)s?|(?:im|np)?(?:save|write|dump|export)\w*|\w+_(?:save|train)|train\w*_loop)$/iu

/**
 * The part of a module that runs only when the module is the program makes something of it, calls it, and looks at
 * nothing but the shape of what comes out: whichever numbers are in it, the program does the same.
 */
export function isSmokeRun({ body, mainGuard }: Module, { catalog, effects, called }: Interpreter): boolean {
  if (!mainGuard || !body.some(isMain)) return false
  if (effects.some((effect) => effect.context.phase !== 'uncalled' && isDeed(effect))) return false
  if ([...called].some((name) => KEEPING.test(name))) return false
  const functions = new Map(
    body.flatMap((each) => (each.kind === 'function' ? [[each.definition.name, each.definition]] : [])),
  )
  const known: Known = { ...catalog.tryout, functions }
  return body.every((each) =>
    isMain(each) ? showsNothing(each.then, known) : !ACTING.has(each.kind) || isText(each),
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

type Known = Catalog['tryout'] & { readonly functions: ReadonlyMap<string, FunctionDefinition> }

function showsNothing(statements: readonly Statement[], known: Known, depth = 2): boolean {
  const each = (block: readonly Statement[]): boolean => showsNothing(block, known, depth)
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
        return isShown(statement.expression, known, depth)
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

function isShown(expression: Expression, known: Known, depth: number): boolean {
  if (isOuter(expression, known)) return true
  if (expression.kind !== 'call') return false
  const { callee, args } = expression
  if (callee.kind === 'member') return known.preparing.has(callee.property)
  const tested = callee.kind === 'name' && depth > 0 ? known.functions.get(callee.name) : undefined
  return tested !== undefined && args.length === 0 && showsNothing(tested.body, known, depth - 1)
}

const COMPARISONS = new Set(['==', '!='])

function isRead(expression: Expression, known: Known): boolean {
  return expression.kind !== 'constant' && expression.kind !== 'list' && isOuter(expression, known)
}

/** A text, a number, or something that is read of a tensor without looking into it. */
function isOuter(expression: Expression, known: Known): boolean {
  const outer = (each: Expression): boolean => isOuter(each, known)
  switch (expression.kind) {
    case 'constant':
      return true
    case 'member':
      return known.outside.has(expression.property)
    case 'index':
      return outer(expression.object)
    case 'operation':
      // A shape that is compared with another one shows no more than the shape.
      if (COMPARISONS.has(expression.operator) && expression.operands.some((each) => isRead(each, known)))
        return true
      return expression.operands.every(outer)
    case 'choice':
      return expression.operands.every(outer)
    case 'list':
      return expression.items.every(({ value }) => outer(value))
    case 'comprehension':
      return expression.elements.every(outer)
    case 'call': {
      const { callee, args } = expression
      const name = callee.kind === 'member' ? callee.property : callee.kind === 'name' ? callee.name : ''
      if (known.outside.has(name)) return true
      return known.passing.has(name) && args.length > 0 && args.every(({ value }) => outer(value))
    }
    default:
      return false
  }
}
