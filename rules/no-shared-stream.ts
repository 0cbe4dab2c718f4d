import type { DrawEffect, SpawnEffect } from '../src/effects.ts'
import { together, type Edit } from '../src/edits.ts'
import { grouped } from '../src/grouped.ts'
import { defineRule, type Report, type Run } from '../src/rule.ts'

export default defineRule({
  name: 'no-shared-stream',
  meta: {
    type: 'suggestion',
    description: 'Disallow drawing for one purpose from the stream of another',
    languages: ['javascript', 'python'],
    presets: { strict: 'warn' },
    hasSuggestions: true,
    messages: {
      loaders:
        '`{{api}}` takes its seeds from {{source}}, as the loader on {{place}} does: iterating one moves the other, so validating changes training from the second epoch on. Give each loader a generator of its own.',
      generator:
        'One generator is given to {{count}} loaders: iterating one moves the others. Give each a generator of its own.',
      splitter:
        '`{{api}}` is given a generator, which moves on: every walk over its splits gives other folds, so two models are not compared on the same ones. Give it a number: {{seed}}.',
      aside:
        '`{{api}}` draws from the stream that training draws from, inside the training loop and only for {{purpose}}: switching it off would change the training. {{remedy}}',
    },
  },
  check(run, report) {
    const loaders = run.all('spawn').filter((each) => each.spawn.what === 'data loader' && each.used)
    const [first, ...others] = loaders.filter((each) => each.generator === undefined && each.certain)
    if (first && inTraining(run)) {
      for (const other of others) {
        if (!run.isHere(other) || other.node === first.node) continue
        report(
          other.node,
          'loaders',
          {
            api: other.api,
            source: 'the global generator',
            place: run.place(first),
          },
          ...[{ message: 'Give it a generator of its own.', edits: ownGenerator(run, other) }],
        )
      }
    }
    for (const created of run.here('create')) {
      const given = new Set(
        created.uses
          .filter((use): use is SpawnEffect => use.kind === 'spawn')
          .map((use) => use.node.range[0]),
      )
      if (given.size > 1) report(created.node, 'generator', { count: given.size })
    }
    checkSplitters(run, report)
    for (const draw of run.here('draw')) {
      const harmless = [...draw.harmless][0]
      if (harmless === undefined || draw.reaches.size > 0 || draw.generator || draw.context.isolated) continue
      if (draw.context.loops.length === 0 || !trainsIn(run, draw.context.loops[0]!)) continue
      const remedy =
        run.module.language === 'javascript'
          ? "Draw it inside `run.scope('log', …)`."
          : 'Draw it from a generator of its own.'
      report(draw.node, 'aside', { api: draw.api, purpose: PURPOSES[harmless] ?? harmless, remedy })
    }
  },
})

const PURPOSES: Readonly<Record<string, string>> = {
  log: 'a log',
  delay: 'a delay',
  path: 'a file name',
  id: 'a name',
  colour: 'a colour',
}

/** A splitter that is walked more than once draws other folds each time when it holds a generator. */
function checkSplitters(run: Run, report: Report): void {
  const splits = run
    .here('draw')
    .filter(({ draw, generator }) => draw.at === 'use' && draw.orders && generator)
  for (const group of grouped(splits, ({ node }) => String(node.range[0])).values()) {
    const [{ api, node, call, draw, generator }] = group as [DrawEffect]
    const again = group.some((each) =>
      each.context.loops.some((loop) => !generator?.context.loops.includes(loop)),
    )
    if ((group.length < 2 && !again) || !call || !draw.generator) continue
    const own = generator?.seed?.node
    const seed = own ? run.edit.text(own) : '0'
    report(
      node,
      'splitter',
      { api, seed: `\`${draw.generator.name ?? 'seed'}=${seed}\`` },
      ...[
        {
          message: 'Give it the number.',
          edits: run.edit.withArgument(call, draw.generator, { source: seed }),
        },
      ],
    )
  }
}

function ownGenerator(run: Run, { call, spawn, node }: SpawnEffect): readonly Edit[] | undefined {
  const slot = spawn.generator
  if (!slot?.made) return undefined
  const source = slot.made.source.replace('{seed}', String(42 + (node.loc.start.line % 50)))
  return together(run.edit.withArgument(call, slot, { source }), run.edit.addImport(slot.made.module, {}))
}

function inTraining(run: Run): boolean {
  return run.all('train').some((train) => train.context.loops.length > 0 || train.trains === 'model')
}

function trainsIn(run: Run, loop: object): boolean {
  return run.all('train').some((train) => (train.context.loops as readonly object[]).includes(loop))
}
