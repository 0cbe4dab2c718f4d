/** `--effects`: what was understood of a file, line by line. For debugging, and for learning how the plugin thinks. */
import type { Effect } from '../effects.ts'
import type { Timeline } from '../interpreter/timeline.ts'

/** What an effect does, and the state of its source at that moment. */
export function effectInWords(effect: Effect): string {
  return `${detail(effect)}${where(effect)}`
}

/** One line an effect: where, what, and the state of its source at that moment. */
export function effectsReport(timeline: Timeline, root: string): string {
  const lines = timeline.effects.map((effect) => {
    const file = effect.module.file.startsWith(root)
      ? effect.module.file.slice(root.length + 1)
      : effect.module.file
    const { line, column } = effect.node.loc.start
    return `${file}:${line}:${column + 1}  ${effect.kind.padEnd(9)} ${effect.api}  ${effectInWords(effect)}`
  })
  return lines.join('\n')
}

function where({ context }: Effect): string {
  const parts = [
    ...(context.phase === 'run' ? [] : [context.phase]),
    ...context.loops.map((loop) => (loop.name ? `in ${loop.name}` : 'in a loop')),
    ...(context.worker ? ['in a worker'] : []),
    ...context.guards.map((guard) => `if ${[...guard.names].join(', ') || 'caught'}`),
  ]
  return parts.length > 0 ? `  (${parts.join('; ')})` : ''
}

function detail(effect: Effect): string {
  switch (effect.kind) {
    case 'draw': {
      const what = effect.implicit === undefined ? '' : `${effect.implicit} `
      const seed = effect.seed ? `, seed ${effect.seed.kind}` : ''
      const sinks = effect.reaches.size > 0 ? `, reaches ${[...effect.reaches].join('/')}` : ''
      return `${what}from ${effect.from}: ${effect.state.status}${seed}${sinks}`
    }
    case 'create':
      return `${effect.creation.type}, seed ${effect.seed?.kind ?? 'missing'}`
    case 'seed':
      return `${effect.sources.join(', ') || 'its generator'}, seed ${effect.seed.kind}${effect.early.length > 0 ? `, after ${effect.early.length} draws` : ''}`
    case 'enforce':
      return `seed ${effect.seed.kind}${effect.early.length > 0 ? `, after ${effect.early.length} draws` : ''}`
    case 'set':
      return `${effect.name}: ${effect.role}${effect.lateFor ? `, read by ${effect.lateFor.api} before` : ''}`
    case 'load':
      return `${effect.library}${effect.backend === undefined ? '' : ` on ${effect.backend}`}`
    case 'spawn':
      return `${effect.spawn.what}, workers: ${effect.workers}, draws in it: ${effect.draws.length}`
    case 'entropy':
      return effect.entropy
    case 'unordered':
      return `reaches ${[...effect.reaches].join('/') || 'nothing seen'}${effect.ordered ? ', ordered' : ''}`
    case 'train':
      return effect.trains
    case 'operation':
      return `nondeterministic on ${effect.nondeterministic.map((each) => each.on).join(', ')}`
    case 'select':
      return `${effect.backend ?? 'unknown'}${effect.mayFallBack ? (effect.checked ? ', checked' : ', not checked') : ''}`
    case 'key':
      return effect.before ? 'used before' : effect.repeats ? 'used again in a loop' : 'first use'
    case 'guard':
      return effect.used ? '0 would skip the seeding' : ''
    default:
      return ''
  }
}
