/** Data loaders, workers and child processes. */
import { findMethod } from '../execute/functions.ts'
import { exportedFrom, runModule } from '../execute/modules.ts'
import type { Spawn } from '../../catalog/schema.ts'
import type { Loop, SpawnEffect } from '../../effects.ts'
import type { ConstantValue, Expression, Module } from '../../program.ts'
import { EvaluatedArguments } from '../execute/arguments.ts'
import type { Request } from '../execute/calls.ts'
import { folderOf, textOf } from '../execute/names.ts'
import { Channel } from './channels.ts'
import { hookedIn, hookLoop, runHooks } from './hooks.ts'
import { partsAt, poolOf, runTasks, startWorkers } from './tasks.ts'
import { holder } from './contents.ts'
import { writeUnordered } from './ordering.ts'
import type { Interpreter } from '../interpreter.ts'
import type { Model } from './model.ts'
import { returnedType } from './results.ts'
import { generatorsOf, seedUse, sourceCell } from './seeding.ts'
import {
  alternatives,
  deepLabels,
  instance,
  isNothing,
  labelled,
  unknown,
  type InstanceValue,
  type PendingDraw,
  type Value,
} from '../values/value.ts'

export const spawns: Model<'spawns'> = {
  fact: 'spawns',
  value({ interpreter, request, pending, labels, inputs }, spawn) {
    if (!request.call) return undefined
    const spawned = start(interpreter, request, spawn, pending)
    const type = returnedType(interpreter, request.api)
    const { fields } = holder(type, [], spawned.effect.answers)
    // What a program is given as text, it may give back.
    const passed = spawn.answersText ? inputs.filter(({ kind }) => kind === 'text' || kind === 'draw') : []
    // What its tasks give is in the order of what they were given.
    if (spawn.tasks) passed.push(...inputs)
    const { unordered: why, unorderedRemedy: remedy } = request.api
    if (why !== undefined)
      passed.push({ kind: 'unordered', effect: writeUnordered(interpreter, request, why, { remedy }) })
    return labelled(instance({ type, fields, pending: spawned.pending, spawn: spawned.effect }), [
      ...labels,
      ...passed,
    ])
  },
}

/** Writes the spawn and runs what it starts, as far as it is visible. */
function start(
  interpreter: Interpreter,
  request: Request,
  spawn: Spawn,
  pending: readonly PendingDraw[],
): { effect: SpawnEffect; pending: readonly PendingDraw[] } {
  const followed = { code: false }
  const effect = write(interpreter, request, spawn, pending, followed)
  for (const each of generatorsOf(effect.generator)) each.generator!.created.uses.push(effect)
  if (startsInterpreter(interpreter, request, spawn)) {
    for (const each of interpreter.effects) {
      if (each.kind === 'set' && each.setting?.kind === 'environment') each.childrenLater = true
    }
  }
  if (effect.workers !== 'none') {
    interpreter.inWorker(effect, () => {
      startWorkers(interpreter, spawn, poolOf(request))
      followed.code = runWorker(interpreter, request, spawn)
    })
  }
  if (spawn.tasks && effect.workers !== 'some') effect.answers.send(runTasks(interpreter, request, spawn))
  if (
    spawn.inOrder &&
    effect.workers !== 'none' &&
    request.args.holds({ ...spawn.inOrder, is: [false] }) === true
  )
    writeUnordered(interpreter, request, spawn.inOrder.why, { remedy: spawn.inOrder.remedy }).reaches.add(
      'order',
    )
  if (spawn.seededBy === undefined) return { effect, pending }
  const items = itemsMade(interpreter, request.args, spawn, effect, spawn.seededBy)
  interpreter.pending.push({ pending: items, module: interpreter.module })
  return { effect, pending: [...pending, iteration(interpreter, effect, spawn.seededBy), items] }
}

function write(
  interpreter: Interpreter,
  request: Request,
  spawn: Spawn,
  pending: readonly PendingDraw[],
  followed: { readonly code: boolean },
): SpawnEffect {
  const { args } = request
  const pool = poolOf(request)
  const initializer = spawn.initializer && argumentAt(args, spawn.initializer)
  const generator = spawn.generator && argumentAt(args, spawn.generator)
  const preload = spawn.preload && argumentAt(args, spawn.preload)
  const handover = (spawn.handover ?? []).map((slot) => args.at(slot)).find((each) => each !== 'absent')
  const handedOver = handover !== undefined && handover !== 'unknown' ? deepLabels(handover.value) : []
  const given = new Channel()
  given.send(handedOver)
  return interpreter.emit({
    kind: 'spawn',
    ...interpreter.base(request.node, request.text, request.path),
    spawn,
    call: request.call!,
    workers: spawn.tasks && pool ? workersOfPool(pool) : workersHere(interpreter, args, spawn),
    draws: [],
    seedings: spawn.tasks && pool ? [...pool.seedings] : [],
    enforces: [],
    handover: handover === undefined ? undefined : seedUse(handover, undefined, false),
    answers: new Channel(),
    given,
    handedOver,
    preloaded: preload !== undefined && preload !== 'unknown' && mentionsPreload(preload),
    initializer: initializer === 'unknown' ? unknown() : initializer,
    generator: generator === 'unknown' ? unknown() : generator,
    enforced: interpreter.enforced.value !== undefined,
    state:
      spawn.seededBy === undefined
        ? { status: 'unknown', early: undefined }
        : sourceCell(interpreter, spawn.seededBy).value,
    shuffles: pending.some((each) => !each.draw.onlyMoves),
    used: false,
    repeats: false,
    get followed() {
      return followed.code
    },
    certain: args.certain,
  })
}

/** @returns whether any of its code was seen. */
function runWorker(interpreter: Interpreter, request: Request, spawn: Spawn): boolean {
  const { args, node } = request
  let followed = false
  if (spawn.tasks && interpreter.context.worker) {
    interpreter.context.worker.answers.send(runTasks(interpreter, request, spawn))
    return true
  }
  if (spawn.file || spawn.again) followed = runFile(interpreter, request, spawn)
  if (spawn.function) followed = runFunction(interpreter, args, spawn) || followed
  const initializer = spawn.initializer && argumentAt(args, spawn.initializer)
  if (initializer !== undefined && initializer !== 'unknown') {
    const given = spawn.initializerArguments
      ? partsAt(args, spawn.initializerArguments)
      : [unknown([{ kind: 'worker' }], 'worker_id')]
    interpreter.callBack(initializer, given, node, undefined, 'worker')
  }
  return followed
}

/** A loader's workers are seeded when it is iterated. */
function iteration(interpreter: Interpreter, effect: SpawnEffect, source: string): PendingDraw {
  return {
    draw: { from: source },
    at: 'iteration',
    emitted: () => effect.used,
    emit: () => {
      effect.used = true
      effect.repeats ||= interpreter.context.loops.some((loop) => !effect.context.loops.includes(loop))
      effect.state = sourceCell(interpreter, source).value
    },
  }
}

/** A process that reads the environment as this one did: another interpreter, and no copy of this one. */
function startsInterpreter(interpreter: Interpreter, request: Request, spawn: Spawn): boolean {
  if (spawn.what === 'data loader' || spawn.what === 'thread' || interpreter.context.phase !== 'run')
    return false
  if (!interpreter.module.language.processesAreCopies) return true
  if (spawn.function || spawn.what === 'pool') {
    return (
      /spawn/iu.test(request.text) ||
      interpreter.called.has('set_start_method') ||
      interpreter.called.has('get_context')
    )
  }
  const command = request.call?.args[0]?.value
  const words = command ? constantsIn(command) : []
  return words.length === 0 || words.some((word) => INTERPRETER.test(word))
}

const INTERPRETER = /python|\.py\b|^-m$|torchrun|accelerate|deepspeed|mpirun|mpiexec|srun|sbatch/iu

/** The constant parts of a command line. */
function constantsIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'constant':
      return typeof expression.value === 'string' ? [expression.value] : []
    case 'list':
      return expression.items.flatMap((item) => constantsIn(item.value))
    case 'operation':
      return expression.operands.flatMap(constantsIn)
    case 'member':
      // `sys.executable` is the interpreter itself.
      return expression.property === 'executable' ? ['python'] : []
    case 'call':
      return expression.callee.kind === 'member' ? constantsIn(expression.callee.object) : []
    default:
      return []
  }
}

function argumentAt(
  args: EvaluatedArguments,
  slot: NonNullable<Spawn['file']>,
): Value | 'unknown' | undefined {
  const found = args.at(slot)
  if (found === 'absent') return undefined
  if (found === 'unknown') return 'unknown'
  return isNothing(found.value) === true ? undefined : found.value
}

export function workersOf(args: EvaluatedArguments, spawn: Spawn): SpawnEffect['workers'] {
  if (!spawn.workers) return 'some'
  const found = args.at(spawn.workers)
  if (found === 'unknown') return 'unknown'
  if (found === 'absent') return isNone(spawn.workers.default, spawn) ? 'none' : 'some'
  const counts = new Set(alternatives(found.value).map((each) => counted(each, spawn)))
  return counts.size === 1 ? [...counts][0]! : 'unknown'
}

/** The same, where what was called before may have changed it. */
function workersHere(
  interpreter: Interpreter,
  args: EvaluatedArguments,
  spawn: Spawn,
): SpawnEffect['workers'] {
  if (spawn.here?.some((condition) => args.holds(condition) !== false)) return 'unknown'
  if (spawn.unknownAfter?.some((name) => interpreter.called.has(name))) return 'unknown'
  return workersOf(args, spawn)
}

/** How many take its tasks: where they are processes in any case, their number need not be known. */
function workersOfPool({ workers, spawn }: SpawnEffect): SpawnEffect['workers'] {
  const maybeHere = spawn.here !== undefined || spawn.workers?.none !== undefined
  return workers === 'unknown' && !maybeHere ? 'some' : workers
}

function counted(value: Value, spawn: Spawn): SpawnEffect['workers'] {
  if (value.kind !== 'constant') return 'unknown'
  // What only one branch gives is absent after the other.
  return isNone(value.value ?? spawn.workers?.default, spawn) ? 'none' : 'some'
}

function isNone(count: ConstantValue, { workers }: Spawn): boolean {
  return count === 0 || workers?.none?.includes(count) === true
}

/** One way through the program starts no workers, and another one does. */
function mayHaveNone(args: EvaluatedArguments, spawn: Spawn): boolean {
  const found = spawn.workers ? args.at(spawn.workers) : 'absent'
  if (found === 'absent' || found === 'unknown') return false
  return alternatives(found.value).some((each) => counted(each, spawn) === 'none')
}

function mentionsPreload(value: Value): boolean {
  return alternatives(value).some(
    (each) =>
      each.kind === 'list' &&
      each.items?.some(
        (item) => item.kind === 'constant' && /--import|--require|-r$/u.test(String(item.value)),
      ),
  )
}

/** A task's data may hold its seed. */
const TASK = [{ kind: 'configured', name: 'task' }] as const

/** Runs the file a worker starts with, with sources of its own. */
function runFile(interpreter: Interpreter, request: Request, spawn: Spawn): boolean {
  const module = startedBy(interpreter, request, spawn)
  if (!module || interpreter.realms.has(module)) return false
  interpreter.inRealm(module, () => {
    const since = interpreter.callbacks.length
    const loaded = runModule(interpreter, module)
    const task = spawn.callsDefault ? exportedFrom(interpreter, loaded, 'default') : undefined
    const result =
      task && interpreter.callBack(task, [unknown(TASK, 'task')], request.node, undefined, 'worker')
    if (result) interpreter.context.worker?.answers.send(deepLabels(result))
    interpreter.runCallbacks(since)
  })
  return true
}

/** The module that a worker starts with; often it is the one that starts it. */
function startedBy(interpreter: Interpreter, { args }: Request, { file, again }: Spawn): Module | undefined {
  if (again) {
    const [program] = interpreter.everyModule.values()
    return again.unless.some((name) => interpreter.called.has(name)) ? undefined : program
  }
  const found = args.at(file!)
  if (found === 'absent' || found === 'unknown') return undefined
  const path = fileNamed(found.value)
  if (path === undefined) return undefined
  const { module, everyModule, project } = interpreter
  const folder = folderOf(module.file)
  const specifier = path.startsWith(`${folder}/`) ? `.${path.slice(folder.length)}` : path
  return everyModule.get(path) ?? project.resolve(specifier, module)
}

/** The relative path in `'./worker.js'`, `new URL('./worker.js', import.meta.url)`, `path.join(__dirname, 'worker.js')`. */
function fileNamed(value: Value): string | undefined {
  for (const each of alternatives(value)) {
    if (each.kind === 'constant' && typeof each.value === 'string') {
      return /^\.{0,2}\//u.test(each.value) ? each.value : `./${each.value}`
    }
  }
  return undefined
}

function runFunction(interpreter: Interpreter, args: EvaluatedArguments, spawn: Spawn): boolean {
  const found = args.at(spawn.function!)
  if (found === 'absent' || found === 'unknown') return false
  const functions = alternatives(found.value).filter(
    (each) => each.kind === 'function' || each.kind === 'bound',
  )
  for (const each of functions) {
    interpreter.callBack(each, [unknown([{ kind: 'worker' }])], found.node, undefined, 'worker')
  }
  return functions.length > 0
}

/** A loader makes its items when it is iterated: in its workers, or here in a loop. */
function itemsMade(
  interpreter: Interpreter,
  args: EvaluatedArguments,
  spawn: Spawn,
  effect: SpawnEffect,
  source: string,
): PendingDraw {
  let runs = 0
  return {
    draw: { from: source },
    at: 'iteration',
    emitted: () => runs > 0,
    emit: () => {
      // Once outside and once in a loop tell everything the rules ask; a worker is started once.
      if (runs++ > (effect.workers === 'none' ? 1 : 0)) return
      interpreter.within({ calls: effect.context.calls }, () => makeItems(interpreter, args, spawn, effect))
    },
  }
}

/** Runs what a loader calls: its samplers here, the methods of its data set and what puts a batch together where they run. */
function makeItems(
  interpreter: Interpreter,
  args: EvaluatedArguments,
  spawn: Spawn,
  effect: SpawnEffect,
): void {
  const data = spawn.data && args.at(spawn.data)
  const here = effect.workers === 'none' || mayHaveNone(args, spawn)
  const inWorker = (run: () => void): void => {
    if (here) run()
    if (effect.workers !== 'none') interpreter.inWorker(effect, run)
  }
  for (const each of args.all)
    if (each !== data)
      for (const object of hookedIn(each.value, false)) runHooks(interpreter, object, effect.node, 'all')
  if (data !== undefined && data !== 'absent' && data !== 'unknown')
    for (const each of dataSetsIn(data.value)) runItems(interpreter, each, effect, inWorker)
  const batch = spawn.collates && args.at(spawn.collates)
  if (batch === undefined || batch === 'absent' || batch === 'unknown') return
  const loop: Loop = {
    kind: 'hook',
    node: batch.node,
    module: effect.module,
    name: batch.expression ? (textOf(batch.expression) ?? effect.api) : effect.api,
    concurrent: false,
  }
  const rows = unknown([{ kind: 'loop', loop }])
  inWorker(() => {
    const made = interpreter.callBack(batch.value, [rows], batch.node, loop, effect.api)
    interpreter.reachSink(deepLabels(made), 'data')
  })
}

/** The data sets that a value is, or was made from. */
function dataSetsIn(value: Value): readonly InstanceValue[] {
  const own = alternatives(value).filter((each) => each.kind === 'instance' && each.class !== undefined)
  const parts = hookedIn(value, false).filter((each) => each.kind === 'instance')
  return [
    ...new Map([...own, ...parts].map((each) => [(each as InstanceValue).fields, each])).values(),
  ] as InstanceValue[]
}

function runItems(
  interpreter: Interpreter,
  data: InstanceValue,
  effect: SpawnEffect,
  inWorker: (run: () => void) => void,
): void {
  if (!data.class) return
  const hooks = interpreter.catalog.type(data.type, 'hooks') ?? {}
  const listed = Object.entries(hooks).flatMap(([name, when]) => (when === 'worker' ? [name] : []))
  // A class that only has the methods of a data set is one.
  for (const name of listed.length > 0 ? listed : interpreter.catalog.workerHooks) {
    const method = findMethod(interpreter, data.class, name)
    if (!method) continue
    const loop = hookLoop(method, name)
    inWorker(() =>
      interpreter.within({ loops: [...interpreter.context.loops, loop] }, () => {
        const index = EvaluatedArguments.of([unknown([{ kind: 'loop', loop }], 'index')], effect.node)
        const result = interpreter.callFunction(method, index, data, effect.node, name)
        interpreter.reachSink(deepLabels(result), 'data')
      }),
    )
  }
}
