/** How many of the labelled defects a linter finds, and what it says of the programs that have none. */
import { join } from 'node:path'
import { corpusFolder, fileOf, type Label, linesOf } from '../corpus/corpus.ts'
import type { Finding, Tool } from './tools.ts'

export interface Score {
  /** Programs with a defect in a language that the tool reads. */
  readonly defects: number
  /** Of these: the rules about randomness say something on a labelled line, and do not say it of the mended twin. */
  readonly found: readonly string[]
  readonly missed: readonly string[]
  /** Findings of the rules about randomness: in all, and those that are right. */
  readonly findings: number
  readonly right: number
  /** Mended programs that these rules still speak of. */
  readonly falseAlarms: readonly string[]
}

/** @param all of a run over the whole corpus, with absolute paths. */
export function scoreOf(tool: Tool, labels: readonly Label[], all: readonly Finding[]): Score {
  const about = all.filter(({ rule }) => tool.about.test(rule))
  const inFile = (file: string): Finding[] =>
    about.filter((finding) => finding.file === join(corpusFolder, file))
  const read = labels.filter((label) => tool.reads.some((ending) => fileOf(label, 'defect').endsWith(ending)))
  const found: string[] = []
  const missed: string[] = []
  const falseAlarms: string[] = []
  let findings = 0
  let right = 0
  for (const label of read) {
    const [defect, clean] = [inFile(fileOf(label, 'defect')), inFile(fileOf(label, 'clean'))]
    const lines = linesOf(label)
    // A tool that says the same of the mended program has not seen what is wrong.
    const lasting = new Set(clean.map(({ rule }) => rule))
    const correct = defect.filter(({ line, rule }) => lines.has(line) && !lasting.has(rule))
    ;(correct.length > 0 ? found : missed).push(label.program)
    if (clean.length > 0) falseAlarms.push(label.program)
    findings += defect.length + clean.length
    right += correct.length
  }
  return { defects: read.length, found, missed, findings, right, falseAlarms }
}
