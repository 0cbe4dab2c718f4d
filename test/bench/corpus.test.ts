import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { corpusFolder, fileOf, linesOf, readLabels, textOf } from '../../bench/corpus/corpus.ts'
import { confirms, digestOf, type Execution } from '../../bench/corpus/execute.ts'
import { scoreOf } from '../../bench/peers/score.ts'
import { tools } from '../../bench/peers/tools.ts'
import { rules } from '../../rules/index.ts'

const labels = readLabels()
const executed = JSON.parse(readFileSync(join(corpusFolder, 'executed.json'), 'utf8')) as Record<
  string,
  Execution
>

describe.each(labels.map((label) => [label.program, label] as const))('%s', (_, label) => {
  it('has its labelled lines, and rules that exist', () => {
    expect(linesOf(label).size).toBeGreaterThanOrEqual(label.lines.length)
    expect(Object.keys(rules)).toEqual(expect.arrayContaining([...label.rules]))
  })

  it('was run as it stands, and showed what the label says', () => {
    for (const kind of ['defect', 'clean'] as const) {
      const execution = executed[fileOf(label, kind)]!
      expect(execution.program, 'npm run corpus').toBe(digestOf(textOf(label, kind)))
      expect(confirms(label, kind, execution)).toBe(true)
    }
  })
})

describe('the score', () => {
  const tool = { ...tools[0]!, about: /^about$/u }
  const label = labels[0]!
  const [line] = linesOf(label)
  const at = (kind: 'defect' | 'clean', where: number, rule = 'about') => ({
    file: join(corpusFolder, fileOf(label, kind)),
    line: where,
    rule,
  })

  it('counts a defect that is found on its line, and not in the mended program', () => {
    const score = scoreOf(
      tool,
      [label],
      [at('defect', line!), at('defect', line! + 1), at('defect', line!, 'other')],
    )
    expect(score).toMatchObject({ found: [label.program], findings: 2, right: 1, falseAlarms: [] })
  })

  it('does not count what is said of the mended program as well', () => {
    const score = scoreOf(tool, [label], [at('defect', line!), at('clean', 1)])
    expect(score).toMatchObject({
      found: [],
      missed: [label.program],
      right: 0,
      falseAlarms: [label.program],
    })
  })
})
