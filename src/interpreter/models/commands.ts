/**
 * Command lines: functions of the program become the commands of an application, and whoever starts the program chooses
 * one of them. All are gone through, in the order in which they were given.
 */
import type { SyntaxNode } from '../../program.ts'
import { callMethodsUnseen } from '../execute/functions.ts'
import type { Interpreter } from '../interpreter.ts'
import { alternatives, type Value } from '../values/value.ts'
import { hookedIn, holdBy, startAll } from './hooks.ts'
import type { Model } from './model.ts'

declare module '../../catalog/schema.ts' {
  interface Api {
    /** What it is given, or decorates, becomes a command of its receiver. */
    readonly takesCommands?: boolean
    /** It runs a command of its receiver. */
    readonly startsCommands?: boolean
    /** It runs the function in the slot, or one of the table or class there; where there is none, one of the module. */
    readonly runsCommands?: Slot
  }
  interface Type {
    /** A function that it decorates becomes a command of it, and is no function any more. */
    readonly commands?: boolean
  }
}

export const takesCommands: Model<'takesCommands'> = {
  fact: 'takesCommands',
  after({ interpreter, request: { receiver, args, node } }) {
    if (receiver?.kind !== 'instance') return
    for (const { value } of args.all)
      for (const each of hookedIn(value, true)) holdBy(interpreter, receiver, each, node)
  },
}

export const startsCommands: Model<'startsCommands'> = {
  fact: 'startsCommands',
  after({ interpreter, request: { receiver, args, node } }) {
    if (receiver?.kind !== 'instance') return
    const given = args.all.flatMap(({ value }) => hookedIn(value, true))
    // `app.command()(train)`
    for (const each of given) holdBy(interpreter, receiver, each, node)
    if (given.length === 0) startAll(interpreter, receiver, node)
  },
}

export const runsCommands: Model<'runsCommands'> = {
  fact: 'runsCommands',
  after({ interpreter, request: { args, node } }, slot) {
    const given = args.at(slot)
    if (given === 'unknown') return
    const values = given === 'absent' ? functionsOfModule(interpreter) : alternatives(given.value)
    for (const each of values) runCommands(interpreter, each, node)
  },
}

function functionsOfModule({ frame: { module }, modules }: Interpreter): readonly Value[] {
  const names = modules.get(module.file)?.scope.names.values() ?? []
  return Array.from(names, ({ value }) => value).filter(
    (value) => (value.kind === 'function' || value.kind === 'class') && value.module === module,
  )
}

function runCommands(interpreter: Interpreter, value: Value, node: SyntaxNode): void {
  if (value.kind === 'record') {
    for (const cell of value.fields.values())
      for (const each of alternatives(cell.value)) runCommands(interpreter, each, node)
  } else if (value.kind === 'class') callMethodsUnseen(interpreter, value, node)
  else if (value.kind === 'instance' && value.class) callMethodsUnseen(interpreter, value.class, node)
  else if (value.kind === 'function') interpreter.callBack(value, [], node, undefined, value.definition.name)
  else if (value.kind === 'bound') interpreter.callBack(value, [], node, undefined, '')
}
