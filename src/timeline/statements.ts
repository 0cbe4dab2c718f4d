/** Statements, run one after the other; branches are run from the same state and joined. */
import { MOST_STEPS } from './limits.ts'
import type { Guard, Loop, UnorderedEffect } from '../effects.ts'
import type {
  AssignStatement,
  Expression,
  LoopStatement,
  Statement,
  SyntaxNode,
  TryStatement,
} from '../program.ts'
import { EvaluatedArguments } from './arguments.ts'
import { assign, bind } from './assignment.ts'
import { readApi } from './calls.ts'
import { unordered } from './ordering.ts'
import { evaluate, globalNamed, picked } from './expressions.ts'
import { callFunction, findMethod, makeClass, makeFunction } from './functions.ts'
import { pairIn } from './keyed.ts'
import type { Machine } from './machine.ts'
import { runImport } from './modules.ts'
import { keysOf } from './results.ts'
import { isSeedName, namesIn, textOf } from './names.ts'
import { seedSlotOf, takesZero } from './seeding.ts'
import type { Completion, Decided } from './store.ts'
import type { Scope } from './values.ts'
import {
  type Mark,
  type Marks,
  UNKNOWN,
  type Value,
  alternatives,
  constant,
  deepMarks,
  instance,
  isNothing,
  itemsOf,
  joinMarks,
  joinValues,
  list,
  marked,
  truth,
  unknown,
} from './values.ts'

export function runBlock(machine: Machine, statements: readonly Statement[], scope: Scope): Completion {
  for (const statement of statements) {
    if (machine.steps++ > MOST_STEPS) return 'throw'
    const completion = runStatement(machine, statement, scope)
    if (completion !== 'normal') return completion
  }
  return 'normal'
}

function runStatement(machine: Machine, statement: Statement, scope: Scope): Completion {
  switch (statement.kind) {
    case 'expression':
      runExpression(machine, statement.expression, statement.node, scope)
      return 'normal'
    case 'assign':
      runAssignment(machine, statement, scope)
      return 'normal'
    case 'if':
      return runIf(machine, statement.test, statement.then, statement.otherwise, statement.node, scope)
    case 'switch': {
      const subject = evaluate(machine, statement.subject, scope)
      branching(machine, subject, () => undefined)
      const bodies = statement.cases.map((each) => () => {
        for (const test of each.tests) evaluate(machine, test, scope)
        const end = guarded(machine, statement.node, 'then', statement.subject, () =>
          runBlock(machine, each.body, scope),
        )
        return end === 'jump' ? 'normal' : end
      })
      const hasDefault = statement.cases.some((each) => each.tests.length === 0)
      if (!hasDefault) bodies.push(() => 'normal')
      return machine.store.alternatives(bodies, { names: namesIn(statement.subject) }, machine.frame.exits)
    }
    case 'loop':
      return runLoop(machine, statement, scope)
    case 'try':
      return runTry(machine, statement, scope)
    case 'with':
      return runWith(machine, statement, scope)
    case 'return': {
      const value = statement.value ? evaluate(machine, statement.value, scope) : constant(undefined)
      machine.frame.returns.push(value)
      machine.consequences++
      return 'return'
    }
    case 'throw':
      if (statement.value) evaluate(machine, statement.value, scope)
      return 'throw'
    case 'break':
    case 'continue':
      return 'jump'
    case 'function':
      define(machine, scope, statement.definition.name, makeFunction(machine, statement.definition, scope))
      return 'normal'
    case 'class': {
      const { definition } = statement
      const made = scope.names.get(definition.name)?.value
      // A circle of imports may have made it ahead of its turn.
      const ahead = made?.kind === 'class' && made.definition === definition && machine.loading > 0
      if (!ahead) define(machine, scope, definition.name, makeClass(machine, definition, scope))
      return 'normal'
    }
    case 'import':
      runImport(machine, statement, scope)
      return 'normal'
    case 'delete':
      for (const target of statement.targets) if (target.kind !== 'name') evaluate(machine, target, scope)
      return 'normal'
  }
}

function runExpression(machine: Machine, expression: Expression, statement: SyntaxNode, scope: Scope): void {
  const inner = expression.kind === 'await' ? expression.value : expression
  onlyOne(inner, scope)
  if (inner.kind === 'call') machine.discarded = { call: inner.node, statement }
  const value = evaluate(machine, expression, scope)
  if (inner.kind === 'call' || value.kind !== 'api') return
  // A function that is only mentioned does nothing.
  if (!machine.catalog.api(value.path)?.mustBeCalled) return
  const sets = machine.catalog.api(value.path)?.sets ?? []
  machine.emit({
    kind: 'mention',
    ...machine.base(inner.node, textOf(inner) ?? value.path, value.path),
    settings: sets.flatMap(({ setting }) => (typeof setting === 'string' ? [setting] : [])),
  })
}

function define(machine: Machine, scope: Scope, name: string, value: Value): void {
  const cell = scope.declare(name)
  machine.store.set(cell, value)
}

function runAssignment(machine: Machine, statement: AssignStatement, scope: Scope): void {
  if (!statement.value) {
    const typed = statement.annotation ? annotated(machine, statement.annotation, scope) : undefined
    if (statement.target.kind === 'name')
      bind(machine, scope, statement.target.name, typed ?? constant(undefined))
    return
  }
  let value = evaluate(machine, statement.value, scope)
  if (value.kind === 'unknown' && statement.annotation) {
    value = annotated(machine, statement.annotation, scope, value.marks) ?? value
  }
  assign(machine, statement.target, value, scope, statement.value, statement.operator)
}

/** An object of the catalogued type (or the program's class) that an annotation names. */
export function annotated(
  machine: Machine,
  annotation: Expression,
  scope: Scope,
  marks: Marks = [],
): Value | undefined {
  if (annotation.kind === 'operation' && annotation.operands[0]?.kind === 'constant')
    return unknown([...marks, { kind: 'words' }])
  const named = resolveName(machine, annotation, scope)
  if (named?.kind === 'api' && machine.catalog.types.has(named.path))
    return instance({ type: named.path, marks })
  return undefined
}

function resolveName(machine: Machine, expression: Expression, scope: Scope): Value | undefined {
  if (expression.kind === 'name')
    return scope.find(expression.name)?.value ?? globalNamed(machine, expression.name)
  if (expression.kind !== 'member') return undefined
  const object = resolveName(machine, expression.object, scope)
  if (object?.kind === 'api') return readApi(machine, object, expression.property)
  if (object?.kind === 'namespace') return object.exports(expression.property)
  return undefined
}

export function guarded<T>(
  machine: Machine,
  statement: SyntaxNode,
  branch: Guard['branch'],
  test: Expression | undefined,
  body: () => T,
): T {
  const guard: Guard = { statement, branch, test, names: test ? namesIn(test) : new Set() }
  return machine.within({ guards: [...machine.context.guards, guard] }, body)
}

function runIf(
  machine: Machine,
  test: Expression,
  then: readonly Statement[],
  otherwise: readonly Statement[],
  node: SyntaxNode,
  scope: Scope,
): Completion {
  const value = evaluate(machine, test, scope)
  // Which way a plain number goes here is what a guard on a seed gets wrong: both ways are looked at.
  const known = seedTested(test) !== undefined && isNothing(value) === false ? undefined : truth(value)
  const decided: Decided = { names: namesIn(test) }
  onlyOne(test, scope)
  if (known === true && value.marks.length === 0) return runBlock(machine, then, scope)
  if (known === false && value.marks.length === 0) return runBlock(machine, otherwise, scope)
  let result: Completion = 'normal'
  const firstEffect = machine.effects.length
  branching(machine, value, () => {
    result = machine.store.alternatives(
      [
        () => {
          notOfType(machine, test, scope, true)
          return guarded(machine, node, 'then', test, () => runBlock(machine, then, scope))
        },
        () => {
          notOfType(machine, test, scope, false)
          return guarded(machine, node, 'otherwise', test, () => runBlock(machine, otherwise, scope))
        },
      ],
      decided,
      machine.frame.exits,
    )
  })
  falsyGuard(machine, test, value, firstEffect, then.at(-1)?.kind === 'return')
  return result
}

/** `if isinstance(x, set):` What a value may be otherwise, it is not in the branch that asks for something else. */
function notOfType(machine: Machine, test: Expression, scope: Scope, then: boolean): void {
  const known = test.kind === 'call' ? machine.catalog.typeTests.get(textOf(test.callee) ?? '') : undefined
  if (!known || test.kind !== 'call') return
  const [tested, type] = test.args
  if (tested?.value.kind !== 'name' || !type) return
  const cell = scope.find(tested.value.name)
  const types = type.value.kind === 'list' ? type.value.items.map(({ value }) => value) : [type.value]
  const orders = types.map((each) => known.get(textOf(each) ?? ''))
  const excluded = then ? orders.every((order) => order === 'ordered') : orders.includes('unordered')
  if (!cell || !excluded) return
  const left = alternatives(cell.value).filter((each) => each.kind !== 'list' || each.form !== 'set')
  if (left.length === alternatives(cell.value).length) return
  machine.store.set(cell, left.length > 0 ? left.reduce(joinValues) : UNKNOWN)
}

/** `assert len(found) == 1`: one item has only one order. */
function onlyOne(test: Expression, scope: Scope): void {
  if (test.kind !== 'operation' || !['==', '!=', '>'].includes(test.operator)) return
  const [counted, one] = test.operands
  if (one?.kind !== 'constant' || one.value !== 1 || counted?.kind !== 'call') return
  const [argument] = counted.args
  if (textOf(counted.callee) !== 'len' || argument?.value.kind !== 'name') return
  for (const mark of deepMarks(scope.find(argument.value.name)?.value ?? UNKNOWN)) {
    if (mark.kind === 'unordered') mark.effect.ordered = true
  }
}

/** `if seed:` in front of a seeding: the commonest seed, 0, counts as false. */
export function falsyGuard(
  machine: Machine,
  test: Expression,
  value: Value,
  firstEffect: number,
  leaves: boolean,
): void {
  const tested = seedTested(test)
  if (!tested || isText(value)) return
  const { name, expression, negated } = tested
  const seeding = machine.effects.find((effect, index) => {
    if (index < firstEffect || !takesZero(effect)) return false
    const { expression: given } = effect.seed
    if (given === undefined || !namesIn(given).has(name)) return false
    // What a typed program gives for a text as it is can be no number.
    return !(machine.module.typed && seedSlotOf(effect)?.write?.as === 'string' && textOf(given) === name)
  })
  // `if not seed: return` guards what comes after it.
  if (!seeding && !(negated && leaves)) return
  const guarded = seeding?.kind === 'seed' || seeding?.kind === 'enforce' ? seeding : undefined
  machine.emit({
    kind: 'guard',
    ...machine.base(test.node, name, ''),
    test: expression,
    form: negated ? 'negated' : 'test',
    seeding: guarded,
    used: seeding !== undefined,
  })
}

/** Whoever gives 0 as text gives `'0'`, which counts as true. */
export function isText(value: Value): boolean {
  return value.marks.some(({ kind }) => kind === 'words')
}

/** The seed in `if seed:` or `if not seed:`. */
function seedTested(
  test: Expression,
): { readonly name: string; readonly expression: Expression; readonly negated: boolean } | undefined {
  const negated = test.kind === 'operation' && test.operator === 'not'
  const expression = negated ? test.operands[0]! : test
  const name = textOf(expression)
  return name !== undefined && isSeedName(name) ? { name, expression, negated } : undefined
}

/** Runs what a value decides; a random value that decides something has reached a branch of training. */
function branching(machine: Machine, value: Value, body: () => void): void {
  const before = machine.consequences + machine.store.writes
  body()
  const decides = decisive(value.marks)
  if (decides.length > 0 && machine.consequences + machine.store.writes > before)
    machine.reach(decides, 'branch')
}

function runLoop(machine: Machine, statement: LoopStatement, scope: Scope): Completion {
  const iterable = statement.iterable && evaluate(machine, statement.iterable, scope)
  const loop: Loop = {
    kind: 'loop',
    node: statement.node,
    module: machine.module,
    name: '',
    concurrent: false,
    alternatives: statement.iterable?.kind === 'list' && iterable?.kind === 'list' && isChoice(iterable),
  }
  const mark: Mark = { kind: 'loop', loop }
  let item: Value = unknown([mark])
  if (statement.iterable && iterable) {
    const keys = statement.keys ? keysOf(iterable) : undefined
    item =
      statement.keys && !keys
        ? unknown([mark, ...iterable.marks])
        : iterate(machine, keys ?? iterable, statement.iterable.node, mark)
    if (!countsUp(machine, iterable)) loop.walks = walked(item)
  }
  for (const name of statement.assigned) {
    const cell = scope.find(name)
    if (cell?.value.kind === 'constant') machine.store.set(cell, unknown(joinMarks(cell.value.marks, [mark])))
    // A key that the loop replaces is another one in every round.
    else if (cell?.value.kind === 'instance' && !cell.value.class) {
      const { loops, carried } = cell.value
      machine.store.set(cell, { ...cell.value, loops: [...loops, loop], carried: [...carried, loop] })
    }
  }
  machine.within({ loops: [...machine.context.loops, loop] }, () => {
    machine.store.alternatives(
      [
        () => {
          if (statement.test) {
            const test = evaluate(machine, statement.test, scope)
            machine.reach(decisive(test.marks), 'branch')
          }
          if (statement.target) assign(machine, statement.target, item, scope, undefined)
          const end = runBlock(machine, statement.body, scope)
          if (end === 'normal' && statement.form === 'while') runBlock(machine, statement.after, scope)
          // A loop is taken to run at least once: what its body seeds is seeded after it.
          return end === 'throw' ? 'throw' : 'normal'
        },
      ],
      { names: new Set() },
      machine.frame.exits,
    )
  })
  for (const name of statement.assigned) {
    const cell = scope.find(name)
    // What a variable holds after the loop is one item (the newest, say), and no longer a place in an order.
    if (cell && PLAIN.has(cell.value.kind) && cell.value.marks.includes(mark))
      machine.store.set(cell, picked(cell.value))
  }
  if (statement.form === 'each') runBlock(machine, statement.after, scope)
  return 'normal'
}

/** `range(len(names))` goes through places, of whichever collection. */
export function countsUp(machine: Machine, iterable: Value): boolean {
  return iterable.kind === 'instance' && machine.catalog.type(iterable.type, 'numbers') === true
}

/** The collections without an order that an item comes from. */
export function walked(item: Value): readonly UnorderedEffect[] {
  return deepMarks(item).flatMap((mark) =>
    mark.kind === 'unordered' || mark.kind === 'position' ? [mark.effect] : [],
  )
}

/** `for kind in (Small, Large):`, `for split in ['train', 'val']:` */
function isChoice(written: Extract<Value, { kind: 'list' }>): boolean {
  return !!itemsOf(written)?.every(
    (item) =>
      ['function', 'class', 'api'].includes(item.kind) ||
      (item.kind === 'constant' && typeof item.value === 'string'),
  )
}

const PLAIN: ReadonlySet<string> = new Set(['unknown', 'constant', 'union'])

/** Which items there are decides a test, in whichever order they come. */
export function decisive(marks: Marks): Marks {
  return marks.filter(({ kind }) => kind === 'draw' || kind === 'entropy' || kind === 'channel')
}

/** An item of an iterable, as a loop's variable gets it. */
export function iterate(machine: Machine, iterable: Value, node: SyntaxNode, mark?: Mark): Value {
  const marks: Marks = mark ? [mark] : []
  let result: Value | undefined
  for (const each of alternatives(iterable)) {
    const item = itemOf(machine, each, node)
    result = result ? joinValues(result, item) : item
  }
  return marked(result ?? UNKNOWN, joinMarks(iterable.marks, marks))
}

function itemOf(machine: Machine, iterable: Value, node: SyntaxNode): Value {
  switch (iterable.kind) {
    case 'list':
      return iterable.form === 'set'
        ? itemOfSet(machine, iterable, node)
        : (iterable.element.value ?? UNKNOWN)
    case 'instance': {
      for (const pending of iterable.pending) if (pending.at === 'iteration') pending.emit()
      const method = iterable.class && findMethod(machine, iterable.class, '__iter__')
      if (method) {
        const produced = callFunction(machine, method, new EvaluatedArguments(), iterable, node, '__iter__')
        if (produced.kind === 'list') return produced.element.value ?? UNKNOWN
      }
      const pair = pairIn(iterable)
      if (pair) return pair
      const items = machine.catalog.type(iterable.type, 'items')
      if (!items) return unknown(iterable.marks)
      const item = instance({ type: items.type, marks: iterable.marks })
      return items.named ? list([unknown(), item]) : item
    }
    default:
      return unknown(iterable.marks)
  }
}

/** Python salts the hashes of strings, so a set of them is in another order in every process. */
function itemOfSet(machine: Machine, set: Extract<Value, { kind: 'list' }>, node: SyntaxNode): Value {
  const item = set.element.value ?? UNKNOWN
  if (machine.module.language !== 'python') return item
  if (alternatives(item).every((each) => each.kind === 'constant' && typeof each.value !== 'string'))
    return item
  if (set.marks.some((mark) => mark.kind === 'unordered' && mark.effect.set)) return item
  const effect = unordered(machine, { node, text: 'set', path: '', call: undefined }, SET_ORDER, {
    set: true,
  })
  return marked(item, [{ kind: 'unordered', effect }])
}

function runTry(machine: Machine, statement: TryStatement, scope: Scope): Completion {
  const { node } = statement
  let result: Completion = machine.within({ attempt: { node, part: 'body' } }, () =>
    runBlock(machine, statement.body, scope),
  )
  if (result === 'normal') result = runBlock(machine, statement.otherwise, scope)
  if (statement.handlers.length > 0) {
    const handlers = statement.handlers.map((handler) => () => {
      if (handler.name !== undefined) bind(machine, scope, handler.name, UNKNOWN)
      return machine.within({ attempt: { node, part: 'handler' } }, () =>
        guarded(machine, node, 'otherwise', undefined, () => runBlock(machine, handler.body, scope)),
      )
    })
    const caught = machine.store.alternatives(
      result === 'normal' ? [() => 'normal', ...handlers] : handlers,
      { names: new Set() },
      machine.frame.exits,
    )
    if (result === 'throw') result = caught
  }
  const last = runBlock(machine, statement.finally, scope)
  return last === 'normal' ? result : last
}

function runWith(
  machine: Machine,
  statement: Extract<Statement, { kind: 'with' }>,
  scope: Scope,
): Completion {
  const before = [...machine.sources].map(([name, cell]) => [name, cell, cell.value] as const)
  let scoped = false
  for (const item of statement.items) {
    const start = machine.effects.length
    const value = evaluate(machine, item.value, scope)
    scoped ||= machine.effects
      .slice(start)
      .some((effect) => effect.kind === 'seed' && effect.seeding.scoped === true)
    if (value.kind === 'api') scoped ||= machine.catalog.api(value.path)?.seeds?.scoped === true
    if (item.target) assign(machine, item.target, value, scope, item.value)
  }
  // What is drawn and seeded there moves nothing outside.
  const isolated = machine.context.isolated || scoped
  const result = machine.within({ isolated }, () => runBlock(machine, statement.body, scope))
  if (scoped)
    for (const [, cell, state] of before) machine.store.set(cell, { ...state, early: cell.value.early })
  return result
}

const SET_ORDER = 'Python salts the hashes of strings, so a set of them has another order in every process'
