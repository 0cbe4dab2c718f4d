/** `--statistics`: how many findings there are of each rule. */
import type { ESLint } from 'eslint'
import { ownRule } from './formats/findings.ts'
import { printable } from './printable.ts'

export function statistics(results: readonly ESLint.LintResult[]): string {
  const rules = new Map<string, { findings: number; mendable: number; files: Set<string> }>()
  for (const { filePath, messages } of results)
    for (const { ruleId, fix, suggestions } of messages) {
      const rule = ruleId ?? '(parsing errors)'
      const each = rules.get(rule) ?? { findings: 0, mendable: 0, files: new Set() }
      rules.set(rule, each)
      each.findings++
      each.files.add(filePath)
      if (fix ?? suggestions?.length) each.mendable++
    }
  const sorted = [...rules].sort(([a, one], [b, other]) => other.findings - one.findings || (a < b ? -1 : 1))
  const width = Math.max(0, ...sorted.map(([, { findings }]) => String(findings).length))
  const longest = Math.max(0, ...sorted.map(([rule]) => rule.length))
  const lines = sorted.map(([rule, { findings, mendable, files }]) => {
    const what = [
      `in ${files.size} ${files.size === 1 ? 'file' : 'files'}`,
      ...(mendable > 0 ? [`${mendable} with a change to apply`] : []),
      ...(ownRule(rule) ? [ownRule(rule)!.description] : []),
    ]
    return `${String(findings).padStart(width)}  ${printable(rule).padEnd(longest)}  ${what.join('; ')}\n`
  })
  return lines.join('')
}
