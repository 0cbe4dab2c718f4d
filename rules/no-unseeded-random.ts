import type { DrawEffect, Effect } from '../src/effects.ts'
import type { SyntaxNode } from '../src/program.ts'
import { implicitDraws, isUnseededExplicitly, isUnseededPart, unseededDraws } from '../src/questions/draws.ts'
import { startsUnseeded } from '../src/questions/generators.ts'
import { placeFor } from '../src/questions/places.ts'
import { withOwnSeed, withSeededInitializer, withSeededInitializers } from '../src/repairs/seed-argument.ts'
import { asksForSwitches, mendedProgram } from '../src/repairs/program.ts'
import { defineRule, type Repair, type Run } from '../src/rule.ts'
import { oncePerRun } from '../src/questions/once.ts'

export default defineRule({
  name: 'no-unseeded-random',
  meta: {
    type: 'problem',
    description: 'Disallow draws from a random number generator that nothing has seeded',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    messages: {
      bare: 'Nothing has seeded `{{api}}`, so every run gets other numbers. Seed it first{{where}}: {{remedy}}.',
      unseeded:
        '`{{api}}` draws from {{title}}, which nothing has seeded, so every run gets other numbers. Seed it first{{where}}: {{remedy}}.',
      again: '`{{api}}` draws {{what}}from {{title}} too{{others}}: see line {{line}}.',
      bareAgain: 'Nothing has seeded `{{api}}` here either: see line {{line}}.',
      uncalled:
        '`{{api}}` draws {{what}}from {{title}}{{others}}, which nothing has seeded, so {{result}}: `{{seeder}}` ({{written}}) would seed it, but nothing calls it. Call it first{{where}}.',
      unseedable: '`{{api}}` draws from {{title}}, so every run gets other numbers. Use {{remedy}}.',
      implicit:
        '`{{api}}` draws {{what}}from {{title}}{{others}}, which nothing has seeded, so {{result}}. Seed it first{{where}}: {{remedy}}.',
      alone:
        '`{{api}}` draws {{what}}from fresh entropy, which no seed reaches, so every run gets others. Use {{remedy}}.',
      partly:
        '`{{api}}` draws {{what}}from {{title}} for `{{option}}`, although its other weights are seeded, so every run starts from other weights. Give `{{option}}` a seeded initializer as well, or seed everything: {{remedy}}.',
      generator:
        '`{{api}}` makes a generator without a seed, so it starts from fresh entropy and every run gets other numbers. Pass {{pass}}.',
      borrowed:
        '`{{api}}` is made without a seed and takes one from {{title}}, which nothing has seeded, so every run gets other numbers. Pass {{pass}}, or seed everything: {{remedy}}.',
    },
  },
  check(run, report) {
    const { scope } = run.settings
    for (const created of run.here('create').filter((each) => startsUnseeded(run, each))) {
      const source = run.catalog.source(created.creation.unseeded, created.path, run.entry)
      const { pass = 'a seed' } = created.creation
      const data = { title: source?.title ?? '', remedy: source?.remedy ?? '', pass }
      report(created, source ? 'borrowed' : 'generator', data, withOwnSeed(run, created))
    }
    if (!run.runs && run.outside === 'unseeded' && scope === 'ml') return
    const found = [...explicitIn(run), ...implicitIn(run)]
    found.sort((a, b) => nodeOf(a).range[0] - nodeOf(b).range[0])
    // The first draw from a source explains, the others refer to it.
    const explained = new Map<string, Finding>()
    for (const finding of found) {
      const { at, message, data, repairs, draw } = finding
      const first = MAY_REFER.has(message) ? explained.get(draw.from) : undefined
      if (first && nodeOf(first) !== nodeOf(finding))
        report(
          at,
          message === 'bare' ? 'bareAgain' : 'again',
          { ...data, line: nodeOf(first).loc.start.line },
          ...repairs,
        )
      else report(at, message, data, ...repairs)
      if (!first && MAY_REFER.has(message)) explained.set(draw.from, finding)
    }
  },
})

interface Finding {
  readonly at: Effect | SyntaxNode
  readonly draw: DrawEffect
  readonly message: string
  readonly data: Readonly<Record<string, string>>
  readonly repairs: readonly (Repair | undefined)[]
}

const MAY_REFER: ReadonlySet<string> = new Set(['bare', 'unseeded', 'implicit', 'uncalled'])

function nodeOf({ at }: Finding): SyntaxNode {
  return 'range' in at ? at : at.node
}

function explicitIn(run: Run): readonly Finding[] {
  return run.here('draw').flatMap((draw): Finding[] => {
    const partly = isUnseededPart(run, draw)
    if (!partly && !isUnseededExplicitly(run, draw)) return []
    const data = words(run, draw)
    if (partly)
      return [{ at: draw, draw, message: 'partly', data, repairs: [withSeededInitializer(run, draw)] }]
    const itself = draw.source?.title === draw.api
    const kind = draw.source?.unseedable ? 'unseedable' : itself ? 'bare' : 'unseeded'
    const message = draw.seededNever ? 'uncalled' : kind
    return [{ at: draw, draw, message, data, repairs: [seeded(run, draw, withOwnSeed(run, draw))] }]
  })
}

/** One finding a source: the first implicit draw, in the entrypoint where possible, else the call that leads to it. */
function implicitIn(run: Run): readonly Finding[] {
  const trains = run.all('train').length > 0
  const result = trains ? 'every run trains another model' : 'no two runs are alike'
  return implicitDraws(run).flatMap((group): Finding[] => {
    const first =
      (run.entry === run.module && !run.scripts.size && group.find((draw) => run.isHere(draw))) || group[0]
    const at = placeFor(run, first)
    if (!at) return []
    const sites = new Set(group.map((draw) => `${draw.module.file}:${draw.node.range[0]}`)).size
    const alone = first.draw.remedy !== undefined
    const own = sites === 1 && run.isHere(first) ? withOwnSeed(run, first) : undefined
    const layers = withSeededInitializers(run, group)
    const whole = group.length === unseededDraws(run).length && !first.seededNever && !asksForSwitches(run)
    const repairs =
      own?.edits || !whole || !layers?.edits
        ? [seeded(run, first, own?.edits ? own : layers)]
        : [layers, mendedProgram(run)]
    const data = { ...words(run, first), others: otherCalls(sites - 1), result }
    const message = alone ? 'alone' : first.seededNever ? 'uncalled' : 'implicit'
    return [{ at, draw: first, message, data, repairs }]
  })
}

/** The whole program seeded; the call alone where it is all that has to be mended, or that can be. */
function seeded(run: Run, draw: DrawEffect, own: Repair | undefined): Repair | undefined {
  const alone = placesOf(run).size <= 1 && !draw.seededNever
  const safe = own?.edits && !asksForSwitches(run) ? own : undefined
  const program = mendedProgram(run)
  return (alone ? safe : undefined) ?? (program?.edits ? program : safe)
}

const placesOf = oncePerRun(
  (run) => new Set(unseededDraws(run).map(({ module, node }) => `${module.file}:${node.range[0]}`)),
)

function otherCalls(count: number): string {
  if (count === 0) return ''
  return count === 1 ? ' (as one more call does)' : ` (as ${count} more calls do)`
}

function words(run: Run, draw: DrawEffect): Record<string, string> {
  const { implicit, open, source, seededNever } = draw
  const { title = 'fresh entropy', remedy = draw.draw.remedy ?? 'a generator with a seed' } = source ?? {}
  const uncalled = seededNever?.context.uncalled
  return {
    api: draw.api,
    what: implicit === undefined ? '' : `${implicit} `,
    option: open?.[0]?.option ?? '',
    title,
    remedy,
    where: whereToSeed(run, draw),
    others: '',
    result: 'every run gets other numbers',
    ...(uncalled && {
      seeder: uncalled.definition.name,
      written: run.place({ module: uncalled.module, node: uncalled.definition.node }),
    }),
  }
}

/** Above what in the program leads to its first draw from the source. */
function whereToSeed(run: Run, { from }: DrawEffect): string {
  const first = unseededDraws(run).find((draw) => draw.from === from)
  const at = first?.context.calls[0] ?? first
  if (at?.module !== run.entry || first?.context.calls[0]?.hoisted) return ''
  return `, above ${run.place({ module: at.module, node: at.node })}`
}
