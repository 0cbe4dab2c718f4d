/** Functions and classes of the program: making them and calling into them. */
import { limits } from '../limits.ts'
import type { CallSite } from '../../effects.ts'
import type {
  ClassDefinition,
  ClassMember,
  Expression,
  FunctionDefinition,
  SyntaxNode,
} from '../../program.ts'
import { grouped } from '../../questions/grouped.ts'
import { EvaluatedArguments } from './arguments.ts'
import { assign } from './assignment.ts'
import { scheduleCallback, scheduleFrameworkClass } from '../models/callbacks.ts'
import { holdBy } from '../models/hooks.ts'
import { actsWhenMade } from './expressions.ts'
import type { Frame, Interpreter } from '../interpreter.ts'
import { isRegistry, isSeedName, textOf } from './names.ts'
import { annotated } from './statements.ts'
import { callSpecial, described } from './special-methods.ts'
import { Cell, type CallWrites } from '../store.ts'
import {
  basesOf,
  firstAmongBases,
  firstInLineage,
  lineageOf,
  type Found,
  type FoundByName,
} from '../values/ancestry.ts'
import type { RunsAlike, RunsOfFunction, Settled } from '../summaries.ts'
import { Channel } from '../models/channels.ts'
import { drawnIn, travelling } from '../models/contents.ts'
import { deferred } from '../values/deferred.ts'
import { noteGenerated, setPrototype } from '../values/objects.ts'
import {
  type ClassValue,
  type FunctionValue,
  type Label,
  type InstanceValue,
  type Labels,
  Scope,
  UNKNOWN,
  type Value,
  alternatives,
  computed,
  constant,
  deepLabels,
  instance,
  joinLabels,
  joinChoices,
  joinValues,
  list,
  listOf,
  labelled,
  record,
  unknown,
  valueCell,
} from '../values/value.ts'

export function makeFunction(interpreter: Interpreter, definition: FunctionDefinition, scope: Scope): Value {
  const guards = interpreter.context.guards.filter(({ names }) => [...names].some(isSeedName))
  let value: Value = {
    kind: 'function',
    definition,
    scope,
    module: interpreter.module,
    home: undefined,
    given: [],
    ...(guards.length > 0 && { guards }),
    labels: [],
  }
  for (const decorator of definition.decorators.toReversed()) {
    const decorating = interpreter.evaluate(decorator, scope)
    if (decorating.kind === 'function' || decorating.kind === 'class') {
      const args = EvaluatedArguments.of([value], decorator.node)
      const result = interpreter.apply(decorating, {
        args,
        node: decorator.node,
        text: textOf(decorator) ?? 'decorator',
      })
      if (result.kind === 'function') value = result
    } else if (isSeedName(textOf(decorator) ?? '')) {
      value = unknown([], textOf(decorator))
    } else if (decorating.kind === 'api' || decorating.kind === 'instance' || decorating.kind === 'bound') {
      const traced =
        decorating.kind === 'api' && interpreter.catalog.api(decorating.path)?.traces !== undefined
      if (traced) interpreter.traced.set(definition, decorator.node)
      value = deferredBy(interpreter, decorating, value)
      const holder = holderOf(interpreter, decorating, decorator)
      // `@trainer.on(event)`
      if (holder) holdBy(interpreter, holder, value, decorator.node)
      if (holder && interpreter.catalog.type(holder.type, 'commands')) value = holder
    } else if (decorating.kind === 'unknown' && interpreter.frame.definition) {
      // `@trainer.on(event)` within a function: somebody calls it when the event comes.
      scheduleCallback(interpreter, value, decorator.node, definition.name)
    }
  }
  return value
}

/** The object that calls what it decorates: `@app.command()`, `@app.default`, `@click.command`. */
function holderOf(
  interpreter: Interpreter,
  decorating: Value,
  decorator: Expression,
): InstanceValue | undefined {
  if (decorating.kind === 'instance') return decorating
  const path =
    decorating.kind === 'api'
      ? decorating.path
      : decorating.kind === 'bound' && 'path' in decorating.method
        ? decorating.method.path
        : undefined
  if (path === undefined || !interpreter.catalog.api(path)?.takesCommands) return undefined
  const made = interpreter.apply(decorating, {
    args: new EvaluatedArguments(),
    node: decorator.node,
    text: textOf(decorator) ?? 'decorator',
  })
  return made.kind === 'instance' ? made : undefined
}

export function makeClass(interpreter: Interpreter, definition: ClassDefinition, scope: Scope): ClassValue {
  const bases = definition.bases.map((base) => interpreter.evaluate(base, scope))
  const statics = new Map<string, Cell<Value>>()
  const value: ClassValue = {
    kind: 'class',
    definition,
    scope,
    module: interpreter.module,
    bases,
    statics,
    labels: [],
  }
  const inner = new Scope(scope)
  if (definition.name) inner.declare(definition.name, value)
  if (!interpreter.module.language.receiverIsParameter) inner.declare('this', value)
  for (const member of definition.members) {
    if (member.kind !== 'static-field') continue
    const field = member.value
      ? interpreter.evaluate(member.value, inner)
      : fieldWithoutValue(interpreter, member, scope)
    statics.set(member.name, valueCell(field))
    inner.declare(member.name, field)
  }
  interpreter.addClass(value)
  // `@Component({ … }) class Page` is registered with a framework. Python's decorators of classes mostly change them.
  const registered =
    definition.decorators.length > 0 && interpreter.module.language.librariesInstantiateClasses
  if (registered) scheduleFrameworkClass(interpreter, value, definition.node)
  return value
}

/** `@ray.remote`: what is decorated is called later and elsewhere. */
export function deferredBy(interpreter: Interpreter, decorating: Value, value: Value): Value {
  const type = decorating.kind === 'api' ? interpreter.catalog.api(decorating.path)?.defers : undefined
  return type === undefined ? value : deferred(type, value)
}

function fieldWithoutValue(
  interpreter: Interpreter,
  member: { readonly name: string; readonly annotation?: Expression },
  scope: Scope,
): Value {
  const labels: Labels = [{ kind: 'configured', name: member.name }]
  const typed = member.annotation && annotated(interpreter, member.annotation, scope)
  return typed ? ofNoObject(typed, labels) : unknown(labels, member.name)
}

/** A method or static of a class, looked for in its bases as well. */
export function classMember(
  interpreter: Interpreter,
  owner: ClassValue,
  name: string,
  receiver: InstanceValue | undefined,
): Value | undefined {
  for (const each of lineageOf(owner)) {
    const fixed = each.statics.get(name)
    if (fixed) return described(interpreter, fixed.value, receiver)
    const member = membersOf(each.definition, name)?.find((one) => one.kind !== 'static-field')
    const added = member ? undefined : each.statics.get('prototype')?.value
    const method = added?.kind === 'record' ? added.fields.get(name)?.value : undefined
    if (method)
      return receiver && method.kind === 'function' ? { kind: 'bound', receiver, method, labels: [] } : method
    if (!member?.definition) continue
    const own = methodOf(each, member.definition)
    if (member.kind === 'getter') {
      const of = receiver ?? owner
      return callFunction(interpreter, own, new EvaluatedArguments(), of, member.node, name)
    }
    if (member.kind === 'static-method')
      return each.module.language.receiverIsParameter
        ? own
        : { kind: 'bound', receiver: owner, method: own, labels: [] }
    if (member.kind === 'class-method') return { kind: 'bound', receiver: each, method: own, labels: [] }
    return receiver ? { kind: 'bound', receiver, method: own, labels: [] } : own
  }
  return undefined
}

function methodOf(home: ClassValue, definition: FunctionDefinition): FunctionValue {
  return {
    kind: 'function',
    definition,
    scope: home.scope,
    module: home.module,
    home,
    given: [],
    labels: [],
  }
}

export function findMethod(
  _interpreter: Interpreter,
  owner: ClassValue,
  name: string,
): FunctionValue | undefined {
  const method = firstInLineage(methods, owner, name, (home) => {
    const definition = membersOf(home.definition, name)?.find((one) => one.definition)?.definition
    return definition && { home, definition }
  })
  return method && methodOf(method.home, method.definition)
}

const methods: FoundByName<{ readonly home: ClassValue; readonly definition: FunctionDefinition }> =
  new WeakMap()

const members = new WeakMap<ClassDefinition, ReadonlyMap<string, readonly ClassMember[]>>()

/** The members of one name, as they stand in the class. */
function membersOf(definition: ClassDefinition, name: string): readonly ClassMember[] | undefined {
  let byName = members.get(definition)
  if (!byName) members.set(definition, (byName = grouped(definition.members, (member) => member.name)))
  return byName.get(name)
}

/** What stands in the class, or in one of its bases, under a name. */
export function staticOf(owner: ClassValue, name: string): Value | undefined {
  for (const each of lineageOf(owner)) {
    const cell = each.statics.get(name)
    if (cell) return cell.value
  }
  return undefined
}

const setters = new WeakMap<ClassDefinition, ReadonlyMap<string, FunctionDefinition>>()

/** The method that runs when a field of this name is written to. */
export function setterOf(owner: ClassValue, name: string): FunctionValue | undefined {
  for (const each of lineageOf(owner)) {
    let known = setters.get(each.definition)
    if (!known) setters.set(each.definition, (known = settersIn(each.definition)))
    const found = known.get(name)
    if (found) return methodOf(each, found)
  }
  return undefined
}

function settersIn({ members }: ClassDefinition): ReadonlyMap<string, FunctionDefinition> {
  return new Map(
    members.flatMap(({ kind, name, definition }) =>
      kind === 'setter' && definition ? [[name, definition] as const] : [],
    ),
  )
}

const types: Found<string> = new WeakMap()

export function baseType({ catalog }: Interpreter, owner: ClassValue | undefined): string | undefined {
  if (!owner) return undefined
  return firstAmongBases(types, owner, (base) => {
    if (base.kind !== 'api') return undefined
    if (catalog.types.has(base.path)) return base.path
    const returned = catalog.api(base.path)?.returns
    return typeof returned === 'string' && catalog.types.has(returned) ? returned : undefined
  })
}

/** Makes an object of a class of the program. */
export function construct(
  interpreter: Interpreter,
  owner: ClassValue,
  args: EvaluatedArguments,
  node: SyntaxNode,
): InstanceValue {
  const made = instance({ type: baseType(interpreter, owner), class: owner })
  makeFields(interpreter, owner, made)
  const { constructorMethod, annotatedFieldsAreParameters, afterConstruction } = owner.module.language
  const constructor = findMethod(interpreter, owner, constructorMethod)
  const library = constructor ? undefined : libraryBase(interpreter, owner)
  if (constructor) callFunction(interpreter, constructor, args, made, node, owner.definition.name)
  else if (library) interpreter.apply(library, { args, node, text: owner.definition.name })
  else if (annotatedFieldsAreParameters) fillFields(owner, args, made)
  if (afterConstruction !== undefined && !constructor)
    callSpecial(interpreter, made, [afterConstruction], [], node)
  if (constructor || library || made.type === undefined) return made
  // An object of a class that derives from the language's own holds what it is made of: an exception.
  const held =
    interpreter.catalog.owner(made.type)?.platform === undefined
      ? []
      : drawnIn(args.all.map(({ value }) => value))
  return held.length === 0 ? made : { ...made, labels: joinLabels(made.labels, held) }
}

/** `new Box()` of a function: what it makes is `this` in it. */
export function constructWith(
  interpreter: Interpreter,
  fn: FunctionValue,
  args: EvaluatedArguments,
  node: SyntaxNode,
  text: string,
): Value {
  const made = record()
  setPrototype(made.fields, interpreter.functionObjects.of(fn).fields.get('prototype')!.value)
  const result = callFunction(interpreter, fn, args, made, node, text)
  // Where it gives an object, that is what is made.
  const given = alternatives(result).filter(({ kind }) => kind !== 'constant' && kind !== 'unknown')
  return given.reduce<Value>(joinValues, made)
}

/** The class of a library that a class without a constructor of its own is made as. */
function libraryBase(interpreter: Interpreter, owner: ClassValue): Value | undefined {
  for (const base of basesOf(owner))
    if (base.kind === 'api' && actsWhenMade(interpreter, base.path)) return base
  return undefined
}

function makeFields(interpreter: Interpreter, owner: ClassValue, made: InstanceValue): void {
  for (const each of [...lineageOf(owner)].reverse()) makeOwnFields(interpreter, each, made)
}

function makeOwnFields(interpreter: Interpreter, owner: ClassValue, made: InstanceValue): void {
  const fields = owner.definition.members.filter(({ kind }) => kind === 'field')
  if (fields.length === 0) return
  const scope = new Scope(owner.scope)
  scope.declare('this', made)
  interpreter.inModule(owner.module, () => {
    for (const member of fields) {
      const value = member.value
        ? interpreter.evaluate(member.value, scope)
        : fieldWithoutValue(interpreter, member, scope)
      made.fields.set(member.name, valueCell(value))
    }
  })
}

/** A class without a constructor takes its annotated fields as arguments. */
function fillFields(owner: ClassValue, args: EvaluatedArguments, made: InstanceValue): void {
  const fields = owner.definition.members.filter((each) => each.kind === 'static-field' && each.annotation)
  fields.forEach((field, at) => {
    const given = args.keywords.get(field.name)?.value ?? args.positional[at]?.value
    if (given) made.fields.set(field.name, valueCell(given))
  })
}

/**
 * Runs a function of the program with these arguments and returns what it returns.
 *
 * @param receiver `this`, or the object that Python passes first.
 */
export function callFunction(
  interpreter: Interpreter,
  fn: FunctionValue,
  args: EvaluatedArguments,
  receiver: Value | undefined,
  node: SyntaxNode,
  callee: string,
): Value {
  const { definition } = fn
  const { runs, alike } = runsOf(interpreter, fn, args, receiver)
  interpreter.noteRun(definition)
  const stop = stopsBefore(interpreter, runs)
  if (stop !== undefined) interpreter.giveUp(stop, node)
  // A call of itself does what the call around it does.
  const recursive = interpreter.active.has(definition)
  const widened = recursive && stop === undefined ? widenedArguments(interpreter, args) : undefined
  if (widened) {
    interpreter.widening = true
    interpreter.active.delete(definition)
    try {
      return callFunction(interpreter, fn, widened, receiver, node, callee)
    } finally {
      interpreter.active.add(definition)
      interpreter.widening = false
    }
  }
  if (
    stop !== undefined ||
    recursive ||
    interpreter.exhausted ||
    isKnown(interpreter, alike, args, receiver)
  ) {
    for (const { value } of args.all) deferIfKept(interpreter, value, node, callee)
    // Which number a counter holds now was not followed.
    for (const [cell, { left, further }] of alike.settled ?? [])
      if (further !== left) interpreter.store.set(cell, further)
    return unknown(
      args.all.reduce<Labels>((labels, each) => joinLabels(labels, each.value.labels), alike.labels),
    )
  }
  runs.count++
  alike.count++
  const before = interpreter.steps
  const { store } = interpreter
  const { stateWrites } = store
  // What a constructor writes to the object that is being made was not there before.
  const firstOwn =
    receiver?.kind === 'instance' && CONSTRUCTORS.has(definition.name) ? receiver.consumed.number : Cell.made
  interpreter.active.add(definition)
  const site: CallSite = { module: interpreter.frame?.module ?? fn.module, node, callee }
  const scope = new Scope(fn.scope, definition.locals)
  const sent = definition.generator ? new Channel() : undefined
  const frame: Frame = { module: fn.module, returns: [], yields: [], exits: [], definition, sent }
  try {
    const { context } = interpreter
    const calls = [...context.calls, site]
    const guards = fn.guards ? [...context.guards, ...fn.guards] : context.guards
    const traced = interpreter.traced.get(definition) ?? context.traced
    const run = (): Value =>
      interpreter.inFrame(frame, () => {
        bindParameters(interpreter, fn, args, receiver, scope)
        interpreter.confined('call', () => interpreter.runBlock(definition.body, scope))
        interpreter.store.joinExits(frame.exits)
        if (sent) {
          const items = listOf(
            frame.yields.length ? frame.yields.reduce((a, b) => joinValues(a, b)) : undefined,
          )
          noteGenerated(items.element, {
            returned: frame.returns.length ? frame.returns.reduce((a, b) => joinValues(a, b)) : undefined,
            sent,
          })
          return items
        }
        // Falling off the end gives undefined; what is returned elsewhere is what callers use.
        const { returns } = frame
        site.givesNothing = returns.length === 0
        const names = new Set(frame.exits.flatMap((exit) => [...exit.decided.names]))
        return returns.length ? joinChoices(returns, { names }) : constant(undefined)
      })
    alike.settled = undefined
    const { result, writes } = store.call(firstOwn, () =>
      interpreter.within({ calls, guards, attempt: undefined, traced }, run),
    )
    if (store.stateWrites > stateWrites) alike.changesState = true
    alike.settled = settledBy(result, writes)
    alike.loops.add(context.loops.at(-1)?.node)
    alike.labels = joinLabels(alike.labels, joinLabels(result.labels, travelling(deepLabels(result))))
    return result
  } finally {
    alike.steps += interpreter.steps - before
    interpreter.active.delete(definition)
    for (const { value } of args.all) deferIfKept(interpreter, value, node, callee)
  }
}

/** A function that calls itself with other constants is looked at once for any of them: where it ends, say. */
function widenedArguments(
  interpreter: Interpreter,
  args: EvaluatedArguments,
): EvaluatedArguments | undefined {
  // One at a time: functions that call each other in a circle would be looked at for every way through it.
  if (interpreter.widening) return undefined
  if (!args.positional.some(({ value }) => value.kind === 'constant')) return undefined
  const widened = new EvaluatedArguments()
  Object.assign(widened, args, {
    positional: args.positional.map((each) =>
      each.value.kind === 'constant' ? { ...each, value: computed(each.value.labels) } : each,
    ),
  })
  return widened
}

function runsOf(
  interpreter: Interpreter,
  fn: FunctionValue,
  args: EvaluatedArguments,
  receiver: Value | undefined,
): { readonly runs: RunsOfFunction; readonly alike: RunsAlike } {
  const { definition } = fn
  let runs = interpreter.runs.get(definition)
  if (!runs) interpreter.runs.set(definition, (runs = { count: 0, alike: new Map() }))
  const given = fn.given.map(({ value }) => value)
  const values = [...(receiver ? [receiver] : []), ...given, ...args.all.map(({ value }) => value)]
  // Most functions are called once.
  const key =
    runs.count === 0 ? '' : interpreter.summaries.keyOf(values, interpreter.context, interpreter.sources)
  let alike = runs.alike.get(key)
  if (!alike)
    runs.alike.set(
      key,
      (alike = {
        count: 0,
        steps: 0,
        changesState: false,
        settled: undefined,
        loops: new Set(),
        followed: new Set(),
        labels: [],
      }),
    )
  return { runs, alike }
}

/** The limit that a further run of a function would pass. */
function stopsBefore({ context }: Interpreter, runs: RunsOfFunction): string | undefined {
  if (context.calls.length >= limits.calls) return `more than ${limits.calls} calls within each other`
  return runs.count >= limits.runs ? `more than ${limits.runs} runs of one function` : undefined
}

/**
 * It has been run for what is known of this call, and changes nothing any more of what was there before. What becomes of
 * a number that was drawn, or of an order, shows only in a run that is given it.
 */
function isKnown(
  { context }: Interpreter,
  { count, steps, changesState, settled, loops, followed }: RunsAlike,
  { all }: EvaluatedArguments,
  receiver: Value | undefined,
): boolean {
  if (changesState || (count < limits.runsAlike && (count <= 1 || steps <= limits.stepsAlike))) return false
  if (!settled || !loops.has(context.loops.at(-1)?.node)) return false
  for (const [cell, { left, further }] of settled)
    if (!cell.kind.isAlike(left, cell.value) && !cell.kind.isAlike(further, cell.value)) return false
  const before = followed.size
  for (const { value } of all) addFollowed(value, followed)
  if (receiver) addFollowed(receiver, followed)
  return followed.size === before
}

/**
 * What a run has written to what was there before, where it changed nothing of what was known. One whose result is
 * followed further, and is another one for each call, is not settled.
 */
function settledBy(result: Value, { own, before, oldestGrown }: CallWrites): RunsAlike['settled'] {
  if (oldestGrown < own) return undefined
  if (before.size > 0 && !alternatives(result).every(({ kind }) => kind === 'constant' || kind === 'unknown'))
    return undefined
  const settled = new Map<Cell<unknown>, Settled>()
  for (const [cell, value] of before) {
    const { kind, value: left } = cell
    if (!kind.isAlike(value, left)) return undefined
    settled.set(cell, { left, further: kind.further?.(value, left) ?? left })
  }
  return settled
}

const CONSTRUCTORS: ReadonlySet<string> = new Set(['__init__', 'constructor'])

const FOLLOWED: ReadonlySet<Label['kind']> = new Set<Label['kind']>([
  'draw',
  'text',
  'entropy',
  'unordered',
  'position',
  'channel',
])

function addFollowed(value: Value, to: Set<object>): void {
  for (const label of deepLabels(value))
    if (FOLLOWED.has(label.kind))
      to.add('effect' in label ? label.effect : label.kind === 'channel' ? label.channel : label)
}

/** `stream.subscribe(() => model.fit(xs, ys))`, where `subscribe` puts the function into a list. */
function deferIfKept(interpreter: Interpreter, value: Value, node: SyntaxNode, callee: string): void {
  for (const each of alternatives(value)) {
    if (each.kind !== 'function') continue
    if (!each.module.language.namedFunctionsAreCallbacks && !each.definition.arrow) continue
    const { definition } = each
    if (!interpreter.ran.has(definition) && !isRegistry(callee))
      interpreter.deferEscaped(definition, () => scheduleCallback(interpreter, each, node, callee))
  }
}

function bindParameters(
  interpreter: Interpreter,
  fn: FunctionValue,
  args: EvaluatedArguments,
  receiver: Value | undefined,
  scope: Scope,
): void {
  const { definition } = fn
  // A named function expression can call itself by its name.
  if (definition.locals.has(definition.name)) scope.declare(definition.name, fn)
  if (definition.locals.has('arguments') && !fn.module.language.receiverIsParameter) {
    const all = args.all.map(({ value }) => value)
    scope.declare(
      'arguments',
      args.certain ? list(all) : listOf(all.length ? all.reduce(joinValues) : unknown()),
    )
  }
  let positional = args.positional
  const first = fn.given.filter((each) => each.name === undefined)
  const filler = positional[0]?.node ?? definition.node
  if (first.length > 0) {
    const given = EvaluatedArguments.of(
      first.map((each) => each.value),
      filler,
    ).positional
    positional = [...given, ...positional]
  }
  if (fn.module.language.receiverIsParameter) {
    const isMethod = receiver !== undefined && !definition.arrow
    if (isMethod) {
      positional = [
        { value: receiver, node: definition.node, expression: undefined, argument: undefined },
        ...positional,
      ]
    }
    if (fn.home && receiver) scope.declare('super', { kind: 'super', receiver, home: fn.home, labels: [] })
  } else if (!definition.arrow) {
    scope.declare('this', receiver ?? UNKNOWN)
    if (fn.home && receiver) scope.declare('super', { kind: 'super', receiver, home: fn.home, labels: [] })
  }
  const named = new Set<string>()
  let at = 0
  for (const parameter of definition.parameters) {
    if (parameter.rest === 'list') {
      const rest = positional.slice(at).map((each) => each.value)
      at = positional.length
      const open = args.openAt !== undefined
      assign(interpreter, parameter.target, open ? listOf(unknown()) : list(rest), scope, undefined)
      continue
    }
    if (parameter.rest === 'record') {
      const entries = [...args.keywords].filter(([name]) => !named.has(name))
      const rest = record(entries.map(([name, each]) => [name, each.value] as const))
      if (args.openKeywords) rest.rest.value = UNKNOWN
      assign(interpreter, parameter.target, rest, scope, undefined)
      continue
    }
    const name = parameter.target.kind === 'name' ? parameter.target.name : ''
    named.add(name)
    const given =
      args.keywords.get(name) ??
      (parameter.keywordOnly ? undefined : positional[at++]) ??
      fn.given.find((each) => each.name === name)
    assign(
      interpreter,
      parameter.target,
      parameterValue(interpreter, parameter, given?.value, args, name, scope),
      scope,
      undefined,
    )
  }
}

function parameterValue(
  interpreter: Interpreter,
  parameter: FunctionDefinition['parameters'][number],
  given: Value | undefined,
  args: EvaluatedArguments,
  name: string,
  scope: Scope,
): Value {
  if (given) {
    if (given.kind === 'constant' && given.value === undefined && parameter.default) {
      return interpreter.evaluate(parameter.default, scope)
    }
    if (given.kind !== 'unknown' || !parameter.annotation) return given
    return annotated(interpreter, parameter.annotation, scope, given.labels) ?? given
  }
  if (parameter.default && args.certain) return interpreter.evaluate(parameter.default, scope)
  const { missingArgumentsAreUndefined } = interpreter.module.language
  if (!parameter.default && args.written && args.certain && missingArgumentsAreUndefined) {
    return constant(undefined)
  }
  if (parameter.default) {
    // The argument may be there: the default is one possibility.
    const given = unknown([{ kind: 'configured', name }], name)
    const typed = parameter.annotation && annotated(interpreter, parameter.annotation, scope, given.labels)
    return joinValues(
      typed?.kind === 'unknown' ? typed : given,
      interpreter.evaluate(parameter.default, scope),
    )
  }
  const typed = parameter.annotation && annotated(interpreter, parameter.annotation, scope)
  const labels: Labels = [{ kind: 'configured', name }]
  return typed ? ofNoObject(typed, labels) : unknown(labels, name)
}

/** What is given as text is an option of the run, as an object of a library is not. */
function ofNoObject(typed: Value, labels: Labels): Value {
  return typed.kind === 'unknown' ? labelled(typed, labels) : typed
}

/** Runs a function nobody is seen to call: its parameters may be anything. */
export function callUnseen(interpreter: Interpreter, fn: FunctionValue, receiver: Value | undefined): void {
  const args = new EvaluatedArguments()
  args.openKeywords = true
  callFunction(interpreter, fn, args, receiver, fn.definition.node, fn.definition.name)
}

const foreign: Found<boolean> = new WeakMap()

/** A base of the class is somebody else's: `React.Component`, `HTMLElement`. */
export function extendsForeign(owner: ClassValue): boolean {
  return (
    firstAmongBases(foreign, owner, ({ kind }) => (kind !== 'class' && kind !== 'constant') || undefined) ===
    true
  )
}

/**
 * Makes an object of a class, and runs the methods that nobody is seen to call.
 *
 * @param evenIfRun those that somebody was seen to call as well, but for what has made the object.
 */
export function callMethodsUnseen(
  interpreter: Interpreter,
  owner: ClassValue,
  node: SyntaxNode,
  evenIfRun = false,
): void {
  const args = new EvaluatedArguments()
  args.openKeywords = true
  const made = construct(interpreter, owner, args, node)
  for (const { kind, definition } of owner.definition.members) {
    if (!definition || kind === 'static-method' || CONSTRUCTORS.has(definition.name)) continue
    if (!evenIfRun && interpreter.ran.has(definition)) continue
    callUnseen(interpreter, methodOf(owner, definition), made)
  }
}
