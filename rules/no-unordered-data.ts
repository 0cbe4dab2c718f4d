import type { EntropyEffect, UnorderedEffect } from '../src/effects.ts'
import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: 'no-unordered-data',
  meta: {
    type: 'problem',
    description: 'Disallow data whose order the machine decides',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    messages: {
      unordered:
        'The order of `{{api}}` reaches {{sink}}, and it is up to the machine: {{why}}. Put the items in order first{{how}}.',
      hash: '`{{api}}` is salted anew in every process, and here it decides {{sink}}, so every run gets another one. Use a hash of your own, such as `zlib.crc32` or `hashlib`.',
    },
  },
  check(run, report) {
    for (const effect of run.here('unordered')) {
      if (!matters(effect)) continue
      const python = run.module.language === 'python'
      const whole =
        effect.call?.node ?? (effect.set && !PATTERNS.has(effect.node.type) ? effect.node : undefined)
      const key = run.catalog.api(effect.path)?.sortKey
      const end = key === undefined ? ')' : `, ${key})`
      const sorted = python && whole ? run.edit.wrap(whole, 'sorted(', end) : undefined
      report(
        effect.node,
        'unordered',
        {
          api: effect.api,
          why: effect.why.replace(/\.$/u, ''),
          sink: sinkOf(effect),
          how: python ? ': `sorted(…)`' : '',
        },
        ...[{ message: `Sort the result of \`${effect.api}\`.`, edits: sorted }],
      )
    }
    for (const effect of run.here('entropy')) {
      if (effect.entropy === 'hash' && effect.reaches.size > 0) {
        report(effect.node, 'hash', { api: effect.api, sink: sinkOf(effect) })
      }
    }
  },
})

/** What is on the left of an assignment cannot be sorted there. */
const PATTERNS = new Set(['Tuple', 'List', 'Starred'])

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
