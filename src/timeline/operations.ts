/** Arithmetic and comparison on abstract values. */
import type { ConstantValue, LanguageName } from '../program.ts'
import { MODULE } from './modules.ts'
import {
  computed,
  constant,
  converted,
  isNothing,
  joinMarks,
  list,
  listOf,
  truth,
  unknown,
  type Mark,
  type Marks,
  type Value,
  itemsOf,
  joinValues,
  UNKNOWN,
} from './values.ts'

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=', 'in', 'not-in', 'is', 'is-not', 'instanceof'])

/** The value of an operation: folded where both sides are constants, else unknown with the marks of its operands. */
export function operate(operator: string, operands: readonly Value[], language?: LanguageName): Value {
  const marks = operands.reduce<Marks>((all, each) => joinMarks(all, converted(each.marks)), [])
  if (operator === ',') return operands.at(-1) ?? unknown(marks)
  if (operator === 'format') return text(operands, marks)
  if (
    operator === '+' &&
    operands.some((each) => each.kind === 'constant' && typeof each.value === 'string')
  ) {
    return text(operands, marks)
  }
  if (operator === 'not' && operands.length === 1) {
    const known = truth(operands[0]!)
    return known === undefined ? unknown(marks) : constant(!known, marks)
  }
  if (operator === 'typeof') return unknown(marks)
  if (operator === '*' && language === 'python') {
    const repeated = operands.find((each) => each.kind === 'list')
    if (repeated?.kind === 'list') return listOf(repeated.element.value, marks)
  }
  // What is left of a set is in its order, whatever was taken away.
  if (operator === '-' && language === 'python' && operands[0]?.kind === 'list') return operands[0]
  if (operator === '+' && operands.length === 2 && operands.every((each) => each.kind === 'list')) {
    const [a, b] = operands as [Value & { kind: 'list' }, Value & { kind: 'list' }]
    const [one, other] = [itemsOf(a), itemsOf(b)]
    if (one && other) return list([...one, ...other], 'list', marks)
    const elements = [a.element.value, b.element.value].filter((each) => each !== undefined)
    return listOf(elements.length > 0 ? elements.reduce((c, d) => joinValues(c, d)) : undefined, marks)
  }
  // What a list can be added to is a list.
  if (operator === '+' && language === 'python') {
    const known = operands.find((each) => each.kind === 'list')
    if (known?.kind === 'list') return listOf(joinValues(known.element.value ?? UNKNOWN, UNKNOWN), marks)
  }
  if (COMPARISONS.has(operator) && operands.length === 2) {
    const answer = compared(operator, operands[0]!, operands[1]!)
    // Whatever was computed, it is not nothing.
    if (answer !== undefined && operands.some((each) => each.kind === 'unknown' && each.computed))
      return constant(answer)
    const two = operands.every((each) => each.kind !== 'constant')
    const kept = marks.filter((mark) => decidesComparison(operator, mark, two))
    return answer === undefined ? unknown(kept) : constant(answer, kept)
  }
  const values = operands.map((each) => (each.kind === 'constant' ? each.value : undefined))
  if (operands.every((each) => each.kind === 'constant' && typeof each.value === 'number')) {
    const folded = arithmetic(operator, values as number[])
    if (folded !== undefined) return constant(folded, marks)
  }
  return language === 'javascript' && ARITHMETIC.has(operator) ? computed(marks) : unknown(marks)
}

/** In JavaScript these give a number or a text, whatever they are given. */
const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '**', 'negative', '|', '&', '^', '<<', '>>', '>>>', '~'])

/** Order does not matter to a test of membership, nor salt to a test whether `two` hashes are equal. */
function decidesComparison(operator: string, mark: Mark, two: boolean): boolean {
  if (operator === 'in' || operator === 'not-in') return mark.kind !== 'unordered'
  if (two && (operator === '==' || operator === '!='))
    return !(mark.kind === 'entropy' && mark.effect.entropy === 'hash')
  return true
}

/** What becomes text no longer decides a number: draws that end in a name or a label have no consequence. */
function text(operands: readonly Value[], marks: Marks): Value {
  for (const mark of marks) {
    if (mark.kind === 'draw' || mark.kind === 'entropy') mark.effect.harmless.add('id')
  }
  const kept = marks.map((mark): Mark =>
    mark.kind === 'draw' ? { kind: 'text', effect: mark.effect } : mark,
  )
  if (operands.every((each) => each.kind === 'constant')) {
    return constant(operands.map((each) => String((each as { value: ConstantValue }).value)).join(''), kept)
  }
  return unknown(kept)
}

function compared(operator: string, a: Value, b: Value): boolean | undefined {
  const nothing = [isNothing(a), isNothing(b)] as const
  if (operator === 'is' || operator === 'is-not' || operator === '==' || operator === '!=') {
    const positive = operator === 'is' || operator === '=='
    if (nothing[0] === true && nothing[1] === true) return positive
    if (nothing[0] !== undefined && nothing[1] !== undefined && nothing[0] !== nothing[1]) return !positive
    if (a.kind === 'constant' && b.kind === 'constant') return (a.value === b.value) === positive
    // Of two modules it is known which they are.
    if (a.kind === 'instance' && b.kind === 'instance' && a.type === MODULE && b.type === MODULE)
      return (a.fields === b.fields) === positive
    return undefined
  }
  if (a.kind !== 'constant' || b.kind !== 'constant') return undefined
  if (typeof a.value !== 'number' || typeof b.value !== 'number') return undefined
  switch (operator) {
    case '<':
      return a.value < b.value
    case '<=':
      return a.value <= b.value
    case '>':
      return a.value > b.value
    case '>=':
      return a.value >= b.value
    default:
      return undefined
  }
}

function arithmetic(operator: string, [a, b]: number[]): number | undefined {
  if (a === undefined) return undefined
  if (b === undefined) return operator === 'negative' ? -a : undefined
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '**':
      return a ** b
    case '//':
      return Math.floor(a / b)
    default:
      return undefined
  }
}
