/** Functions that run in other processes, a task each: what they are given, and in which state their sources are. */
import type { Slot, Spawn } from '../../catalog/schema.ts'
import type { SpawnEffect } from '../../effects.ts'
import type { SyntaxNode } from '../../program.ts'
import type { EvaluatedArguments } from '../execute/arguments.ts'
import type { Request } from '../execute/calls.ts'
import { callMethodsUnseen } from '../execute/functions.ts'
import { iterate } from '../execute/statements.ts'
import type { Interpreter } from '../interpreter.ts'
import {
  alternatives,
  deepLabels,
  itemsOf,
  type Labels,
  labelled,
  list,
  UNKNOWN,
  type Value,
  valueCell,
} from '../values/value.ts'
import { apiValue } from '../execute/expressions.ts'
import { deferred, standsFor } from '../values/deferred.ts'
import type { Model } from './model.ts'
import { forgetSeeds } from './seeding.ts'

declare module '../../catalog/schema.ts' {
  interface Api {
    /** Its value, of this type, stands for its first argument, which is called later and elsewhere; without one it waits for that. */
    readonly defers?: TypeName
    /** What it is called on stands for a function: its value, of this type, is a task for that with these arguments. */
    readonly makesTask?: TypeName
  }
}

/** Where a task keeps what its function is given; no property has such a name. */
const GIVEN = '[[Arguments]]'

interface Task {
  readonly fn: Value
  readonly values: readonly Value[]
}

/** `delayed(work)`; `@ray.remote(num_cpus=1)` has its options first and the function then. */
export const defers: Model<'defers'> = {
  fact: 'defers',
  value({ interpreter, request: { args, path } }, type) {
    const [fn] = args.positional
    return fn ? deferred(type, fn.value) : apiValue(interpreter, path)
  },
}

/** `delayed(work)(3)` */
export const makesTask: Model<'makesTask'> = {
  fact: 'makesTask',
  value({ request: { args, receiver }, inputs }, type) {
    const values = args.positional.map(({ value }) => value)
    const task = deferred(type, (receiver && standsFor(receiver)) ?? UNKNOWN)
    task.fields.set(GIVEN, valueCell(list(values)))
    return labelled(task, inputs)
  },
}

/** Runs the tasks of a call. Returns the labels of what they give. */
export function runTasks(interpreter: Interpreter, request: Request, spawn: Spawn): Labels {
  const results: Value[] = []
  for (const { fn, values } of tasksOf(interpreter, request, spawn))
    for (const each of alternatives(fn)) {
      // An actor: its methods are called where it is, whoever has called them here.
      if (each.kind === 'class') callMethodsUnseen(interpreter, each, request.node, true)
      else results.push(interpreter.callBack(each, values, request.node, undefined, 'worker'))
    }
  return deepLabels(list(results))
}

function tasksOf(interpreter: Interpreter, request: Request, { tasks }: Spawn): readonly Task[] {
  const { args, receiver, node } = request
  if (tasks === undefined) return []
  if (tasks.given === 'tasks') {
    const whole = args.positional[0]
    const items = whole ? alternatives(iterate(interpreter, whole.value, whole.node)) : []
    return items.flatMap((item) => {
      const fn = standsFor(item)
      const given = item.kind === 'instance' ? item.fields.get(GIVEN)?.value : undefined
      return fn ? [{ fn, values: partsOf(given) }] : []
    })
  }
  const fn = tasks.function === 'receiver' ? receiver && standsFor(receiver) : valueAt(args, tasks.function)
  return fn ? [{ fn, values: given(interpreter, args, tasks, node) }] : []
}

/** What one task is given. */
function given(
  interpreter: Interpreter,
  args: EvaluatedArguments,
  { given, from }: NonNullable<Spawn['tasks']>,
  node: SyntaxNode,
): readonly Value[] {
  const rest = args.positional.slice(from.at)
  switch (given) {
    case 'arguments':
      return rest.map(({ value }) => value)
    case 'an item of each':
      return rest.map(({ value }) => ofTask(iterate(interpreter, value, node)))
    case 'an item': {
      const whole = valueAt(args, from)
      return whole ? [ofTask(iterate(interpreter, whole, node))] : []
    }
    case 'the parts of an item': {
      const whole = valueAt(args, from)
      return partsOf(whole && iterate(interpreter, whole, node)).map(ofTask)
    }
    case 'its parts':
      return partsAt(args, from)
    default:
      return []
  }
}

/** What each task is given of its own may make its numbers others than those of the next. */
function ofTask(value: Value): Value {
  return labelled(value, [{ kind: 'worker' }])
}

/** The items of a list that is written out. */
export function partsAt(args: EvaluatedArguments, slot: Slot): readonly Value[] {
  return partsOf(valueAt(args, slot))
}

function partsOf(whole: Value | undefined): readonly Value[] {
  return (whole?.kind === 'list' ? itemsOf(whole) : undefined) ?? []
}

function valueAt(args: EvaluatedArguments, slot: NonNullable<Spawn['function']>): Value | undefined {
  const found = args.at(slot)
  return found === 'absent' || found === 'unknown' ? undefined : found.value
}

/** The pool that a call gives its tasks to. */
export function poolOf({ receiver }: Request): SpawnEffect | undefined {
  for (const each of alternatives(receiver ?? UNKNOWN))
    if (each.kind === 'instance' && each.spawn) return each.spawn
  return undefined
}

/**
 * No seed of the program is left in its workers: they start anew, or which of them gets which task is up to the machine.
 * What the pool's own function seeds in each of them is in a state that nobody knows.
 */
export function startWorkers(
  interpreter: Interpreter,
  { sources }: Spawn,
  pool: SpawnEffect | undefined,
): void {
  if (sources === undefined) return
  const { catalog } = interpreter
  const own = sources === 'own' && !(pool && hasOneWorker(pool))
  const seeded = new Set(pool?.seedings.flatMap((each) => each.sources))
  const unseen = pool?.initializer !== undefined && !isSeen(pool.initializer)
  forgetSeeds(interpreter, (name) => {
    if (unseen || seeded.has(name)) return 'unknown'
    return own || catalog.sources.get(name)?.renewedInCopies ? 'unseeded' : undefined
  })
}

/** `Pool(1)`: one copy takes every task, one after the other. */
function hasOneWorker({ call, spawn: { workers } }: SpawnEffect): boolean {
  const count = call.args.find(({ name }, at) =>
    name === undefined ? at === workers?.at : name === workers?.name,
  )
  return count?.value.kind === 'constant' && count.value.value === 1
}

function isSeen(fn: Value): boolean {
  return alternatives(fn).every(({ kind }) => kind === 'function' || kind === 'bound' || kind === 'api')
}
