import type { Comparison, HeaderDifference } from './compare.ts'
import { printable } from './read-trace.ts'

function table(rows: readonly (readonly [string, string])[], width: number): string[] {
  const indent = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows.flatMap(([name, text]) => {
    const lines = ['']
    for (const word of text.split(' ')) {
      const line = lines.at(-1)!
      if (line && line.length + word.length + 1 > width - indent) lines.push(word)
      else lines[lines.length - 1] = line ? `${line} ${word}` : word
    }
    return lines.map((line, i) => `${(i === 0 ? name : '').padEnd(indent)}${line}`)
  })
}

function show(value: unknown): string {
  return printable(JSON.stringify(value) ?? 'absent')
}

/**
 * A comparison for people: one sentence, and where the runs part a table of step, field, cause and where to look.
 *
 * @param width of the terminal, in characters
 */
export function formatComparison(comparison: Comparison, width = 100): string {
  const { divergence, experiment, platform, steps, verdict } = comparison
  const list = (all: readonly HeaderDifference[]) =>
    all
      .map(({ name, values }) => `${printable(name)} is ${show(values[0])} and ${show(values[1])}`)
      .join('; ')
  const count = `${String(steps)} step${steps === 1 ? '' : 's'}`
  const lines: string[] = []
  if (verdict === 'identical') lines.push(`Identical over ${count}.`)
  else if (verdict === 'diverged') lines.push('Diverged.')
  else if (divergence && experiment.length > 0)
    lines.push(`Two different experiments, so no verdict: ${list(experiment)}.`)
  else if (divergence)
    lines.push(`Could not tell: the bits differ, and so does what the runs ran on: ${list(platform)}.`)
  else lines.push(`Could not tell${steps > 0 ? `: equal over ${count}` : ''}.`)
  if (divergence)
    lines.push(
      ...table(
        [
          ...(divergence.rank === undefined ? [] : [['rank', printable(String(divergence.rank))] as const]),
          ['step', String(divergence.step)],
          ['field', divergence.field],
          ...(divergence.layer === undefined ? [] : [['layer', printable(divergence.layer)] as const]),
          ['cause', `${divergence.cause}: ${divergence.what}`],
          ['look', divergence.where],
        ],
        width,
      ),
    )
  else if (platform.length > 0) lines.push(`Different, without effect here: ${list(platform)}.`)
  return [...lines, ...comparison.notes].join('\n')
}
