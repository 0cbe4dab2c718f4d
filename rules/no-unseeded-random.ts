import type { DrawEffect } from '../src/effects.ts'
import {
  hasConsequence,
  implicitDraws,
  belongsToAnotherRule,
  isGeneratorFallback,
  isLeftUnseededForOthers,
  isUnseeded,
} from '../src/questions/draws.ts'
import { startsUnseeded } from '../src/questions/generators.ts'
import { placeFor } from '../src/questions/places.ts'
import { withOwnSeed, withSeededInitializer, withSeededInitializers } from '../src/repairs/seed-argument.ts'
import { seededAbove } from '../src/repairs/seeding.ts'
import { defineRule, type Report, type Run } from '../src/rule.ts'

export default defineRule({
  name: 'no-unseeded-random',
  meta: {
    type: 'problem',
    description: 'Disallow draws from a random number generator that nothing has seeded',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    messages: {
      bare: 'Nothing has seeded `{{api}}`, so every run gets other numbers. Seed it first: {{remedy}}.',
      unseeded:
        '`{{api}}` draws from {{title}}, which nothing has seeded, so every run gets other numbers. Seed it first: {{remedy}}.',
      unseedable: '`{{api}}` draws from {{title}}, so every run gets other numbers. Use {{remedy}}.',
      implicit:
        '`{{api}}` draws {{what}} from {{title}}{{others}}, which nothing has seeded, so {{result}}. Seed it first: {{remedy}}.',
      alone:
        '`{{api}}` draws {{what}} from fresh entropy, which no seed reaches, so every run gets others. Use {{remedy}}.',
      partly:
        '`{{api}}` draws {{what}} from {{title}} for `{{option}}`, although its other weights are seeded, so every run starts from other weights. Give `{{option}}` a seeded initializer as well, or seed everything: {{remedy}}.',
      generator:
        '`{{api}}` makes a generator without a seed, so it starts from fresh entropy and every run gets other numbers. Pass {{pass}}.',
      borrowed:
        '`{{api}}` is made without a seed and takes one from {{title}}, which nothing has seeded, so every run gets other numbers. Pass {{pass}}, or seed everything: {{remedy}}.',
    },
  },
  check(run, report) {
    const { scope } = run.settings
    for (const created of run.here('create').filter((each) => startsUnseeded(run, each))) {
      const source = run.catalog.source(created.creation.unseeded, created.path)
      const { pass = 'a seed' } = created.creation
      const data = { title: source?.title ?? '', remedy: source?.remedy ?? '', pass }
      report(created, source ? 'borrowed' : 'generator', data, withOwnSeed(run, created))
    }
    if (!run.runs && run.outside === 'unseeded' && scope === 'ml') return
    for (const draw of run.here('draw')) {
      if (belongsToAnotherRule(run, draw) || (scope === 'ml' && isJudgedElsewhere(run, draw))) continue
      const unseeded = isUnseeded(draw)
      if (draw.implicit !== undefined) {
        if (unseeded && draw.seeded?.length)
          report(draw, 'partly', words(draw), withSeededInitializer(run, draw))
      } else if (
        (unseeded || (scope === 'all' && isLeftUnseededForOthers(run, draw))) &&
        hasConsequence(run, draw) &&
        !isLesserHalf(run, draw) &&
        !isGeneratorFallback(run, draw)
      ) {
        const repair = withOwnSeed(run, draw)
        const itself = draw.source?.title === draw.api
        const message = draw.source?.unseedable ? 'unseedable' : itself ? 'bare' : 'unseeded'
        report(draw, message, words(draw), repair?.edits ? repair : seededAbove(run, draw))
      }
    }
    reportImplicit(run, report)
  },
})

/** A helper that nobody is seen to call is judged by the programs that train with its module. */
function isJudgedElsewhere(run: Run, { context, module }: DrawEffect): boolean {
  if (context.phase !== 'uncalled' || module === run.entry) return false
  return !run.all('train').some((train) => train.context.phase !== 'uncalled')
}

/** A call that draws from two sources needs the remedy of the one that nothing can seed. */
function isLesserHalf(run: Run, { node, source }: DrawEffect): boolean {
  if (source?.unseedable) return false
  return run.here('draw').some((each) => each.node === node && each.source?.unseedable && isUnseeded(each))
}

/** One report a source: the first implicit draw, in the entrypoint where possible, else the call that leads to it. */
function reportImplicit(run: Run, report: Report): void {
  const trains = run.all('train').length > 0
  const result = trains ? 'every run trains another model' : 'no two runs are alike'
  for (const group of implicitDraws(run)) {
    const first = (run.entry === run.module && group.find((draw) => run.isHere(draw))) || group[0]
    const at = placeFor(run, first)
    if (!at) continue
    const sites = new Set(group.map((draw) => `${draw.module.file}:${draw.node.range[0]}`)).size
    const own = sites === 1 && run.isHere(first) ? withOwnSeed(run, first) : undefined
    const data = { ...words(first), api: first.api, others: otherCalls(sites - 1), result }
    report(
      at,
      first.draw.remedy === undefined ? 'implicit' : 'alone',
      data,
      own?.edits ? own : withSeededInitializers(run, group),
      own?.edits ? undefined : seededAbove(run, first),
    )
  }
}

function otherCalls(count: number): string {
  if (count === 0) return ''
  return count === 1 ? ' (as one more call does)' : ` (as ${count} more calls do)`
}

function words({ implicit = '', open, source, draw }: DrawEffect): Record<string, string> {
  const { title = 'fresh entropy', remedy = draw.remedy ?? 'a generator with a seed' } = source ?? {}
  return { what: implicit, option: open?.[0]?.option ?? '', title, remedy }
}
