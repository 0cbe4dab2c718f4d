import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import plugin from '../../../src/index.ts'
import type { Plugin } from '../lint.ts'
import { platforms } from '../platforms.ts'
import { Agreeing } from './agree.ts'
import { javascript } from './javascript.ts'
import { python } from './python.ts'
import type { Generated } from './program.ts'
import { smaller } from './program.ts'

/** Few enough for CI; `npm run evidence:generated -- --count 2000` for more. */
const count = 60

for (const [language, id] of [
  [javascript, 'tfjs-cpu'],
  [python, 'python'],
] as const) {
  const platform = await platforms.find((one) => one.id === id)!.detect()
  const missing = (language.needs ?? []).filter((library) => !platform.present || platform.versions[library] === undefined)
  const complete = platform.present && missing.length === 0
  const how = platform.present ? `npm run evidence -- --install brings ${missing.join(' and ')}.` : platform.how
  const name = `generated ${language.name} programs${complete ? '' : `: skipped. ${how}`}`
  describe.skipIf(!complete)(name, () => {
    let agreeing: Agreeing
    beforeAll(() => {
      if (platform.present) agreeing = new Agreeing(language, platform, plugin as unknown as Plugin)
    })
    afterAll(() => agreeing.end())

    it('are reported if, and only if, two runs differ', { timeout: 600_000 }, async () => {
      const { stopped, differing, kinds } = await agreeing.compare(count, 2026, 3)
      expect(stopped.map(({ error, text }) => `${error}\n${text}`)).toEqual([])
      expect(differing).toBeGreaterThan(count / 10)
      expect(differing).toBeLessThan(count)
      expect(kinds.map(({ kind, reported, text }) => `${kind} ${reported.join(', ')}\n${text}`)).toEqual([])
    })

    it('tell a program that differs from one that does not', { timeout: 600_000 }, async () => {
      const one = (...ids: string[]): Generated => ({
        language: language.name,
        statements: ids.map((line) => ({ kind: 'line', id: line })),
      })
      const [random, seeded] = language.name === 'python' ? (['numpy-rand', 'seed-numpy'] as const) : (['math-random', 'enforce'] as const)
      const outcomes = await agreeing.judge([one(random), one(seeded, random)])
      expect(outcomes.map(({ differs }) => differs)).toEqual([true, false])
      expect(outcomes.map(({ reported }) => reported.length > 0)).toEqual([true, false])
    })
  })
}

describe('a generated program', () => {
  it('shrinks to every program with one part less', () => {
    const line = (id: string) => ({ kind: 'line' as const, id })
    const program: Generated = { language: 'python', statements: [line('numpy-rand'), { kind: 'loop', body: [line('ones')] }] }
    expect(smaller(program).map((one) => python.write(one).match(/rand\(2\)|ones|for _/g) ?? [])).toEqual([
      ['for _', 'ones'],
      ['rand(2)'],
      ['rand(2)', 'ones'],
      ['rand(2)'],
    ])
  })

  it('leaves out what it has not defined, and calls every function', () => {
    const text = python.write({
      language: 'python',
      statements: [
        { kind: 'line', id: 'rng-normal' },
        { kind: 'function', name: 'first', body: [{ kind: 'line', id: 'numpy-rand' }] },
      ],
    })
    expect(text).not.toContain('rng.')
    expect(text).toContain('def first():\n    out.extend(np.random.rand(2))\nfirst()\n')
  })
})
