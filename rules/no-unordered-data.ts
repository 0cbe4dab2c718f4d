import type { EntropyEffect, UnorderedEffect } from '../src/effects.ts'
import { together, type Editor } from '../src/edits.ts'
import type { SyntaxNode } from '../src/program.ts'
import { defineRule, type Run } from '../src/rule.ts'

export default defineRule({
  name: 'no-unordered-data',
  meta: {
    type: 'problem',
    description: 'Disallow data whose order the machine decides',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    messages: {
      unordered: 'The order of `{{api}}` reaches {{sink}}, and it is up to the machine: {{why}}. {{remedy}}',
      overlap:
        '`{{api}}` puts the data in another order at every iteration, so the parts that `{{first}}` and `{{second}}` count off overlap, and change from epoch to epoch. Keep one order for both: {{remedy}}.',
      hash: '`{{api}}` is salted anew in every process, and here it decides {{sink}}, so every run gets another one. Use {{instead}}.',
    },
  },
  check(run, report) {
    const { edit, catalog } = run
    for (const effect of run.here('unordered').filter(matters)) {
      const { api, why, call, set, node, path, remedy } = effect
      const { sortKey, unorderedParts, instead: sorting = edit.sorting } = catalog.api(path) ?? {}
      // What has a remedy of its own gives no items that can be compared, or is not to be put in order afterwards.
      const whole = set || remedy !== undefined ? undefined : call?.node
      // Sorting the whole leaves its parts as they are.
      const edits = whole && !unorderedParts ? edit.sorted(whole, sortKey) : undefined
      const how = sorting === undefined ? '' : `: ${sorting}`
      const repair = set
        ? { message: 'Sort the set where its order is taken.', edits: sortedWhereTaken(run, effect, node) }
        : { message: `Sort the result of \`${api}\`.`, edits }
      report(
        effect,
        'unordered',
        { why, sink: sinkOf(effect), remedy: remedy ?? `Put the items in order first${how}.` },
        repair,
      )
    }
    for (const { node, api, call, reorders, parts } of run.here('overlap')) {
      const words = { api, first: parts[0], second: parts[1] }
      const { instead } = reorders
      if (instead !== undefined) {
        report(node, 'overlap', { ...words, remedy: instead })
        continue
      }
      const [constant] = reorders.isNot
      const option = `\`${call ? edit.call('', reorders, constant).slice(1, -1) : ''}\``
      const edits = call && edit.withArgument(call, reorders, { constant })
      report(node, 'overlap', { ...words, remedy: option }, { message: `Write ${option}.`, edits })
    }
    for (const effect of run.here('entropy')) {
      if (effect.entropy !== 'hash' || effect.reaches.size === 0) continue
      const instead = catalog.api(effect.path)?.instead ?? 'something that is the same in every run'
      report(effect, 'hash', { sink: sinkOf(effect), instead })
    }
  },
})

/** A set stays one for whoever asks it for its members: it is sorted where it is gone through. */
function sortedWhereTaken(run: Run, { taken, call }: UnorderedEffect, node: SyntaxNode): Edits {
  const places = taken.length === 0 && !call ? [{ node, module: run.module }] : taken
  if (places.length === 0 || places.some(({ module }) => module.file !== run.module.file)) return undefined
  // What numbers or pairs what is sorted is in order by itself, and what it pairs with may not be comparable.
  const innermost = places.filter(({ node: outer }) => !places.some((place) => isWithin(place.node, outer)))
  return together(...innermost.map((place) => run.edit.sorted(place.node, undefined)))
}

function isWithin(inner: SyntaxNode, outer: SyntaxNode): boolean {
  return inner !== outer && outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1]
}

type Edits = ReturnType<Editor['sorted']>

/** Small numbers in a set do come in a fixed order: only numbering strings from it is a defect for certain. */
function matters({ ordered, reaches, set }: UnorderedEffect): boolean {
  if (ordered) return false
  return set ? reaches.has('index') : reaches.size > 0
}

const SINKS = {
  tensor: 'a tensor',
  index: 'an index',
  order: 'the order of the data',
  branch: 'a branch of training',
  split: 'a split of the data',
  seed: 'a seed',
  data: 'the data',
} as const

function sinkOf({ reaches }: UnorderedEffect | EntropyEffect): string {
  const [first] = reaches
  return first === undefined ? 'the data' : SINKS[first]
}
