/** The repair of a whole program: what seeds it, the switches it leaves open and benchmark mode, in one change. */
import type { Import, Source } from '../catalog/schema.ts'
import { together, type Edit } from '../edits.ts'
import type { DrawEffect, EnforceEffect, SeedEffect } from '../effects.ts'
import { liesWithin, type Expression, type Statement, type SyntaxNode } from '../program.ts'
import { unseededDraws } from '../questions/draws.ts'
import { drawsApart, joinsRanks } from '../questions/ranks.ts'
import { isPreloaded, openBenchmarks, openSwitches, type OpenSwitch } from '../questions/settings.ts'
import type { Repair, Run } from '../rule.ts'
import { isSeeded, runtimeFirst, switchedOff, withSwitches, writtenSwitch } from './settings.ts'
import { oncePerRun } from '../questions/once.ts'

/** A statement that seeds, with what must be imported for it. */
interface Line {
  readonly text: string
  readonly needs: (Import & { readonly name?: string }) | undefined
  /** The sources it seeds. */
  readonly covers: ReadonlySet<string>
}

/** Where lines are written: above a statement, or below one that seeds with a seed of its own. */
interface Place {
  readonly above?: SyntaxNode
  readonly below?: SyntaxNode
  readonly seed: string
}

/**
 * Everything that the program needs to repeat, at the top of its entrypoint. None where one of its parts cannot be
 * written there: to mend half a program is to have the other half reported.
 */
export const mendedProgram = oncePerRun((run): Repair | undefined => mend(run))

/** The switches that are open, together with benchmark mode and seeds where these are lacking as well. */
export function withEverything(
  run: Run,
  seeding: SyntaxNode,
  open: readonly OpenSwitch[],
): Repair | undefined {
  const program = mendedProgram(run)
  if (program?.edits) return program
  const { message, edits } = withSwitches(run, seeding, open)
  const benchmarks = openBenchmarks(run).filter((each) => run.isHere(each))
  if (benchmarks.length === 0) return { message: message!, edits }
  return {
    message: message!.replace('.', ', and switch benchmark mode off.'),
    edits: together(edits, ...benchmarks.map((each) => switchedOff(run, each)?.edits)),
  }
}

function mend(run: Run): Repair | undefined {
  const draws = unseededDraws(run)
  const [first] = draws
  if (!first || run.entry !== run.module || drawsInRanks(run) || fallsBack(run)) return undefined
  if (draws.some(({ source }) => !source?.seeding)) return undefined
  if (isCapturedBefore(run, draws)) return runtimeFirst(run)
  const place = placeFor(run, first)
  const lines = place && linesFor(run, draws, place)
  if (!place || !lines) return undefined
  const covered = lines.some(({ text }) => text.startsWith('enforce('))
  const switches = covered ? [] : openSwitches(run)
  const preload = covered ? preloadedBefore(run, first) : []
  const benchmarks = openBenchmarks(run)
  const inPlace = switches.filter((each) => !isEnvironment(run, each.requirement.setting))
  for (const { requirement } of inPlace) {
    const { needsSeeded: source } = requirement
    if (source === undefined || isSeeded(run, source) || lines.some(({ covers }) => covers.has(source)))
      continue
    return undefined
  }
  const texts = [...lines.map(({ text }) => text), ...inPlace.map(({ requirement }) => requirement.write)]
  const needs = [
    ...lines.flatMap((line) => line.needs ?? []),
    ...inPlace.map(({ requirement }) => requirement.needs),
  ]
  const edits = together(
    preload,
    place.above ? run.edit.insertBefore(place.above, texts) : run.edit.insertAfter(place.below!, texts),
    ...importsFor(run, needs, place.above ?? place.below!),
    ...switches
      .filter((each) => isEnvironment(run, each.requirement.setting))
      .map((each) => writtenSwitch(run, first.node, each)),
    ...benchmarks.map((each) => (run.isHere(each) ? switchedOff(run, each)?.edits : undefined)),
  )
  return { message: messageFor(texts, place, benchmarks.length > 0, preload?.length !== 0), edits }
}

/** A seed, wherever it is written, makes other rules ask for switches that the program has had no need of before. */
export const asksForSwitches = oncePerRun(
  (run) =>
    run.intent.length === 0 &&
    !run.enforced &&
    (openSwitches(run).length > 0 || openBenchmarks(run).length > 0),
)

function messageFor(
  texts: readonly string[],
  { above }: Place,
  benchmark: boolean,
  preload: boolean,
): string {
  const written = texts.map((text) => `\`${text}\``)
  const last = written.pop()!
  const all = written.length > 0 ? `${written.join(', ')} and ${last}` : last
  const also = [benchmark && 'switch benchmark mode off', preload && 'load the runtime first']
  return `Write ${all} ${above ? 'at the top' : 'below the seed that is there'}${also.flatMap((each) => (each ? [`, and ${each}`] : [])).join('')}.`
}

function isEnvironment({ catalog }: Run, setting: string): boolean {
  return catalog.settings.get(setting)?.kind === 'environment'
}

function importsFor(
  run: Run,
  needs: readonly ((Import & { readonly name?: string }) | undefined)[],
  before: SyntaxNode,
): readonly (readonly Edit[] | undefined)[] {
  const wanted = new Map(needs.map((each) => [JSON.stringify(each), each]))
  return Array.from(wanted.values(), (each) => {
    if (!each) return undefined
    if (isImported(run, each, before)) return []
    const { module, ...binding } = each
    return run.edit.addImport(module, { ...binding, before })
  })
}

/** The library has the name already, whichever of its modules was imported under it: `tensorflow.compat.v1` as `tf`. */
function isImported(run: Run, { module, alias }: Import, before: SyntaxNode): boolean {
  const path = run.catalog.module(module)?.root.path
  return run.module.body.some(
    (statement) =>
      statement.kind === 'import' &&
      statement.node.range[1] <= before.range[0] &&
      path !== undefined &&
      `${run.catalog.canonical(statement.module)}.`.startsWith(`${path}.`) &&
      statement.bindings.some(({ local, imported }) => local === alias && imported === '*'),
  )
}

/** One seed for all ranks is right for the weights, and wrong for what each of them draws for itself. */
function drawsInRanks(run: Run): boolean {
  return joinsRanks(run) && run.all('draw').some(drawsApart)
}

/** A program that wants to repeat is to say so when it goes on with another backend, which nothing here can write. */
function fallsBack(run: Run): boolean {
  const tried = new Set(
    run.all('load').flatMap(({ context, backend }) => (backend ? [context.attempt?.node] : [])),
  )
  return run
    .all('load')
    .some(({ context }) => context.attempt?.part === 'handler' && tried.has(context.attempt.node))
}

/** The seeding is there, and comes too late for what a library has kept. */
function isCapturedBefore(run: Run, draws: readonly DrawEffect[]): boolean {
  return run.all('enforce').length > 0 && draws.some(({ source }) => source?.enforced === 'preload')
}

/** The import of the runtime's preload, where a library reads something, or keeps it, while it is loaded. */
function preloadedBefore(run: Run, { source, order }: DrawEffect): readonly Edit[] | undefined {
  if (run.catalog.preload === undefined) return []
  const reading = run
    .all('load')
    .some((load) => load.engine !== undefined && load.order < order && !isPreloaded(run, load))
  return reading || source?.enforced === 'preload' ? runtimeFirst(run)?.edits : []
}

// --------------------------------------------------------------------------------------------------------- place

/**
 * Below a seeding that comes before all draws; else, below the last import before them, above everything else. A program
 * that is written to be run and imported is seeded where it is run.
 */
function placeFor(run: Run, first: DrawEffect): Place | undefined {
  const { module } = run
  // Nothing comes before a static import, and a script of a page cannot import.
  if (first.context.calls[0]?.hoisted || module.specifiers.length === 0) return undefined
  const own = run
    .here('seed')
    .find(
      (seeding) => seeding.order < first.order && isPlain(seeding) && mayBeRepeated(seeding.seed.expression),
    )
  if (own?.seed.node) return { below: own.node, seed: run.edit.text(own.seed.node) }
  const at = first.context.calls[0] ?? first
  if (at.module !== module) return undefined
  const { body } = module
  const index = body.findIndex(({ node }) => liesWithin(at.node, node))
  const statement = body[index]
  if (!statement) return undefined
  if (imported(statement)) return { above: statement.node, seed: SEED }
  if (statement.kind === 'if' && module.mainGuard && MAIN.test(run.edit.text(statement.test)))
    return { above: statement.then[0]!.node, seed: SEED }
  const after = body.slice(0, index).findLastIndex(imported)
  const defined = body.slice(0, index).findLastIndex((each) => declares(each, first.seededNever))
  return { above: body[Math.max(after, defined) + 1]!.node, seed: SEED }
}

const SEED = '42'
const MAIN = /__name__|require\.main|import\.meta/u

function isPlain({ context, sources }: SeedEffect): boolean {
  const { phase, calls, loops, guards, worker } = context
  return phase === 'run' && sources.length > 0 && calls.length + loops.length + guards.length === 0 && !worker
}

function mayBeRepeated(seed: Expression | undefined): boolean {
  if (seed?.kind === 'member') return mayBeRepeated(seed.object)
  return seed?.kind === 'name' || (seed?.kind === 'constant' && typeof seed.value === 'number')
}

function imported(statement: Statement): boolean {
  switch (statement.kind) {
    case 'import':
      return true
    case 'assign':
      return statement.value !== undefined && imports(statement.value)
    case 'expression':
      return imports(statement.expression)
    case 'try':
      return statement.body.some(imported)
    case 'if':
      return statement.then.some(imported)
    default:
      return false
  }
}

/** `require('x').default`, `gpu ? require('x-gpu') : require('x')` */
function imports(expression: Expression): boolean {
  switch (expression.kind) {
    case 'import':
      return true
    case 'member':
      return imports(expression.object)
    case 'await':
      return imports(expression.value)
    case 'choice':
      return expression.operands.some(imports)
    default:
      return false
  }
}

function declares(statement: Statement, seeding: SeedEffect | EnforceEffect | undefined): boolean {
  return statement.kind === 'function' && statement.definition === seeding?.context.uncalled?.definition
}

// --------------------------------------------------------------------------------------------------------- lines

/** The program's own function where it has one that nobody calls, and what the libraries have for the rest. */
function linesFor(run: Run, draws: readonly DrawEffect[], place: Place): readonly Line[] | undefined {
  const lines = new Map<string, Line>()
  for (const draw of draws) {
    const line = ownLine(run, draw, place) ?? libraryLine(run, draw, place)
    if (!line) return undefined
    const same = lines.get(line.text)
    lines.set(line.text, same ? { ...line, covers: new Set([...same.covers, ...line.covers]) } : line)
  }
  const all = [...lines.values()]
  // One call is enough where it covers all that another does.
  return all.filter(
    (line) =>
      !all.some(
        (other) =>
          other !== line &&
          other.covers.size > line.covers.size &&
          [...line.covers].every((source) => other.covers.has(source)),
      ),
  )
}

function libraryLine(run: Run, { source, from }: DrawEffect, { seed }: Place): Line | undefined {
  const { catalog } = run
  if (!source?.seeding) return undefined
  const { source: text, ...needs } = source.seeding
  const seeds = catalog.api(pathOf(source.seeding))?.seeds?.sources
  const covers = new Set(Array.isArray(seeds) ? (seeds as readonly string[]) : [from])
  covers.add(from)
  const written = text.replace('{seed}', seed)
  const tried = needs.name === undefined ? namesOfTried(run).get(needs.module) : undefined
  if (tried === undefined) return { text: written, needs, covers }
  return { text: written.replace(needs.alias ?? needs.module, tried), needs: undefined, covers }
}

/** `try: import cupy as np / except ImportError: import numpy as np`: whichever of the two is there has this name. */
const namesOfTried = oncePerRun(({ module: { body } }) => {
  const names = new Map<string, string>()
  for (const statement of body) {
    if (statement.kind !== 'try') continue
    const branches = [statement.body, ...statement.handlers.map((handler) => handler.body)].map((branch) =>
      branch.flatMap((each) =>
        each.kind === 'import' ? each.bindings.map(({ local }) => ({ imported: each.module, local })) : [],
      ),
    )
    const seen = new Set<string>()
    for (const { imported, local } of branches.flat()) {
      if (seen.has(imported)) continue
      seen.add(imported)
      if (names.has(imported) || !branches.every((branch) => branch.some((each) => each.local === local)))
        continue
      names.set(imported, local)
    }
  }
  return names
})

/** `np.random.seed({seed})` of numpy: `numpy.random.seed`. */
function pathOf({ source, module, alias, name }: NonNullable<Source['seeding']>): string {
  const called = source.slice(0, source.indexOf('('))
  if (name !== undefined) return `${module}.${name}`
  return alias === undefined ? called : called.replace(alias, module)
}

/** A call of the program's own function that would seed the source. */
function ownLine(run: Run, { seededNever, from }: DrawEffect, { seed, above }: Place): Line | undefined {
  const uncalled = seededNever?.context.uncalled
  if (!uncalled || uncalled.method || seededNever.context.calls.length > 1) return undefined
  const { definition, module } = uncalled
  const name = module === run.module ? definition.name : nameOfImported(run, definition.name, module.file)
  if (name === undefined) return undefined
  // It has to be defined where it is called.
  if (module === run.module && (!above || definition.node.range[1] > above.range[0])) return undefined
  const needed = definition.parameters.filter((each) => !each.default && !each.rest)
  if (needed.length > 1 || needed.some(({ keywordOnly }) => keywordOnly)) return undefined
  const covers = new Set(seededNever.kind === 'seed' ? [...seededNever.sources, from] : [from])
  for (const draw of unseededDraws(run))
    if (draw.seededNever?.context.uncalled?.definition === definition) covers.add(draw.from)
  return { text: `${name}(${needed.length === 1 ? seed : ''})`, needs: undefined, covers }
}

/** How the file being judged calls a function that it has imported from another module of the project. */
function nameOfImported({ module }: Run, name: string, file: string): string | undefined {
  const own = file
    .split(/[/\\]/u)
    .at(-1)!
    .replace(/\.\w+$/u, '')
  for (const statement of module.body) {
    if (statement.kind !== 'import') continue
    const from = statement.module.split(/[./\\]/u).filter((part) => !/^(?:[cm]?[jt]sx?)?$/u.test(part))
    if (from.at(-1) !== own) continue
    const bound = statement.bindings.find(({ imported }) => imported === name)
    if (bound) return bound.local
  }
  return undefined
}
