/** Statements, run one after the other; branches are run from the same state and joined. */
import { certainTruth, drawnLabels, undrawnLabels } from '../values/decisions.ts'
import type { Guard, Loop, UnorderedEffect } from '../../effects.ts'
import type {
  AssignStatement,
  ExpressionStatement,
  Expression,
  IfStatement,
  IndexExpression,
  LoopStatement,
  Statement,
  SyntaxNode,
  TryStatement,
} from '../../program.ts'
import { assign, bind, taintUnknown } from './assignment.ts'
import { looksAtBackend } from '../models/backends.ts'
import { rearranged } from '../models/collections.ts'
import { drawnIn, putInto, withContent } from '../models/contents.ts'
import { takeOrder, writeUnordered } from '../models/ordering.ts'
import { concluded, isSettled } from '../models/start-switches.ts'
import { globalNamed, itemAt, memberOf, operand, withoutOrder } from './expressions.ts'
import { deferredBy, findMethod, makeClass, makeFunction } from './functions.ts'
import { EvaluatedArguments } from './arguments.ts'
import { pairIn } from '../models/map-contents.ts'
import type { Interpreter } from '../interpreter.ts'
import { runImport } from './modules.ts'
import { keysOf } from '../models/results.ts'
import { askedFor, isSeedName, namesIn, textOf } from './names.ts'
import { seedSlotOf, takesZero } from '../models/seeding.ts'
import { callSpecial } from './special-methods.ts'
import type { Completion, Decided } from '../store.ts'
import type { ClassValue, FunctionValue, RecordValue, Scope } from '../values/value.ts'
import {
  type InstanceValue,
  type Label,
  type Labels,
  UNKNOWN,
  type Value,
  alternatives,
  constant,
  deepLabels,
  instance,
  isNothing,
  itemsOf,
  joinLabels,
  joinValues,
  list,
  labelled,
  unknown,
} from '../values/value.ts'

/** How much of the stack a statement takes for what is within it, roughly in frames. */
const FRAMES = 12

export function runBlock(
  interpreter: Interpreter,
  statements: readonly Statement[],
  scope: Scope,
): Completion {
  for (const statement of statements) {
    if (!interpreter.mayStep(statement.node)) return 'throw'
    interpreter.depth += FRAMES
    let completion: Completion
    try {
      completion = runStatement(interpreter, statement, scope)
    } finally {
      interpreter.depth -= FRAMES
    }
    if (completion !== 'normal') return completion
  }
  return 'normal'
}

function runStatement(interpreter: Interpreter, statement: Statement, scope: Scope): Completion {
  switch (statement.kind) {
    case 'expression':
      runExpression(interpreter, statement, scope)
      return 'normal'
    case 'assign':
      runAssignment(interpreter, statement, scope)
      return 'normal'
    case 'if':
      return runIf(interpreter, statement, scope)
    case 'switch': {
      const subject = interpreter.evaluate(statement.subject, scope)
      looksAtBackend(interpreter, subject.labels)
      let decides = drawnLabels(subject.labels)
      const bodies = statement.cases.map((each) => () => {
        for (const test of each.tests)
          decides = joinLabels(decides, drawnLabels(interpreter.evaluate(test, scope).labels))
        const end = guarded(interpreter, statement.node, 'then', statement.subject, () =>
          interpreter.decided(decides, () => runBlock(interpreter, each.body, scope)),
        )
        return end === 'jump' ? 'normal' : end
      })
      const hasDefault = statement.cases.some((each) => each.tests.length === 0)
      if (!hasDefault) bodies.push(() => 'normal')
      let end: Completion = 'normal'
      interpreter.confined('round', () => {
        const decided: Decided = { names: namesIn(statement.subject) }
        end = interpreter.store.alternatives(bodies, decided, interpreter.frame.exits)
      })
      return end
    }
    case 'loop':
      return runLoop(interpreter, statement, scope)
    case 'try':
      return runTry(interpreter, statement, scope)
    case 'with':
      return runWith(interpreter, statement, scope)
    case 'return': {
      const value = statement.value ? interpreter.evaluate(statement.value, scope) : constant(undefined)
      interpreter.frame.returns.push(labelled(value, interpreter.deciding))
      interpreter.leave('call')
      return 'return'
    }
    case 'throw':
      if (statement.value) interpreter.thrown(interpreter.evaluate(statement.value, scope))
      interpreter.leave('call')
      return 'throw'
    case 'break':
    case 'continue':
      interpreter.leave('round')
      return 'jump'
    case 'function':
      define(
        interpreter,
        scope,
        statement.definition.name,
        makeFunction(interpreter, statement.definition, scope),
      )
      return 'normal'
    case 'class': {
      const { definition } = statement
      const made = scope.names.get(definition.name)?.value
      // A circle of imports may have made it ahead of its turn.
      const ahead = made?.kind === 'class' && made.definition === definition && interpreter.loading > 0
      if (!ahead)
        define(
          interpreter,
          scope,
          definition.name,
          decorated(interpreter, makeClass(interpreter, definition, scope), scope),
        )
      return 'normal'
    }
    case 'import':
      runImport(interpreter, statement, scope)
      return 'normal'
    case 'delete':
      for (const target of statement.targets) {
        if (target.kind === 'index') deleteItem(interpreter, target, scope)
        else if (target.kind !== 'name') interpreter.evaluate(target, scope)
      }
      return 'normal'
  }
}

/** `del items[i]`: what is left depends on what was taken away. */
function deleteItem(interpreter: Interpreter, target: IndexExpression, scope: Scope): void {
  const object = operand(interpreter, target.object, scope)
  const index = interpreter.evaluate(target.index, scope)
  itemAt(interpreter, object, index, target.node)
  const by = drawnIn([index])
  rearranged(interpreter, object, by)
  if (object.kind === 'unknown') taintUnknown(interpreter, target, by, scope)
  else if (object.kind !== 'list') putInto(interpreter, object, by)
}

function runExpression(
  interpreter: Interpreter,
  { expression, node: statement, asserted }: ExpressionStatement,
  scope: Scope,
): void {
  const inner = expression.kind === 'await' ? expression.value : expression
  onlyOne(inner, scope)
  if (inner.kind === 'call') interpreter.discarded = { call: inner.node, statement }
  const value = interpreter.evaluate(expression, scope)
  if (asserted) concluded(interpreter, value, true)
  if (inner.kind === 'call' || value.kind !== 'api') return
  // A function that is only mentioned does nothing.
  if (!interpreter.catalog.api(value.path)?.mustBeCalled) return
  const sets = interpreter.catalog.api(value.path)?.sets ?? []
  interpreter.emit({
    kind: 'mention',
    ...interpreter.base(inner.node, textOf(inner) ?? value.path, value.path),
    settings: sets.flatMap(({ setting }) => (typeof setting === 'string' ? [setting] : [])),
  })
}

/** A class, or what stands for it: `@ray.remote class Worker`. */
function decorated(interpreter: Interpreter, made: ClassValue, scope: Scope): Value {
  return made.definition.decorators.reduce<Value>((value, decorator) => {
    const named = resolveName(interpreter, decorator.kind === 'call' ? decorator.callee : decorator, scope)
    return named ? deferredBy(interpreter, named, value) : value
  }, made)
}

function define(interpreter: Interpreter, scope: Scope, name: string, value: Value): void {
  const cell = scope.declare(name)
  interpreter.store.set(cell, value)
}

function runAssignment(interpreter: Interpreter, statement: AssignStatement, scope: Scope): void {
  if (!statement.value) {
    const typed = statement.annotation ? annotated(interpreter, statement.annotation, scope) : undefined
    if (statement.target.kind === 'name')
      bind(interpreter, scope, statement.target.name, typed ?? constant(undefined))
    return
  }
  let value = interpreter.evaluate(statement.value, scope)
  if (value.kind === 'unknown' && statement.annotation) {
    value = annotated(interpreter, statement.annotation, scope, value.labels) ?? value
  }
  assign(interpreter, statement.target, value, scope, statement.value, statement.operator)
}

/** An object of the catalogued type (or the program's class) that an annotation names. */
export function annotated(
  interpreter: Interpreter,
  annotation: Expression,
  scope: Scope,
  labels: Labels = [],
): Value | undefined {
  if (annotation.kind === 'operation' && annotation.operands[0]?.kind === 'constant')
    return unknown([...labels, { kind: 'words' }])
  const named = resolveName(interpreter, annotation, scope)
  if (named?.kind === 'api' && interpreter.catalog.types.has(named.path))
    return instance({ type: named.path, labels })
  return undefined
}

function resolveName(interpreter: Interpreter, expression: Expression, scope: Scope): Value | undefined {
  if (expression.kind === 'name')
    return scope.find(expression.name)?.value ?? globalNamed(interpreter, expression.name)
  if (expression.kind !== 'member') return undefined
  const object = resolveName(interpreter, expression.object, scope)
  if (object?.kind === 'api') return interpreter.readApi(object, expression.property)
  if (object?.kind === 'namespace') return object.exports(expression.property)
  return undefined
}

export function guarded<T>(
  interpreter: Interpreter,
  statement: SyntaxNode,
  branch: Guard['branch'],
  test: Expression | undefined,
  body: () => T,
): T {
  const guard: Guard = { statement, branch, test, names: test ? namesIn(test) : new Set() }
  return interpreter.within({ guards: [...interpreter.context.guards, guard] }, body)
}

/** One `if` or `elif`, with what has been decided before it is asked. */
interface Arm {
  readonly statement: IfStatement
  readonly value: Value
  readonly guards: readonly Guard[]
  readonly firstEffect: number
}

/** A chain of `elif` is gone through arm by arm, however long it is. */
function runIf(interpreter: Interpreter, first: IfStatement, scope: Scope): Completion {
  const outer = interpreter.context.guards
  const arms: Arm[] = []
  let guards = outer
  let statement = first
  let rest: readonly Statement[]
  for (;;) {
    const { test, then, otherwise, node } = statement
    const firstEffect = interpreter.effects.length
    const { writes } = interpreter.store
    const value = interpreter.within({ guards }, () => interpreter.evaluate(test, scope))
    // Which way a plain number goes here is what a guard on a seed gets wrong: both ways are looked at.
    const known =
      seedTested(test) !== undefined && isNothing(value) === false ? undefined : certainTruth(value)
    onlyOne(test, scope)
    const decided = known !== undefined
    if (decided) rest = known ? then : otherwise
    else {
      arms.push({ statement, value, guards, firstEffect: interpreter.effects.length })
      guards = [...guards, { statement: node, branch: 'otherwise', test, names: namesIn(test) }]
      rest = otherwise
    }
    const next = rest[0]
    // What a test does is done in the branches after it alone.
    const acts =
      arms.length > 1 && (writes !== interpreter.store.writes || firstEffect < interpreter.effects.length)
    if (acts || rest.length !== 1 || next?.kind !== 'if' || !interpreter.mayStep(next.node)) break
    statement = next
  }
  if (arms.length === 0) return runBlock(interpreter, rest, scope)
  return runArms(interpreter, arms, { statements: rest, guards }, scope)
}

function runArms(
  interpreter: Interpreter,
  arms: readonly Arm[],
  rest: { readonly statements: readonly Statement[]; readonly guards: readonly Guard[] },
  scope: Scope,
): Completion {
  const before: number[] = []
  // A draw in one test decides the branches after it as well.
  let drawn: Labels = []
  const deciding = arms.map(({ value }) => (drawn = joinLabels(drawn, drawnLabels(value.labels))))
  const typeTests = arms.filter(({ statement: { test } }) => test.kind === 'call')
  const result = interpreter.store.chain(
    arms.map((arm, index) => ({
      decided: { names: namesIn(arm.statement.test) },
      body: () => {
        const { test, then, node } = arm.statement
        before.push(interpreter.consequences + interpreter.store.writes)
        for (const earlier of typeTests) {
          if (earlier.firstEffect > arm.firstEffect || earlier === arm) break
          notOfType(interpreter, earlier.statement.test, scope, false)
        }
        notOfType(interpreter, test, scope, true)
        concluded(interpreter, arm.value, true)
        const guard: Guard = { statement: node, branch: 'then', test, names: namesIn(test) }
        return interpreter.within({ guards: [...arm.guards, guard] }, () =>
          interpreter.decided(deciding[index]!, () => runBlock(interpreter, then, scope)),
        )
      },
    })),
    () => {
      for (const { statement } of typeTests) notOfType(interpreter, statement.test, scope, false)
      for (const { value } of arms) concluded(interpreter, value, false)
      return interpreter.within({ guards: rest.guards }, () =>
        interpreter.decided(drawn, () => runBlock(interpreter, rest.statements, scope)),
      )
    },
    interpreter.frame.exits,
  )
  for (let at = arms.length - 1; at >= 0; at--) {
    const { value, guards, firstEffect, statement } = arms[at]!
    decides(interpreter, value, before[at]!)
    interpreter.within({ guards }, () =>
      falsyGuard(interpreter, statement.test, value, firstEffect, statement.then.at(-1)?.kind === 'return'),
    )
  }
  return result
}

/** `if isinstance(x, set):` What a value may be otherwise, it is not in the branch that asks for something else. */
function notOfType(interpreter: Interpreter, test: Expression, scope: Scope, then: boolean): void {
  const known =
    test.kind === 'call' ? interpreter.catalog.typeTests.get(textOf(test.callee) ?? '') : undefined
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
  interpreter.store.set(cell, left.length > 0 ? left.reduce(joinValues) : UNKNOWN)
}

/** `assert len(found) == 1`: one item has only one order. */
function onlyOne(test: Expression, scope: Scope): void {
  if (test.kind !== 'operation' || !['==', '!=', '>'].includes(test.operator)) return
  const [counted, one] = test.operands
  if (one?.kind !== 'constant' || one.value !== 1 || counted?.kind !== 'call') return
  const [argument] = counted.args
  if (textOf(counted.callee) !== 'len' || argument?.value.kind !== 'name') return
  for (const label of deepLabels(scope.find(argument.value.name)?.value ?? UNKNOWN)) {
    if (label.kind === 'unordered') label.effect.ordered = true
  }
}

/** `if seed:` in front of a seeding: the commonest seed, 0, counts as false. */
export function falsyGuard(
  interpreter: Interpreter,
  test: Expression,
  value: Value,
  firstEffect: number,
  leaves: boolean,
): void {
  const tested = seedTested(test)
  if (!tested || isText(value)) return
  const { name, expression, negated } = tested
  const seeding = interpreter.effects.find((effect, index) => {
    if (index < firstEffect || !takesZero(effect)) return false
    const { expression: given } = effect.seed
    if (given === undefined || !namesIn(given).has(name)) return false
    // What a typed program gives for a text as it is can be no number.
    return !(
      interpreter.module.typed &&
      seedSlotOf(effect)?.write?.as === 'string' &&
      askedFor(given) === name
    )
  })
  // `if not seed: return` guards what comes after it.
  if (!seeding && !(negated && leaves)) return
  const guarded = seeding?.kind === 'seed' || seeding?.kind === 'enforce' ? seeding : undefined
  interpreter.emit({
    kind: 'guard',
    ...interpreter.base(test.node, name, ''),
    test: expression,
    form: negated ? 'negated' : 'test',
    seeding: guarded,
    used: seeding !== undefined,
  })
}

/** Whoever gives 0 as text gives `'0'`, which counts as true. */
export function isText(value: Value): boolean {
  return value.labels.some(({ kind }) => kind === 'words')
}

/** The seed in `if seed:` or `if not seed:`. */
function seedTested(
  test: Expression,
): { readonly name: string; readonly expression: Expression; readonly negated: boolean } | undefined {
  const negated = test.kind === 'operation' && test.operator === 'not'
  const expression = negated ? test.operands[0]! : test
  const name = askedFor(expression)
  return name !== undefined && isSeedName(name) ? { name, expression, negated } : undefined
}

/** @param before how many consequences there were when the branches began. */
function decides(interpreter: Interpreter, value: Value, before: number): void {
  const labels = undrawnLabels(value.labels)
  if (labels.length > 0 && interpreter.consequences + interpreter.store.writes > before)
    interpreter.reachSink(labels, 'branch')
}

function runLoop(interpreter: Interpreter, statement: LoopStatement, scope: Scope): Completion {
  const iterable = statement.iterable && interpreter.evaluate(statement.iterable, scope)
  const loop: Loop = {
    kind: 'loop',
    node: statement.node,
    module: interpreter.module,
    name: '',
    concurrent: false,
    alternatives: statement.iterable?.kind === 'list' && iterable?.kind === 'list' && isChoice(iterable),
  }
  const label: Label = { kind: 'loop', loop }
  let item: Value = unknown([label])
  if (statement.iterable && iterable) {
    const keys = statement.keys ? keysOf(iterable) : undefined
    item =
      statement.keys && !keys
        ? unknown([label, ...iterable.labels])
        : iterate(interpreter, keys ?? iterable, statement.iterable.node, label)
    if (!countsUp(interpreter, iterable)) loop.walks = walkedCollections(item)
  }
  for (const name of statement.assigned) {
    const cell = scope.find(name)
    if (cell?.value.kind === 'constant')
      interpreter.store.set(cell, unknown(joinLabels(cell.value.labels, [label])))
    // A key that the loop replaces is another one in every round.
    else if (cell?.value.kind === 'instance' && !cell.value.class) {
      const { loops, carried } = cell.value
      interpreter.store.set(cell, { ...cell.value, loops: [...loops, loop], carried: [...carried, loop] })
    }
  }
  let decides = drawnLabels(iterable?.labels ?? [])
  const jumps = interpreter.within({ loops: [...interpreter.context.loops, loop] }, () =>
    interpreter.confined('round', () => {
      interpreter.store.alternatives(
        [
          () => {
            if (statement.test) {
              const test = interpreter.evaluate(statement.test, scope)
              interpreter.reachSink(undrawnLabels(test.labels), 'branch')
              decides = joinLabels(decides, drawnLabels(test.labels))
            }
            return interpreter.decided(decides, () => {
              if (statement.target) assign(interpreter, statement.target, item, scope, undefined)
              const end = runBlock(interpreter, statement.body, scope)
              if (end === 'normal' && statement.form === 'while')
                runBlock(interpreter, statement.after, scope)
              // A loop is taken to run at least once: what its body seeds is seeded after it.
              return end === 'throw' ? 'throw' : 'normal'
            })
          },
        ],
        { names: new Set() },
        interpreter.frame.exits,
      )
    }),
  )
  // How many rounds there were shows in whatever they changed.
  for (const name of jumps.length > 0 ? statement.assigned : []) {
    const cell = scope.find(name)
    if (cell) interpreter.store.set(cell, labelled(cell.value, jumps))
  }
  for (const name of statement.assigned) {
    const cell = scope.find(name)
    // What a variable holds after the loop is one item (the newest, say), and no longer a place in an order.
    if (cell && PLAIN.has(cell.value.kind) && cell.value.labels.includes(label))
      interpreter.store.set(cell, withoutOrder(cell.value))
  }
  if (statement.form === 'each') runBlock(interpreter, statement.after, scope)
  return 'normal'
}

/** `range(len(names))` goes through places, of whichever collection. */
export function countsUp(interpreter: Interpreter, iterable: Value): boolean {
  return iterable.kind === 'instance' && interpreter.catalog.type(iterable.type, 'numbers') === true
}

/** The collections without an order that an item comes from. */
export function walkedCollections(item: Value): readonly UnorderedEffect[] {
  return deepLabels(item).flatMap((label) =>
    label.kind === 'unordered' || label.kind === 'position' ? [label.effect] : [],
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

/** An item of an iterable, as a loop's variable gets it. */
export function iterate(interpreter: Interpreter, iterable: Value, node: SyntaxNode, label?: Label): Value {
  const labels: Labels = label ? [label] : []
  takeOrder(interpreter, iterable, node)
  let result: Value | undefined
  for (const each of alternatives(iterable)) {
    const item = itemOf(interpreter, each, node)
    result = result ? joinValues(result, item) : item
  }
  return labelled(result ?? UNKNOWN, joinLabels(iterable.labels, labels))
}

function itemOf(interpreter: Interpreter, iterable: Value, node: SyntaxNode): Value {
  switch (iterable.kind) {
    case 'list':
      return iterable.form === 'set'
        ? itemOfSet(interpreter, iterable, node)
        : (iterable.element.value ?? UNKNOWN)
    case 'instance': {
      for (const pending of iterable.pending) if (pending.at === 'iteration') pending.emit()
      const own =
        ownItem(interpreter, iterable, node) ?? (iterable.class && itemOfProgram(interpreter, iterable, node))
      if (own) return own
      const pair = pairIn(iterable)
      if (pair) return pair
      const items = interpreter.catalog.type(iterable.type, 'items')
      if (!items) return unknown(withContent(iterable))
      const item = instance({ type: items.type, labels: withContent(iterable) })
      return items.named ? list([unknown(), item]) : item
    }
    // Under which keys there is something may be drawn.
    case 'record':
      return (
        ownItem(interpreter, iterable, node) ??
        unknown(joinLabels(iterable.labels, iterable.rest.value ? drawnIn([iterable.rest.value]) : []))
      )
    default:
      return unknown(iterable.labels)
  }
}

/** What an object of a class of the program gives to a loop over it. */
function itemOfProgram(interpreter: Interpreter, object: InstanceValue, node: SyntaxNode): Value | undefined {
  const { iterator, next, item } = interpreter.module.language.iteration
  const made = callSpecial(interpreter, object, iterator, [], node)
  if (made?.kind === 'list') return made.element.value ?? UNKNOWN
  const found = callSpecial(interpreter, made?.kind === 'instance' ? made : object, next, [], node)
  if (found) return found
  if (made) return made.kind === 'instance' && made.class ? undefined : iterate(interpreter, made, node)
  // What a loader calls is called there.
  return item.some((name) => interpreter.catalog.hook(object.type, name))
    ? undefined
    : callSpecial(interpreter, object, item, [UNKNOWN], node)
}

/** What an iterator gives whose items are told from its end: an object that only gives items is its own iterator. */
function ownItem(
  interpreter: Interpreter,
  iterable: InstanceValue | RecordValue,
  node: SyntaxNode,
): Value | undefined {
  const { iterator, next, result } = interpreter.module.language.iteration
  if (result === undefined) return undefined
  const none = new EvaluatedArguments()
  for (const name of iterator) {
    const method = methodNamed(interpreter, iterable, name)
    const produced = method && interpreter.callFunction(method, none, iterable, node, name)
    if (produced?.kind === 'list') return produced.element.value ?? UNKNOWN
    if (produced && produced !== iterable && isObject(produced)) return nextItem(interpreter, produced, node)
    if (produced && produced !== iterable) return unknown(withContent(produced))
  }
  return next.some((name) => methodNamed(interpreter, iterable, name))
    ? nextItem(interpreter, iterable, node)
    : undefined
}

function nextItem(
  interpreter: Interpreter,
  iterator: InstanceValue | RecordValue,
  node: SyntaxNode,
): Value | undefined {
  const { next, result } = interpreter.module.language.iteration
  for (const name of next) {
    const method = methodNamed(interpreter, iterator, name)
    if (!method) continue
    const given = interpreter.callFunction(method, new EvaluatedArguments(), iterator, node, name)
    return given.kind === 'record' && result !== undefined
      ? memberOf(interpreter, given, result, node)
      : given
  }
  return undefined
}

function isObject(value: Value): value is InstanceValue | RecordValue {
  return value.kind === 'instance' || value.kind === 'record'
}

/** A method that an object of the program has itself. */
export function methodNamed(
  interpreter: Interpreter,
  object: InstanceValue | RecordValue,
  name: string,
): FunctionValue | undefined {
  const field = object.fields.get(name)?.value
  if (field) return field.kind === 'function' ? field : undefined
  return object.kind === 'instance' && object.class ? findMethod(interpreter, object.class, name) : undefined
}

/** Where the hashes of texts are salted, a set of them is in another order in every process. */
function itemOfSet(interpreter: Interpreter, set: Extract<Value, { kind: 'list' }>, node: SyntaxNode): Value {
  const item = set.element.value ?? UNKNOWN
  const { saltedUnless } = interpreter.module.language
  if (saltedUnless === undefined || isSettled(interpreter, saltedUnless)) return item
  if (alternatives(item).every((each) => each.kind === 'constant' && typeof each.value !== 'string'))
    return item
  if (set.labels.some((label) => label.kind === 'unordered' && label.effect.set)) return item
  const effect = writeUnordered(interpreter, { node, text: 'set', path: '', call: undefined }, SET_ORDER, {
    set: true,
  })
  return labelled(item, [{ kind: 'unordered', effect }])
}

function runTry(interpreter: Interpreter, statement: TryStatement, scope: Scope): Completion {
  const { node } = statement
  const { value: started } = interpreter.startedWith
  let result = 'normal' as Completion
  const [jumps, raised] = interpreter.catching(() => {
    result = interpreter.within({ attempt: { node, part: 'body' } }, () =>
      runBlock(interpreter, statement.body, scope),
    )
    if (result === 'normal') result = runBlock(interpreter, statement.otherwise, scope)
  })
  if (statement.handlers.length > 0) {
    const handlers = statement.handlers.map((handler) => () => {
      // What is not there raises: its handler is where the program was started without it.
      interpreter.store.set(interpreter.startedWith, started)
      if (handler.name !== undefined) bind(interpreter, scope, handler.name, raised)
      return interpreter.within({ attempt: { node, part: 'handler' } }, () =>
        guarded(interpreter, node, 'otherwise', undefined, () =>
          interpreter.decided(jumps, () => runBlock(interpreter, handler.body, scope)),
        ),
      )
    })
    const caught = interpreter.store.alternatives(
      result === 'normal' ? [() => 'normal', ...handlers] : handlers,
      { names: new Set() },
      interpreter.frame.exits,
    )
    if (result === 'throw') result = caught
  }
  const last = runBlock(interpreter, statement.finally, scope)
  return last === 'normal' ? result : last
}

function runWith(
  interpreter: Interpreter,
  statement: Extract<Statement, { kind: 'with' }>,
  scope: Scope,
): Completion {
  const before = [...interpreter.sources].map(([name, cell]) => [name, cell, cell.value] as const)
  const { language } = interpreter.module
  const left: { readonly value: Value; readonly node: SyntaxNode }[] = []
  let scoped = false
  for (const item of statement.items) {
    const start = interpreter.effects.length
    const value = interpreter.evaluate(item.value, scope)
    scoped ||= interpreter.effects
      .slice(start)
      .some((effect) => effect.kind === 'seed' && effect.seeding.scoped === true)
    if (value.kind === 'api') scoped ||= interpreter.catalog.api(value.path)?.seeds?.scoped === true
    const entered = callSpecial(interpreter, value, language.context.enter, [], item.value.node)
    if (entered) left.push({ value, node: item.value.node })
    if (item.target) assign(interpreter, item.target, entered ?? value, scope, item.value)
  }
  // What is drawn and seeded there moves nothing outside.
  const isolated = interpreter.context.isolated || scoped
  const result = interpreter.within({ isolated }, () => runBlock(interpreter, statement.body, scope))
  for (const { value, node } of left.reverse())
    callSpecial(interpreter, value, language.context.exit, [UNKNOWN, UNKNOWN, UNKNOWN], node)
  if (scoped)
    for (const [, cell, state] of before) interpreter.store.set(cell, { ...state, early: cell.value.early })
  return result
}

const SET_ORDER = 'Python salts the hashes of strings, so a set of them has another order in every process'
