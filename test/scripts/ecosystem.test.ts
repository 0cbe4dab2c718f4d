import type { Linter } from 'eslint'
import { describe, expect, test } from 'vitest'
import { compare, report, summary } from '../../scripts/ecosystem/compare.ts'

const TEXT = 'import torch\n\nx = torch.rand(3)\ny = torch.rand(4)\n'

function finding(line: number, message: string, more: Partial<Linter.LintMessage> = {}): Linter.LintMessage {
  return { ruleId: 'reproducible/no-unseeded-random', line, column: 5, severity: 2, message, ...more }
}

function compared(before: Linter.LintMessage[], after: Linter.LintMessage[]) {
  const inFile = (messages: Linter.LintMessage[]) => [{ filePath: '/code/train.py', messages }]
  const comparison = compare(inFile(before), inFile(after))
  return {
    summary: summary(comparison),
    report: report(
      comparison,
      () => TEXT,
      (file) => file.slice('/code/'.length),
    ),
  }
}

describe('what a change does to real code', () => {
  test('findings that come and go are shown with their line', () => {
    expect(compared([finding(3, 'Nothing seeds it.')], [finding(4, 'Nothing seeds it.')])).toEqual({
      summary: '+1 -1 ~0 *0, 0 as before',
      report: `+ train.py:4:5  reproducible/no-unseeded-random
    4 | y = torch.rand(4)
    + Nothing seeds it.

- train.py:3:5  reproducible/no-unseeded-random
    3 | x = torch.rand(3)
    - Nothing seeds it.`,
    })
  })

  test('another wording at the same place is one change', () => {
    expect(compared([finding(3, 'Unseeded.')], [finding(3, 'Nothing seeds it.')])).toEqual({
      summary: '+0 -0 ~1 *0, 0 as before',
      report: `~ train.py:3:5  reproducible/no-unseeded-random
    3 | x = torch.rand(3)
    - Unseeded.
    + Nothing seeds it.`,
    })
  })

  test('so are another edit and another severity', () => {
    const fix = (text: string) => ({ fix: { range: [0, 0] as [number, number], text } })
    const { summary, report } = compared(
      [finding(3, 'Unseeded.', fix('a'))],
      [finding(3, 'Unseeded.', { ...fix('b'), severity: 1 })],
    )
    expect(summary).toBe('+0 -0 ~0 *1, 0 as before')
    expect(report).toContain('    - fix: {"range":[0,0],"text":"a"}\n    + warning\n    + fix: ')
  })

  test('two findings at one place are told apart by their words first', () => {
    const [one, two, three] = ['One.', 'Two.', 'Three.'].map((message) => finding(3, message))
    expect(compared([one!, two!], [three!, two!, one!]).summary).toBe('+1 -0 ~0 *0, 2 as before')
  })

  test('what is the same is only counted', () => {
    const same = [finding(3, 'Unseeded.'), finding(3, 'Unseeded.')]
    expect(compared(same, same)).toEqual({ summary: '+0 -0 ~0 *0, 2 as before', report: '' })
  })

  test('a file that one of the two does not know is compared as well', () => {
    const comparison = compare([], [{ filePath: '/code/new.py', messages: [finding(1, 'Unseeded.')] }])
    expect(summary(comparison)).toBe('+1 -0 ~0 *0, 0 as before')
  })
})
