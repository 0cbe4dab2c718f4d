/** A tenth of the flow matrix, another one every day: its programs are linted; `npm run flow` runs them as well. */
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import type { Plugin } from '../evidence/lint.ts'
import { type Cell, cellsOf } from './cells.ts'
import { Judging } from './judge.ts'
import { OPEN_FILE, verdictOf } from './page.ts'
import { readRecord, resultOf } from './record.ts'

const TENTHS = 10
const today = Number(process.env['FLOW_TENTH'] ?? Math.floor(Date.now() / 86_400_000)) % TENTHS
const open = existsSync(OPEN_FILE)
  ? (JSON.parse(readFileSync(OPEN_FILE, 'utf8')) as Record<string, string>)
  : {}

for (const language of ['javascript', 'python'] as const) {
  describe(`the flow matrix of ${language}`, () => {
    const cells = cellsOf(language)
    const due = cells.filter((_, at) => at % TENTHS === today)
    let judging: Judging
    beforeAll(() => {
      judging = new Judging(plugin as unknown as Plugin)
      judging.prepare(due)
    })
    afterAll(() => judging.end())

    it('has short programs, each of its own', () => {
      expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length)
      const long = ({ program }: Cell): boolean => program[0]![1].trimEnd().split('\n').length > 25
      expect(cells.filter(long).map(({ id }) => id)).toEqual([])
    })

    it('was run as it is', () => {
      const record = readRecord(language)
      const unrun = cells.filter((cell) => resultOf(record, cell) !== 'confirmed').map(({ id }) => id)
      expect(unrun).toEqual([])
    })

    it(`is judged as docs/flow.md says (tenth ${today})`, { timeout: 600_000 }, async () => {
      const wrong: Record<string, string> = {}
      for (const cell of due) {
        const verdict = verdictOf(cell, 'confirmed', await judging.judge(cell))
        if (verdict.wrong) wrong[cell.id] = verdict.wrong
      }
      const known = due.flatMap(({ id }) => (open[id] === undefined ? [] : [[id, open[id]] as const]))
      expect(wrong).toEqual(Object.fromEntries(known))
    })
  })
}
