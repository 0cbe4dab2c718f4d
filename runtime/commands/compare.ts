/** The command `compare`: two traces, two folders of them, two receipts, two reports, or two files of tensors. */
import { readFileSync, statSync } from 'node:fs'
import { compareRuns } from '../trace/compare-ranks.ts'
import { formatComparison } from '../trace/format-comparison.ts'
import { parseRecord } from '../trace/json-lines.ts'
import { compareReceipts, formatReceiptComparison, isReceipt } from './compare-receipts.ts'
import { compareReports, formatReportComparison, isReport } from './verify-report.ts'
import type { Comparison } from '../trace/compare.ts'
import type { ReceiptComparison } from './compare-receipts.ts'
import { compareOutputs, type Compared } from './compare-outputs.ts'

/** What two files were taken for, and what was found of them. */
export type Found =
  | (Compared & { readonly kind: 'tensors' | 'reports' })
  | (Compared & { readonly kind: 'traces'; readonly json: Comparison })
  | (Compared & {
      readonly kind: 'receipts'
      readonly json: ReceiptComparison
      readonly receipts: readonly [Record<string, unknown>, Record<string, unknown>]
    })

const MAX_JSON = 2 ** 26

/** The whole file as JSON, if it is that and no trace. */
function readJson(file: string): Record<string, unknown> | undefined {
  try {
    const stat = statSync(file)
    if (!stat.isFile() || stat.size > MAX_JSON || !/\.json$/i.test(file)) return undefined
    return parseRecord(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Compares two files or folders, by what they are.
 *
 * @param width of the terminal, in characters
 * @throws TraceError or TensorFileError where one of them cannot be read
 */
export function compareAnything(a: string, b: string, width: number): Found {
  if (holdsTensorsByName(a) && holdsTensorsByName(b)) return { kind: 'tensors', ...compareOutputs(a, b) }
  const [one, other] = [readJson(a), readJson(b)]
  if (one && other && isReceipt(one) && isReceipt(other)) {
    const found = compareReceipts(one, other)
    return {
      kind: 'receipts',
      receipts: [one, other],
      verdict: found.verdict,
      json: found,
      text: formatReceiptComparison(found),
    }
  }
  if (one && other && isReport(one) && isReport(other)) {
    const found = compareReports(one, other)
    return { kind: 'reports', verdict: found.verdict, json: found, text: formatReportComparison(found) }
  }
  const comparison = compareRuns(a, b)
  return {
    kind: 'traces',
    verdict: comparison.verdict,
    json: comparison,
    text: formatComparison(comparison, width),
  }
}

function holdsTensorsByName(name: string): boolean {
  return /\.(?:safetensors|pt|pth|ckpt|np[yz]|bin)$/i.test(name)
}
