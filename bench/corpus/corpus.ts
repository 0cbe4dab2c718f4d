/** The labelled programs of `bench/corpus`: each with a defect, and its twin in which only that is mended. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const corpusFolder = fileURLToPath(new URL('./', import.meta.url))

export type Kind = 'defect' | 'clean'

/** An entry of `labels.json`. */
export interface Label {
  /** `python/unseeded-model`: a file of this name in `defect/` and in `clean/`. */
  readonly program: string
  /** Rules of this plugin that may report it. */
  readonly rules: readonly string[]
  /** The lines on which a report is right, as they are written in the program. */
  readonly lines: readonly string[]
  readonly why: string
  /** How running it shows the defect. Where draws are alike, the program says `alike` or `distinct` itself. */
  readonly shows: 'runs differ' | 'draws are alike'
}

export function readLabels(): readonly Label[] {
  return JSON.parse(readFileSync(join(corpusFolder, 'labels.json'), 'utf8')) as Label[]
}

/** Relative to the corpus. */
export function fileOf({ program }: Label, kind: Kind): string {
  const [language, name] = program.split('/')
  return `${language}/${kind}/${name}.${language === 'python' ? 'py' : 'js'}`
}

export function textOf(label: Label, kind: Kind): string {
  return readFileSync(join(corpusFolder, fileOf(label, kind)), 'utf8')
}

/** Numbers of the lines, from 1, on which a report is right. */
export function linesOf(label: Label): ReadonlySet<number> {
  const lines = textOf(label, 'defect').split('\n')
  return new Set(lines.flatMap((line, at) => (label.lines.includes(line.trim()) ? [at + 1] : [])))
}
