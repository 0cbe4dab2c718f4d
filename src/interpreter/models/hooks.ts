/**
 * Hooks: what a framework calls when it is started. An object of a class that derives from a library's, or a function,
 * is given to a library; its methods run where the training starts, in the state that is in force there.
 *
 *     trainer = L.Trainer(callbacks=[Noise()])   # held
 *     np.random.seed(0)
 *     trainer.fit(model)                         # hooks of both run here
 */
import type { Api, Library } from '../../catalog/schema.ts'
import type { Loop } from '../../effects.ts'
import type { FunctionDefinition, SyntaxNode } from '../../program.ts'
import { EvaluatedArguments } from '../execute/arguments.ts'
import type { Request } from '../execute/calls.ts'
import { extendsForeign, findMethod } from '../execute/functions.ts'
import type { Interpreter } from '../interpreter.ts'
import {
  alternatives,
  deepLabels,
  type BoundValue,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  itemsOf,
  type Value,
} from '../values/value.ts'
import type { LibraryCall } from './model.ts'
import { iterated } from './training.ts'

/** An object of the program or a function that a framework calls when it runs. */
export type Hooked = InstanceValue | FunctionValue | BoundValue

/** What an object of a library was given, by the fields that all values of the object share. */
const held = new WeakMap<InstanceValue['fields'], Map<object, Hooked>>()

/** Objects of classes that derive from a library's. */
function isFrameworks(value: Value): value is InstanceValue & { readonly class: ClassValue } {
  return value.kind === 'instance' && value.class !== undefined && extendsForeign(value.class)
}

function isFunction(value: Value): value is FunctionValue | BoundValue {
  return value.kind === 'function' || (value.kind === 'bound' && 'kind' in value.method)
}

/** What is the same however often a value is copied. */
function identity(value: Hooked): object {
  if (value.kind === 'instance') return value.fields
  return value.kind === 'function' ? value.definition : value.method
}

/** What a framework may call of a value: itself, its items, and what it was given before. */
export function hookedIn(value: Value | undefined, functions: boolean, depth = 3): readonly Hooked[] {
  if (!value || depth === 0) return []
  return alternatives(value).flatMap((each): readonly Hooked[] => {
    if (each.kind === 'instance') {
      const more = [...(held.get(each.fields)?.values() ?? [])]
      return each.class ? [each, ...more] : more
    }
    if (isFunction(each)) return functions ? [each] : []
    if (each.kind === 'record')
      return [...each.fields.values()].flatMap((cell) => hookedIn(cell.value, functions, depth - 1))
    if (each.kind !== 'list') return []
    const items = itemsOf(each) ?? [each.element.value]
    return items.flatMap((item) => hookedIn(item, functions, depth - 1))
  })
}

/** The call only makes something that calls the functions it is given when it is used itself. */
export function keepsFunctions(
  { catalog }: Interpreter,
  { api, call, path, receiver }: Request,
  library: Library | undefined,
): boolean {
  if (library?.ml !== true || !call || api.calls || api.spawns) return false
  if (receiver?.kind === 'instance' && catalog.isStarted(receiver.type)) return true
  return call.construct || /(?:^|[.#])[A-Z]\w*$/u.test(path)
}

/**
 * A library is given objects and functions of the program: whatever holds them, its value or its receiver, calls them
 * once it is started. What nobody is seen to hold is called where a training starts, or in the end.
 */
export function hold(
  interpreter: Interpreter,
  request: Request,
  library: Library | undefined,
  value: Value,
): void {
  if (library?.ml !== true || request.api.trains === 'model') return
  const functions = keepsFunctions(interpreter, request, library)
  const given = [
    ...hookedIn(request.receiver, false),
    ...request.args.all.flatMap((each) => hookedIn(each.value, functions)),
  ]
  if (given.length === 0) return
  const holders = [value, request.receiver]
    .flatMap((each) => (each ? alternatives(each) : []))
    .flatMap((each) =>
      each.kind === 'list' && each.element.value ? alternatives(each.element.value) : [each],
    )
    .filter((each) => each.kind === 'instance')
  for (const each of given) {
    for (const holder of holders) put(holder, each)
    if (holders.length === 0) interpreter.unheld.set(identity(each), each)
    later(interpreter, each, request.node)
  }
}

/** An object of a library decorates a function: it calls it when it is started. */
export function holdBy(
  interpreter: Interpreter,
  holder: InstanceValue,
  given: Value,
  node: SyntaxNode,
): void {
  if (holder.class || !isFunction(given)) return
  put(holder, given)
  later(interpreter, given, node)
}

function put(holder: InstanceValue, given: Hooked): void {
  if (given.kind === 'instance' && given.fields === holder.fields) return
  const known = held.get(holder.fields)
  if (known) known.set(identity(given), given)
  else held.set(holder.fields, new Map([[identity(given), given]]))
}

/** Somebody who is not seen may start what holds it, after the code around has run. */
function later(interpreter: Interpreter, given: Hooked, node: SyntaxNode): void {
  if (given.kind === 'instance' && !isFrameworks(given)) return
  interpreter.schedule(definitionOf(given), () => run(interpreter, given, node, 'rest'))
}

function definitionOf(given: Hooked): FunctionDefinition | ClassValue['definition'] {
  if (given.kind === 'instance') return given.class!.definition
  return given.kind === 'function' ? given.definition : (given.method as FunctionValue).definition
}

/** A training starts, and with it everything that the framework was given. */
export function startHeld(
  { interpreter, request: { args, receiver, node } }: LibraryCall,
  how: NonNullable<Api['trains']>,
): void {
  if (how === 'gradient') return
  const values = [receiver, ...args.all.map((each) => each.value)]
  const given = values.flatMap((each) => hookedIn(each, false))
  const all = new Map(given.map((each) => [identity(each), each]))
  if (how === 'model') {
    for (const [key, each] of interpreter.unheld) all.set(key, each)
    interpreter.unheld.clear()
  }
  for (const each of all.values()) run(interpreter, each, node, 'all')
}

/** What an object was given is called, in the order in which it was. */
export function startAll(interpreter: Interpreter, holder: InstanceValue, node: SyntaxNode): void {
  for (const each of held.get(holder.fields)?.values() ?? []) run(interpreter, each, node, 'all')
}

/** A framework that is not known has an object: it calls its methods when it likes. */
export function scheduleHooks(interpreter: Interpreter, value: InstanceValue, node: SyntaxNode): void {
  later(interpreter, value, node)
}

/** `rest`: what has not been run yet. */
function run(interpreter: Interpreter, given: Hooked, node: SyntaxNode, which: 'all' | 'rest'): void {
  if (given.kind === 'instance') {
    runHooks(interpreter, given, node, which)
    return
  }
  const definition = definitionOf(given) as FunctionDefinition
  if (which === 'rest' && interpreter.ran.has(definition)) return
  const result = interpreter.callBack(given, [], node, undefined, definition.name)
  interpreter.reachSink(deepLabels(result), 'tensor')
  interpreter.escape(result, node, definition.name)
}

/** Runs the methods of an object that a framework calls; `rest`: those that have not been run yet. */
export function runHooks(
  interpreter: Interpreter,
  given: Hooked,
  node: SyntaxNode,
  which: 'all' | 'rest',
): void {
  if (!isFrameworks(given)) return
  const object = given
  const owner = object.class
  const table = interpreter.catalog.type(object.type, 'hooks')
  for (const name of table ? Object.keys(table) : methodsOf(owner)) {
    const method = findMethod(interpreter, owner, name)
    const when = interpreter.catalog.hook(object.type, name)
    // In which process a loader's items are made, the loader says.
    if (!method || when === 'worker') continue
    if ((!table || which === 'rest') && interpreter.ran.has(method.definition)) continue
    const once = when === undefined || when === 'once'
    const loops = once ? [] : [hookLoop(method, name)]
    interpreter.within({ loops: [...interpreter.context.loops, ...loops] }, () => {
      const args = new EvaluatedArguments()
      args.openKeywords = true
      const result = interpreter.callFunction(method, args, object, node, name)
      interpreter.reachSink(deepLabels(result), 'tensor')
      // A hook may make the loader that is used then.
      iterated(result)
    })
  }
}

/** A method that is called again and again is the body of a loop. */
export function hookLoop({ definition: { node }, module }: FunctionValue, name: string): Loop {
  return { kind: 'hook', node, module, name, concurrent: false }
}

/** The methods of a class whose base's are not listed, in the order in which they are written. */
function methodsOf(owner: ClassValue): readonly string[] {
  return owner.definition.members
    .filter(({ kind, definition }) => definition && kind === 'method')
    .map(({ name }) => name)
    .filter((name) => name !== '__init__' && name !== 'constructor')
}
