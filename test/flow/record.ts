/** What the runs of the cells have shown, kept beside the suite: a cell that has changed since counts as not run. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Cell, hashOf, type Language } from './cells.ts'
import type { Confirmation } from './execute.ts'

const fileOf = (language: Language): string =>
  fileURLToPath(new URL(`record.${language}.json`, import.meta.url))

/** By language, kind and carrier, and then by source and sink: a hash of the cell, and what was wrong with its runs. */
type Results = Record<string, Record<string, string>>

export interface Executed {
  readonly results: Results
  save(): void
}

export function readRecord(language: Language): Executed {
  const file = fileOf(language)
  const results = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {}
  return {
    results,
    save() {
      const rows = Object.entries(results)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, row]) => `  ${JSON.stringify(name)}: ${JSON.stringify(row)}`)
      writeFileSync(file, `{\n${rows.join(',\n')}\n}\n`)
    },
  }
}

function placeOf({ id }: Cell): readonly [string, string] {
  const parts = id.split('/')
  return [parts.slice(0, -2).join('/'), parts.slice(-2).join('/')]
}

/** What the runs of the cell, as it is now, have shown. */
export function resultOf({ results }: Executed, cell: Cell): Confirmation | undefined {
  const [row, column] = placeOf(cell)
  const [hash, ...words] = (results[row]?.[column] ?? '').split(' ')
  if (hash !== hashOf(cell)) return undefined
  return words.length === 0 ? 'confirmed' : (words.join(' ') as Confirmation)
}

export function keep({ results }: Executed, cell: Cell, confirmation: Confirmation): void {
  const [row, column] = placeOf(cell)
  results[row] ??= {}
  results[row][column] = confirmation === 'confirmed' ? hashOf(cell) : `${hashOf(cell)} ${confirmation}`
}
