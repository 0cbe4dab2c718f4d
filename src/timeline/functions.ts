/** Functions and classes of the program: making them and calling into them. */
import { DEEPEST_CALL, MOST_RUNS_OF_A_FUNCTION, MOST_STEPS_OF_A_FUNCTION } from './limits.ts'
import type { CallSite } from '../effects.ts'
import type { ClassDefinition, Expression, FunctionDefinition, SyntaxNode } from '../program.ts'
import { apply, isRegistry } from './application.ts'
import { EvaluatedArguments } from './arguments.ts'
import { assign } from './assignment.ts'
import { later, takenUp } from './callbacks.ts'
import { actsWhenMade, evaluate } from './expressions.ts'
import type { Frame, Machine } from './machine.ts'
import { isSeedName, textOf } from './names.ts'
import { annotated, runBlock } from './statements.ts'
import type { Cell } from './store.ts'
import {
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  type Marks,
  Scope,
  UNKNOWN,
  type Value,
  alternatives,
  constant,
  instance,
  joinMarks,
  joinChoices,
  joinValues,
  list,
  listOf,
  marked,
  record,
  unknown,
  valueCell,
} from './values.ts'

export function makeFunction(machine: Machine, definition: FunctionDefinition, scope: Scope): Value {
  const guards = machine.context.guards.filter(({ names }) => [...names].some(isSeedName))
  let value: Value = {
    kind: 'function',
    definition,
    scope,
    module: machine.module,
    home: undefined,
    given: [],
    ...(guards.length > 0 && { guards }),
    marks: [],
  }
  for (const decorator of definition.decorators.toReversed()) {
    const decorating = evaluate(machine, decorator, scope)
    if (decorating.kind === 'function' || decorating.kind === 'class') {
      const args = EvaluatedArguments.of([value], decorator.node)
      const result = apply(
        machine,
        decorating,
        args,
        decorator.node,
        textOf(decorator) ?? 'decorator',
        undefined,
      )
      if (result.kind === 'function') value = result
    } else if (isSeedName(textOf(decorator) ?? '')) {
      value = unknown([], textOf(decorator))
    } else if (decorating.kind === 'api' || decorating.kind === 'instance') {
      const traced = decorating.kind === 'api' && machine.catalog.api(decorating.path)?.traces !== undefined
      if (traced) machine.traced.set(definition, decorator.node)
    } else if (decorating.kind === 'unknown' && machine.frame.definition) {
      // `@trainer.on(event)` within a function: somebody calls it when the event comes.
      later(machine, value, decorator.node, definition.name)
    }
  }
  return value
}

export function makeClass(machine: Machine, definition: ClassDefinition, scope: Scope): ClassValue {
  const bases = definition.bases.map((base) => evaluate(machine, base, scope))
  const statics = new Map<string, Cell<Value>>()
  const value: ClassValue = {
    kind: 'class',
    definition,
    scope,
    module: machine.module,
    bases,
    statics,
    marks: [],
  }
  const inner = new Scope(scope)
  if (definition.name) inner.declare(definition.name, value)
  for (const member of definition.members) {
    if (member.kind !== 'static-field') continue
    const field = member.value
      ? evaluate(machine, member.value, inner)
      : fieldWithoutValue(machine, member, scope)
    statics.set(member.name, valueCell(field))
    inner.declare(member.name, field)
  }
  machine.classes.push(value)
  // `@Component({ … }) class Page` is registered with a framework. Python's decorators of classes mostly change them.
  const registered = definition.decorators.length > 0 && machine.module.language === 'javascript'
  if (registered) takenUp(machine, value, definition.node)
  return value
}

function fieldWithoutValue(
  machine: Machine,
  member: { readonly name: string; readonly annotation?: Expression },
  scope: Scope,
): Value {
  const marks: Marks = [{ kind: 'configured', name: member.name }]
  const typed = member.annotation && annotated(machine, member.annotation, scope)
  return typed ? ofNoObject(typed, marks) : unknown(marks, member.name)
}

/** A method or static of a class, looked for in its bases as well. */
export function classMember(
  machine: Machine,
  owner: ClassValue,
  name: string,
  receiver: InstanceValue | undefined,
): Value | undefined {
  const fixed = owner.statics.get(name)
  if (fixed) return fixed.value
  const member = owner.definition.members.find((each) => each.name === name && each.kind !== 'static-field')
  if (member?.definition) {
    const method = methodOf(owner, member.definition)
    if (member.kind === 'getter' && receiver) {
      return callFunction(machine, method, new EvaluatedArguments(), receiver, member.node, name)
    }
    if (member.kind === 'static-method') return method
    if (member.kind === 'class-method') return { kind: 'bound', receiver: owner, method, marks: [] }
    return receiver ? { kind: 'bound', receiver, method, marks: [] } : method
  }
  for (const base of owner.bases) {
    const found = base.kind === 'class' ? classMember(machine, base, name, receiver) : undefined
    if (found) return found
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
    marks: [],
  }
}

export function findMethod(machine: Machine, owner: ClassValue, name: string): FunctionValue | undefined {
  const member = owner.definition.members.find((each) => each.name === name && each.definition)
  if (member?.definition) return methodOf(owner, member.definition)
  for (const base of owner.bases) {
    const found = base.kind === 'class' ? findMethod(machine, base, name) : undefined
    if (found) return found
  }
  return undefined
}

export function baseType(machine: Machine, owner: ClassValue | undefined): string | undefined {
  for (const base of owner?.bases ?? []) {
    if (base.kind === 'api') {
      if (machine.catalog.types.has(base.path)) return base.path
      const returned = machine.catalog.api(base.path)?.returns
      if (typeof returned === 'string' && machine.catalog.types.has(returned)) return returned
    }
    if (base.kind === 'class') {
      const found = baseType(machine, base)
      if (found) return found
    }
  }
  return undefined
}

/** Makes an object of a class of the program. */
export function construct(
  machine: Machine,
  owner: ClassValue,
  args: EvaluatedArguments,
  node: SyntaxNode,
): InstanceValue {
  const made = instance({ type: baseType(machine, owner), class: owner })
  makeFields(machine, owner, made)
  const name = owner.module.language === 'python' ? '__init__' : 'constructor'
  const constructor = findMethod(machine, owner, name)
  const library = constructor ? undefined : libraryBase(machine, owner)
  if (constructor) callFunction(machine, constructor, args, made, node, owner.definition.name)
  else if (library) apply(machine, library, args, node, owner.definition.name, undefined)
  else if (owner.module.language === 'python') fillFields(owner, args, made)
  return made
}

/** The class of a library that a class without a constructor of its own is made as. */
function libraryBase(machine: Machine, owner: ClassValue): Value | undefined {
  for (const base of owner.bases) {
    if (base.kind === 'api' && actsWhenMade(machine, base.path)) return base
    const found = base.kind === 'class' ? libraryBase(machine, base) : undefined
    if (found) return found
  }
  return undefined
}

function makeFields(machine: Machine, owner: ClassValue, made: InstanceValue): void {
  for (const base of owner.bases) if (base.kind === 'class') makeFields(machine, base, made)
  const scope = new Scope(owner.scope)
  scope.declare('this', made)
  machine.inModule(owner.module, () => {
    for (const member of owner.definition.members) {
      if (member.kind !== 'field') continue
      const value = member.value
        ? evaluate(machine, member.value, scope)
        : fieldWithoutValue(machine, member, scope)
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
  machine: Machine,
  fn: FunctionValue,
  args: EvaluatedArguments,
  receiver: Value | undefined,
  node: SyntaxNode,
  callee: string,
): Value {
  const { definition } = fn
  let runs = machine.runs.get(definition)
  if (!runs) machine.runs.set(definition, (runs = { count: 0, steps: 0 }))
  machine.ran.add(definition)
  if (
    machine.active.has(definition) ||
    runs.count >= MOST_RUNS_OF_A_FUNCTION ||
    (runs.count > 1 && runs.steps > MOST_STEPS_OF_A_FUNCTION) ||
    machine.context.calls.length >= DEEPEST_CALL ||
    machine.exhausted
  ) {
    for (const { value } of args.all) keptFor(machine, value, node, callee)
    return unknown(args.all.reduce<Marks>((marks, each) => joinMarks(marks, each.value.marks), []))
  }
  runs.count++
  const before = machine.steps
  machine.active.add(definition)
  const site: CallSite = { module: machine.frame?.module ?? fn.module, node, callee }
  const scope = new Scope(fn.scope, definition.locals)
  const frame: Frame = { module: fn.module, returns: [], yields: [], exits: [], definition }
  try {
    const { context } = machine
    const calls = [...context.calls, site]
    const guards = fn.guards ? [...context.guards, ...fn.guards] : context.guards
    const traced = machine.traced.get(definition) ?? context.traced
    return machine.within({ calls, guards, attempt: undefined, traced }, () =>
      machine.inFrame(frame, () => {
        bindParameters(machine, fn, args, receiver, scope)
        runBlock(machine, definition.body, scope)
        machine.store.joinExits(frame.exits)
        if (definition.generator) {
          return listOf(frame.yields.length ? frame.yields.reduce((a, b) => joinValues(a, b)) : undefined)
        }
        // Falling off the end gives undefined; what is returned elsewhere is what callers use.
        const { returns } = frame
        site.givesNothing = returns.length === 0
        const names = new Set(frame.exits.flatMap((exit) => [...exit.decided.names]))
        return returns.length ? joinChoices(returns, { names }) : constant(undefined)
      }),
    )
  } finally {
    runs.steps += machine.steps - before
    machine.active.delete(definition)
    for (const { value } of args.all) keptFor(machine, value, node, callee)
  }
}

/** `stream.subscribe(() => model.fit(xs, ys))`, where `subscribe` puts the function into a list. */
function keptFor(machine: Machine, value: Value, node: SyntaxNode, callee: string): void {
  for (const each of alternatives(value)) {
    if (each.kind !== 'function' || (each.module.language === 'python' && !each.definition.arrow)) continue
    const { definition } = each
    if (!machine.ran.has(definition) && !isRegistry(callee))
      machine.giveTo(definition, () => later(machine, each, node, callee))
  }
}

function bindParameters(
  machine: Machine,
  fn: FunctionValue,
  args: EvaluatedArguments,
  receiver: Value | undefined,
  scope: Scope,
): void {
  const { definition } = fn
  // A named function expression can call itself by its name.
  if (definition.locals.has(definition.name)) scope.declare(definition.name, fn)
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
  if (fn.module.language === 'python') {
    const isMethod = receiver !== undefined && !definition.arrow
    if (isMethod) {
      positional = [
        { value: receiver, node: definition.node, expression: undefined, argument: undefined },
        ...positional,
      ]
    }
    if (fn.home && receiver) scope.declare('super', { kind: 'super', receiver, home: fn.home, marks: [] })
  } else if (!definition.arrow) {
    scope.declare('this', receiver ?? UNKNOWN)
    if (fn.home && receiver) scope.declare('super', { kind: 'super', receiver, home: fn.home, marks: [] })
  }
  const named = new Set<string>()
  let at = 0
  for (const parameter of definition.parameters) {
    if (parameter.rest === 'list') {
      const rest = positional.slice(at).map((each) => each.value)
      at = positional.length
      const open = args.openAt !== undefined
      assign(machine, parameter.target, open ? listOf(unknown()) : list(rest), scope, undefined)
      continue
    }
    if (parameter.rest === 'record') {
      const entries = [...args.keywords].filter(([name]) => !named.has(name))
      const rest = record(entries.map(([name, each]) => [name, each.value] as const))
      if (args.openKeywords) rest.rest.value = UNKNOWN
      assign(machine, parameter.target, rest, scope, undefined)
      continue
    }
    const name = parameter.target.kind === 'name' ? parameter.target.name : ''
    named.add(name)
    const given =
      args.keywords.get(name) ??
      (parameter.keywordOnly ? undefined : positional[at++]) ??
      fn.given.find((each) => each.name === name)
    assign(
      machine,
      parameter.target,
      parameterValue(machine, parameter, given?.value, args, name, scope),
      scope,
      undefined,
    )
  }
}

function parameterValue(
  machine: Machine,
  parameter: FunctionDefinition['parameters'][number],
  given: Value | undefined,
  args: EvaluatedArguments,
  name: string,
  scope: Scope,
): Value {
  if (given) {
    if (given.kind === 'constant' && given.value === undefined && parameter.default) {
      return evaluate(machine, parameter.default, scope)
    }
    if (given.kind !== 'unknown' || !parameter.annotation) return given
    return annotated(machine, parameter.annotation, scope, given.marks) ?? given
  }
  if (parameter.default && args.certain) return evaluate(machine, parameter.default, scope)
  if (!parameter.default && args.written && args.certain && machine.module.language === 'javascript') {
    return constant(undefined)
  }
  if (parameter.default) {
    // The argument may be there: the default is one possibility.
    const given = unknown([{ kind: 'configured', name }], name)
    const typed = parameter.annotation && annotated(machine, parameter.annotation, scope, given.marks)
    return joinValues(typed?.kind === 'unknown' ? typed : given, evaluate(machine, parameter.default, scope))
  }
  const typed = parameter.annotation && annotated(machine, parameter.annotation, scope)
  const marks: Marks = [{ kind: 'configured', name }]
  return typed ? ofNoObject(typed, marks) : unknown(marks, name)
}

/** What is given as text is an option of the run, as an object of a library is not. */
function ofNoObject(typed: Value, marks: Marks): Value {
  return typed.kind === 'unknown' ? marked(typed, marks) : typed
}

/** Runs a function nobody is seen to call: its parameters may be anything. */
export function callUnseen(machine: Machine, fn: FunctionValue, receiver: Value | undefined): void {
  const args = new EvaluatedArguments()
  args.openKeywords = true
  callFunction(machine, fn, args, receiver, fn.definition.node, fn.definition.name)
}

/** A base of the class is somebody else's: `React.Component`, `HTMLElement`. */
export function extendsForeign(owner: ClassValue): boolean {
  return owner.bases.some((base) => (base.kind === 'class' ? extendsForeign(base) : base.kind !== 'constant'))
}

/** Makes an object of a class, and runs the methods that nobody is seen to call. */
export function callMethodsUnseen(machine: Machine, owner: ClassValue, node: SyntaxNode): void {
  const args = new EvaluatedArguments()
  args.openKeywords = true
  const made = construct(machine, owner, args, node)
  for (const { kind, definition } of owner.definition.members) {
    if (!definition || kind === 'static-method' || machine.ran.has(definition)) continue
    callUnseen(machine, methodOf(owner, definition), made)
  }
}
