/** A run of the interpreter as data for a report. */
import { catalogOf, type Catalog } from '../catalog/catalog.ts'
import type {
  CreateEffect,
  DrawEffect,
  Effect,
  EnforceEffect,
  SeedEffect,
  SeedUse,
  SpawnEffect,
} from '../effects.ts'
import type { Timeline } from '../interpreter/timeline.ts'
import { liesWithin, type Module, type SyntaxNode } from '../program.ts'
import type { Frame, Lane, LaneState, Place, Program, ReportedFinding, Step } from './report.ts'
import { markOf, wordsOf } from './words.ts'

/** Where a place of a module lies as people see it. */
export type PlaceOf = (module: Module, at: { readonly line: number; readonly column: number }) => Place

const MAX_CODE = 200

/** What a lane is about: a source, in the program itself or in a worker, or an object that draws. */
interface Drawn {
  readonly source?: string
  readonly generator?: CreateEffect
  readonly worker?: SpawnEffect
}

/** A lane while it is put together. */
interface OpenLane extends Drawn {
  readonly lane: Omit<Lane, 'states'>
  readonly states: { step: number; state: LaneState }[]
}

/**
 * The program of one entrypoint.
 *
 * @param timelines those of one entrypoint, as the files that it runs see it: they differ in what is looked at beside
 *   the run.
 * @param findings of all files: each is put to the step that it is about.
 */
export function programOf(
  timelines: readonly [Timeline, ...Timeline[]],
  placeOf: PlaceOf,
  findings: readonly ReportedFinding[],
): Program {
  const [first] = timelines
  const catalog = catalogOf(first.entry.language.name)
  const effects = everyEffect(timelines)
  const incomplete = timelines.find((each) => each.incomplete)?.incomplete
  const lanes = new Lanes(catalog, first, placeOf)
  const lineOf = linesIn()
  const steps = effects.map((effect, step): Step => {
    const { start } = effect.node.loc
    return {
      place: placeOf(effect.module, start),
      mark: markOf(effect),
      api: effect.api,
      detail: wordsOf(effect, catalog),
      code: lineOf(effect.module, start.line),
      lanes: lanes.touchedBy(effect, step),
      frames: framesOf(effect, first.entry, placeOf),
      findings: [],
    }
  })
  const ends = effects.map((effect) => placeOf(effect.module, effect.node.loc.end))
  const all = withFindings(steps, ends, findings)
  return {
    entry: placeOf(first.entry, { line: 1, column: 0 }).file,
    ...(incomplete && { incomplete }),
    infersOnly: first.infersOnly,
    ...lanes.done(all.moved, incomplete ? whereStopped(all.steps, incomplete.place) : undefined),
    steps: all.steps,
  }
}

/** What runs, in order, and then what is only looked at, by files. */
function everyEffect(timelines: readonly Timeline[]): Effect[] {
  const run = timelines[0]!.effects.filter(({ context }) => context.phase !== 'uncalled')
  const looked = new Map<string, Effect>()
  for (const effect of timelines.flatMap((each) => each.effects))
    if (effect.context.phase === 'uncalled') {
      const key = `${effect.module.file}\0${String(effect.node.range[0])}\0${effect.kind}\0${effect.path}`
      if (!looked.has(key)) looked.set(key, effect)
    }
  const files = [...looked.values()].sort((a, b) => (a.module.file < b.module.file ? -1 : 1))
  return [...run, ...files]
}

/** Reads lines of modules, each of which is split once. */
function linesIn(): (module: Module, line: number) => string {
  const lines = new Map<Module, readonly string[]>()
  return (module, line) => {
    const known = lines.get(module) ?? module.text.split(/\r\n|\r|\n/u)
    lines.set(module, known)
    return (known[line - 1] ?? '').trim().slice(0, MAX_CODE)
  }
}

// ------------------------------------------------------------------------------------------------------------- lanes

const SEEDED: Readonly<Record<SeedUse['kind'], LaneState | undefined>> = {
  constant: 'seeded',
  configured: 'seeded',
  entropy: 'entropy',
  random: 'entropy',
  missing: 'entropy',
  ignored: undefined,
  unknown: 'unknown',
}

class Lanes {
  readonly #catalog: Catalog
  readonly #timeline: Timeline
  readonly #placeOf: PlaceOf
  readonly #lanes = new Map<string, OpenLane>()

  constructor(catalog: Catalog, timeline: Timeline, placeOf: PlaceOf) {
    this.#catalog = catalog
    this.#timeline = timeline
    this.#placeOf = placeOf
    // Sources that something draws from have lanes from the beginning.
    for (const effect of timeline.effects) if (effect.kind === 'draw') this.#of(effect)
  }

  /** The lanes that an effect is about, which it may bring into another state. */
  touchedBy(effect: Effect, step: number): Step['lanes'] {
    const at = (lane: OpenLane, state = lane.states.at(-1)?.state ?? 'unknown') => ({
      lane: [...this.#lanes.values()].indexOf(lane),
      state,
    })
    switch (effect.kind) {
      case 'draw': {
        const lane = this.#of(effect)
        // A seed of its own, or one that was meant to be, says nothing of the source.
        const isOwn = effect.seed !== undefined && effect.seed.kind !== 'missing' && !lane.generator
        if (!isOwn) enter(lane, step, effect.state.status)
        return [at(lane, effect.state.status)]
      }
      case 'create': {
        const lane = [...this.#lanes.values()].find(({ generator }) => generator === effect)
        if (!lane) return []
        enter(lane, step, SEEDED[effect.seed?.kind ?? 'missing'] ?? 'unseeded')
        return [at(lane)]
      }
      case 'seed':
      case 'enforce': {
        const lanes = this.#seededBy(effect)
        const state = effect.kind === 'enforce' ? 'seeded' : SEEDED[effect.seed.kind]
        if (state) for (const lane of lanes) enter(lane, step, state)
        return lanes.map((lane) => at(lane))
      }
      case 'spawn':
        return [...this.#lanes.values()]
          .filter(({ worker }) => worker === effect)
          .map((lane) => {
            if (lane.states.length === 0) enter(lane, step, effect.state.status)
            return at(lane)
          })
      default:
        return []
    }
  }

  /** @param moved where each effect stands among all steps. */
  done(
    moved: readonly number[],
    stopped: number | undefined,
  ): { readonly lanes: readonly Lane[]; readonly idle: readonly string[] } {
    const lanes = [...this.#lanes.values()].map(({ lane, states }) => ({
      ...lane,
      states: states.flatMap(({ step, state }, i) => {
        const from = step < 0 ? 0 : moved[step]!
        const next = states[i + 1]
        if (stopped === undefined || state !== 'unknown') return [{ step: from, state }]
        // What is not known behind the place where the program was left, is not known for that.
        const until = next ? moved[next.step]! : Infinity
        if (from >= stopped) return [{ step: from, state: 'incomplete' as const }]
        return until <= stopped
          ? [{ step: from, state }]
          : [
              { step: from, state },
              { step: stopped, state: 'incomplete' as const },
            ]
      }),
    }))
    const drawn = new Set([...this.#lanes.values()].map(({ source }) => source))
    const seeded = this.#timeline.effects.flatMap((effect) => (effect.kind === 'seed' ? effect.sources : []))
    const idle = [...new Set(seeded)]
      .filter((source) => !drawn.has(source))
      .map((source) => this.#catalog.sources.get(source)?.title ?? source)
    return { lanes, idle }
  }

  #of(draw: DrawEffect): OpenLane {
    const { generator, from, context } = draw
    const { worker } = context
    if (generator && !this.#catalog.sources.has(from))
      return this.#lane({ generator }, () => this.#generatorLane(generator))
    return this.#lane({ source: from, ...(worker && { worker }) }, () => ({
      ...this.#sourceLane(draw),
      ...(worker && {
        kind: 'worker' as const,
        where: `in the workers of ${worker.api}, ${this.#shown(worker)}`,
      }),
    }))
  }

  #lane({ source, generator, worker }: Drawn, make: () => Omit<Lane, 'states'>): OpenLane {
    const key = `${String(worker?.order)} ${String(generator?.order)} ${String(source)}`
    let open = this.#lanes.get(key)
    if (!open) {
      const state = this.#timeline.outside === 'unseeded' ? 'unseeded' : 'unknown'
      const states = source !== undefined && !worker ? [{ step: -1, state } as const] : []
      open = {
        lane: make(),
        states: [...states],
        ...(source !== undefined && { source }),
        ...(generator && { generator }),
        ...(worker && { worker }),
      }
      this.#lanes.set(key, open)
    }
    return open
  }

  #sourceLane({ from, path }: DrawEffect): Omit<Lane, 'states'> {
    const title = this.#catalog.sources.get(from)?.title ?? from
    return { title, where: this.#catalog.owner(path)?.name ?? '', kind: 'source' }
  }

  #generatorLane(generator: CreateEffect): Omit<Lane, 'states'> {
    const holder = generator.heldBy && generator.heldBy !== generator ? `${generator.heldBy.api}'s own ` : ''
    return {
      title: `${holder}${generator.api}()`,
      where: this.#shown(generator),
      kind: 'generator',
    }
  }

  #shown(effect: CreateEffect | SpawnEffect): string {
    const { file, line, cell } = this.#placeOf(effect.module, effect.node.loc.start)
    const name = file.split('/').at(-1)!
    return cell === undefined
      ? `${name}:${String(line)}`
      : `${name}, cell ${String(cell)}, line ${String(line)}`
  }

  #seededBy(effect: SeedEffect | EnforceEffect): OpenLane[] {
    return [...this.#lanes.values()].filter(({ source, generator, worker }) => {
      if (generator) return effect.kind === 'seed' && effect.generator === generator
      if (effect.kind === 'enforce') return worker === effect.context.worker || !effect.context.worker
      return worker === effect.context.worker && effect.sources.includes(source!)
    })
  }
}

function enter(lane: OpenLane, step: number, state: LaneState): void {
  const last = lane.states.at(-1)
  if (last?.state === state) return
  if (last?.step === step) last.state = state
  else lane.states.push({ step, state })
}

/** The first step at or behind the place at which the interpreter stopped: `line 12`, `model.py:12`. */
function whereStopped(steps: readonly Step[], place: string): number {
  const [, file, line] = /^(?:line |(.+):)(\d+)$/u.exec(place) ?? []
  const at = steps.findIndex(
    (step) => step.place.line >= Number(line) && (file === undefined || step.place.file.endsWith(file)),
  )
  return at < 0 ? steps.length - 1 : at
}

// ------------------------------------------------------------------------------------------------------------ frames

/** Files, functions and loops around an effect, outermost first. */
function framesOf({ context, module, node }: Effect, entry: Module, placeOf: PlaceOf): Frame[] {
  const frames: Frame[] = []
  const within = (
    inner: { readonly module: Module; readonly node: SyntaxNode },
    outer: { readonly module: Module; readonly node: SyntaxNode },
  ) => inner.module === outer.module && liesWithin(inner.node, outer.node)
  const line = (of: { readonly module: Module; readonly node: SyntaxNode }) =>
    placeOf(of.module, of.node.loc.start).line
  const id = (of: { readonly module: Module; readonly node: SyntaxNode }) =>
    `${of.module.file}:${String(of.node.range[0])}`
  if (context.phase === 'later') frames.push({ kind: 'later', title: 'later, in callbacks', id: 'later' })
  const { uncalled } = context
  if (uncalled)
    frames.push({
      kind: 'uncalled',
      title: `${uncalled.definition.name || 'a function'}(), which nobody is seen to call`,
      id: `${uncalled.module.file}:${String(uncalled.definition.node.range[0])}`,
    })
  const calls = [...context.calls]
  const loops = [...context.loops]
  while (calls.length > 0 || loops.length > 0) {
    const [call] = calls
    const [loop] = loops
    if (loop && (!call || within(call, loop))) {
      loops.shift()
      frames.push({
        kind: 'loop',
        title:
          loop.kind === 'loop'
            ? `loop, line ${String(line(loop))}`
            : `${loop.name}${loop.kind === 'hook' ? '()' : ''}, again and again`,
        id: `loop ${id(loop)}`,
      })
    } else if (call) {
      calls.shift()
      const imported = /^(?:Import|Export)/u.test(call.node.type)
      frames.push({
        kind: imported ? 'file' : 'function',
        title: imported ? call.callee : `${call.callee}(), line ${String(line(call))}`,
        id: `call ${id(call)}`,
      })
    }
  }
  if (context.worker)
    frames.push({ kind: 'worker', title: `in a worker`, id: `worker ${id(context.worker)}` })
  if (module !== entry && frames.length === 0)
    frames.push({ kind: 'file', title: placeOf(module, node.loc.start).file, id: module.file })
  return frames
}

// ---------------------------------------------------------------------------------------------------------- findings

/**
 * The steps with their findings. What is about a part of one, an argument, belongs to it; what is about no step stands
 * behind the one that it follows in its file.
 */
function withFindings(
  steps: readonly Step[],
  ends: readonly Place[],
  findings: readonly ReportedFinding[],
): { readonly steps: readonly Step[]; readonly moved: readonly number[] } {
  const at = steps.map((): number[] => [])
  const between = new Map<number, number[]>()
  for (const [index, { place }] of findings.entries()) {
    // The call that a finding is about may stand several times in a run; the finding is shown once.
    const around = stepAround(steps, ends, place)
    if (around !== undefined) at[around]!.push(index)
    else if (steps.some((step) => step.place.file === place.file)) {
      const before = steps.findLastIndex(
        (step) => step.place.file === place.file && compared(step.place, place) <= 0,
      )
      between.set(before, [...(between.get(before) ?? []), index])
    }
  }
  const all: Step[] = []
  const moved: number[] = []
  const insert = (behind: number) => {
    const found = between.get(behind)
    if (!found) return
    const { place, code, rule } = findings[found[0]!]!
    const frames = steps[behind]?.frames ?? []
    all.push({ place, mark: 'other', api: rule, detail: '', code, lanes: [], frames, findings: found })
  }
  insert(-1)
  for (const [i, step] of steps.entries()) {
    moved.push(all.length)
    all.push(at[i]!.length > 0 ? { ...step, findings: at[i]! } : step)
    insert(i)
  }
  return { steps: all, moved }
}

/** The step that begins at a place, or else the innermost around it. */
function stepAround(steps: readonly Step[], ends: readonly Place[], place: Place): number | undefined {
  let found: number | undefined
  for (const [i, step] of steps.entries()) {
    if (step.place.file !== place.file) continue
    const order = compared(step.place, place)
    if (order === 0) return i
    if (order > 0 || compared(place, ends[i]!) >= 0) continue
    if (found === undefined || compared(steps[found]!.place, step.place) < 0) found = i
  }
  return found
}

/** Which of two places of one file comes first: negative, zero or positive. */
function compared(a: Place, b: Place): number {
  return (a.cell ?? 0) - (b.cell ?? 0) || a.line - b.line || a.column - b.column
}
