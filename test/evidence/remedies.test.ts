/**
 * Every suggestion of every program: the mended program parses, has less to report of the rule and nothing new of
 * another, and, where Python has the libraries, prints the same twice.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Linter } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import { grouped } from '../../src/questions/grouped.ts'
import { lintPython, projectFolder, type RuleName } from '../rules/python.ts'
import type { Remedies } from './record.ts'
import { programs } from './remedies/programs.ts'

const runner = fileURLToPath(new URL('../rules/run-programs.py', import.meta.url))
const own = fileURLToPath(new URL('../../.cache/python/bin/python', import.meta.url))
const LIBRARIES = 'numpy,torch,sklearn.model_selection'

/** A Python that has the libraries. */
const python = [process.env['REPRODUCIBLE_PYTHON'], own, 'python3'].find(
  (each) =>
    each !== undefined &&
    (!each.includes('/') || existsSync(each)) &&
    spawnSync(each, ['-c', `import ${LIBRARIES}`]).status === 0,
)

/** What `recommended` judges by, and the rule itself where it is `strict` alone. */
function rulesFor(rule: RuleName): Linter.RulesRecord {
  const names = Object.keys(plugin.rules) as RuleName[]
  const chosen = names.filter(
    (name) =>
      plugin.rules[name].definition.meta.languages.includes('python') &&
      (name === rule || plugin.rules[name].definition.meta.presets.recommended !== undefined),
  )
  return Object.fromEntries(chosen.map((name) => [name, 'error' as const]))
}

interface Remedy {
  readonly title: string
  readonly rule: RuleName
  readonly before: readonly Linter.LintMessage[]
  readonly after: readonly Linter.LintMessage[]
  readonly text: string
}

function counts(messages: readonly Linter.LintMessage[]): ReadonlyMap<string | null, number> {
  const found = new Map<string | null, number>()
  for (const { ruleId } of messages) found.set(ruleId, (found.get(ruleId) ?? 0) + 1)
  return found
}

const remedies: Remedy[] = Object.entries(programs).flatMap(([group, all]) =>
  all.flatMap(([rule, code], at) => {
    const file = join(projectFolder({ 'train.py': code }), 'train.py')
    const lint = (text: string) => lintPython(text, file, rulesFor(rule))
    const before = lint(code)
    return before
      .filter(({ ruleId }) => ruleId === `reproducible/${rule}`)
      .flatMap((message) => [
        ...(message.suggestions ?? []),
        ...(message.fix ? [{ desc: 'Fix.', fix: message.fix }] : []),
      ])
      .map(({ desc, fix }) => {
        const text = code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1])
        return { title: `${group} ${at + 1}: ${desc}`, rule, before, after: lint(text), text }
      })
  }),
)

describe('suggestions', () => {
  it('are offered to at least three programs of each rule', () => {
    for (const [rule, all] of grouped(Object.values(programs).flat(), ([name]) => name))
      expect(all.length, rule).toBeGreaterThanOrEqual(3)
    for (const [group, all] of Object.entries(programs))
      all.forEach(([rule], at) =>
        expect(
          remedies.some(({ title }) => title.startsWith(`${group} ${at + 1}:`)),
          `${rule}: ${group} ${at + 1}`,
        ).toBe(true),
      )
  })

  it('are as many as docs/evidence.md says', () => {
    const record = JSON.parse(
      readFileSync(new URL('./remedies/record.json', import.meta.url), 'utf8'),
    ) as Remedies
    const all = grouped(Object.values(programs).flat(), ([name]) => name)
    const found = [...all].map(([rule, { length }]) => [
      rule,
      { programs: length, suggestions: remedies.filter((remedy) => remedy.rule === rule).length },
    ])
    expect(Object.fromEntries(found)).toEqual(record.rules)
  })

  it.each(remedies)('$title', ({ rule, before, after, text }) => {
    expect(
      after.filter(({ fatal }) => fatal),
      text,
    ).toEqual([])
    const [had, has] = [counts(before), counts(after)]
    expect(has.get(`reproducible/${rule}`) ?? 0, text).toBeLessThan(had.get(`reproducible/${rule}`)!)
    const told = after.map(({ message }) => message).join('\n')
    for (const [name, count] of has) expect(count, `${text}\n${told}`).toBeLessThanOrEqual(had.get(name) ?? 0)
  })
})

describe.runIf(python)('mended programs, run', () => {
  const printed: string[][] = []
  beforeAll(() => {
    const folder = projectFolder()
    const files = remedies.map(({ text }, at) => {
      writeFileSync(join(folder, `${at}.py`), text)
      return join(folder, `${at}.py`)
    })
    for (let run = 0; run < 2; run++) {
      const { stdout } = spawnSync(python!, [runner, LIBRARIES, ...files], {
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      })
      printed.push(JSON.parse(stdout) as string[])
    }
  }, 600_000)

  it.each(remedies.map((remedy, at) => ({ ...remedy, at })))('$title', ({ text, at }) => {
    expect(printed[0]![at], text).not.toMatch(/^failed|^$/u)
    expect(printed[0]![at], text).toBe(printed[1]![at])
  })
})
