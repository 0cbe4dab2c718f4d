import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rules } from '../../rules/index.ts'
import { javascriptLibraries } from '../../src/catalog/javascript/index.ts'
import { pythonLibraries } from '../../src/catalog/python/index.ts'
import plugin from '../../src/index.ts'
import { fingerprint, readClaims, readProgram, withSeed } from './claim.ts'
import type { Plugin } from './lint.ts'
import { Linting } from './lint.ts'
import { platforms } from './platforms.ts'
import {
  evidenceFile,
  evidencePage,
  merge,
  page,
  readEvidence,
  readExperiments,
  rulePages,
} from './record.ts'
import type { Observation } from './verdict.ts'
import { judge } from './verdict.ts'

const claims = readClaims()
const evidence = readEvidence()
const ids = new Set<string>(platforms.map((platform) => platform.id))

/** Rules that speak of one language only. */
/** About notebooks, which are no programs to run: its own test runs the cells in both orders. */
const ofNotebooks = new Set(['no-cell-disorder'])
const javascriptOnly = new Set(['no-silent-fallback', 'prefer-enforce'])

/** The platforms on which a claim about a backend of the catalogue can be seen. */
const platformOf: Readonly<Record<string, RegExp>> = {
  webgpu: /^webgpu/,
  cuda: /^torch-cuda$/,
  gpu: /^torch-cuda$/,
  native: /^tfjs-node/,
  'native-gpu': /^tfjs-node-cuda$/,
}

/** WebGL runs in browsers only, and no claim starts one. */
const unseen = new Set(['webgl'])

/** What the rules say of a backend, as the catalogue has it: the rule, and the backend that it speaks of. */
function citations(): (readonly [rule: string, backend: string])[] {
  const libraries = [...javascriptLibraries, ...pythonLibraries]
  const operations = libraries.flatMap(({ api }) =>
    Object.values(api).flatMap(({ nondeterministic = [] }) => nondeterministic.map(({ on }) => on)),
  )
  const requirements = libraries.flatMap(({ requirements: all = [] }) => all.flatMap(({ on }) => on ?? []))
  return [
    ...[...new Set(operations)]
      .filter((on) => !unseen.has(on))
      .map((on) => ['no-nondeterministic-op', on] as const),
    ...[...new Set(requirements)].map((on) => ['require-deterministic-settings', on] as const),
  ]
}

describe('the claims', () => {
  it.each(Object.keys(rules).filter((rule) => !ofNotebooks.has(rule)))(
    '%s has a claim in each of its languages',
    (rule) => {
      const languages = new Set(claims.filter((claim) => claim.rule === rule).map((claim) => claim.language))
      expect([...languages].sort()).toEqual(
        javascriptOnly.has(rule) ? ['javascript'] : ['javascript', 'python'],
      )
    },
  )

  it.each(claims.map((claim) => [claim.id, claim] as const))(
    '%s names a rule and platforms that exist',
    (_, claim) => {
      expect(Object.keys(rules)).toContain(claim.rule)
      for (const rule of claim.also ?? []) expect(Object.keys(rules)).toContain(rule)
      expect(claim.platforms.length).toBeGreaterThan(0)
      for (const platform of claim.platforms) expect(ids).toContain(platform)
      expect(claim.claim.endsWith('.')).toBe(true)
    },
  )

  it('have no experiment without a rule and a platform', () => {
    for (const experiment of readExperiments()) {
      expect(Object.keys(rules)).toContain(experiment.rule)
      expect(ids).toContain(experiment.platform)
    }
  })

  it.each(citations().map((citation) => [citation.join(' on '), ...citation] as const))(
    '%s: the platform that the rule cites has a row',
    (_, rule, backend) => {
      const rows = [
        ...claims.flatMap((claim) => (claim.rule === rule ? claim.platforms : [])),
        ...readExperiments().flatMap((one) => (one.rule === rule ? [one.platform] : [])),
      ]
      expect(rows).toEqual(expect.arrayContaining([expect.stringMatching(platformOf[backend]!)]))
    },
  )

  it('can be run with another seed', () => {
    for (const claim of claims) {
      if (claim.control !== undefined || claim.fix === true) continue
      const fixed = readProgram(claim, 'fixed')
      expect([claim.id, withSeed(fixed, claim.seed ?? '17', '71').files]).not.toEqual([claim.id, fixed.files])
    }
  })
})

describe('the record', () => {
  it('has a row for every claim on a platform that needs no GPU', () => {
    const missing = claims.flatMap((claim) =>
      claim.platforms
        .filter((platform) => !/cuda|gpu/.test(platform))
        .filter(
          (platform) => !evidence.rows.some((row) => row.claim === claim.id && row.platform === platform),
        )
        .map((platform) => `${claim.id} on ${platform}: run npm run evidence -- --claim ${claim.id}`),
    )
    expect(missing).toEqual([])
  })

  it('holds nothing that was refuted or that failed', () => {
    expect(evidence.rows.filter((row) => row.verdict === 'REFUTED' || row.verdict === 'FAILED')).toEqual([])
  })

  it('is about the programs as they are', { timeout: 60_000 }, async () => {
    const linting = new Linting(plugin as unknown as Plugin)
    const outlived: string[] = []
    for (const row of evidence.rows) {
      const claim = claims.find((one) => one.id === row.claim)!
      const fixed = await linting.fixed(claim)
      if (fixed === undefined || row.program !== fingerprint(readProgram(claim, 'flagged'), fixed)) {
        outlived.push(`${row.claim} on ${row.platform}: run npm run evidence -- --claim ${row.claim}`)
      }
    }
    expect(outlived).toEqual([])
  })

  it('judges what it counted', () => {
    for (const row of evidence.rows) {
      const { defect, across } = claims.find((one) => one.id === row.claim)!
      if (row.verdict !== 'CONFIRMED' || defect === 'throws' || defect === 'goes on') continue
      const [flagged, fixed] = [row.flagged!, row.fixed!]
      if (defect === 'differs') expect([row, flagged.distinct > 1]).toEqual([row, true])
      if (defect === 'differs' && across === 'processes') expect([row, fixed.distinct]).toEqual([row, 1])
      if (defect === 'repeats')
        expect([row, flagged.distinct < flagged.of, fixed.distinct]).toEqual([row, true, fixed.of])
      expect([row, row.otherSeed]).not.toEqual([row, 'equal'])
    }
  })

  it('says what each result was seen on', () => {
    for (const row of [...evidence.rows, ...evidence.experiments, ...evidence.generated])
      expect(evidence.machines).toHaveProperty(row.machine)
  })

  it('is written as the harness writes it', () => {
    expect(merge(evidence, {})).toEqual(JSON.parse(readFileSync(evidenceFile, 'utf8')))
  })

  it('is what docs/evidence.md says', () => {
    expect(readFileSync(evidencePage, 'utf8')).toBe(page(evidence))
  })

  it('is what the pages of the rules say', () => {
    for (const [path, text] of rulePages(evidence))
      expect([path, readFileSync(path, 'utf8')]).toEqual([path, text])
  })
})

describe('the generated programs', () => {
  it.each(['javascript', 'python'])(
    'in %s: no false report, few missed, and each kind is explained',
    (language) => {
      const row = evidence.generated.find((one) => one.language === language)
      expect(row?.programs).toBeGreaterThanOrEqual(2000)
      expect(row?.falseReports).toBe(0)
      expect(row!.missed / row!.differing).toBeLessThan(0.05)
      expect(row?.stopped).toBe(0)
      expect(row!.kinds.reduce((sum, { count }) => sum + count, 0)).toBe(row!.missed)
      for (const kind of row!.kinds) expect(kind).toHaveProperty('why')
    },
  )
})

describe('the plugin on the programs', () => {
  const linting = new Linting(plugin as unknown as Plugin)
  it.each(claims.map((claim) => [claim.id, claim] as const))(
    '%s is reported by its rule alone, and not when fixed',
    async (_, claim) => {
      const { state, flagged, fixed } = await linting.check(claim)
      expect({ state, flagged, fixed }).toEqual({
        state: 'as claimed',
        flagged: expect.any(Array),
        fixed: [],
      })
      // The page says what was recorded: `npm run evidence -- --lint` records it anew.
      const recorded = evidence.lint[claim.id]
      if (recorded) expect(recorded.state, 'the record of linting').toBe(state)
    },
  )
})

describe('the verdict', () => {
  const claim = {
    ...claims.find((one) => one.defect === 'differs' && one.across === 'processes')!,
    control: undefined,
  } as never
  const saw = (...lines: string[]): Observation => ({ ended: true, lines, seconds: 1 })
  const stopped: Observation = { ended: false, error: 'TypeError: no', seconds: 1 }
  const verdict = (flagged: Observation[], fixed: Observation[], other: Observation = saw('z'), of = claim) =>
    judge(of, { flagged, fixed, fixedOtherSeed: other }).verdict

  it('is CONFIRMED when the flagged program differs and the fixed one does not', () => {
    expect(verdict([saw('a'), saw('b')], [saw('c'), saw('c')])).toBe('CONFIRMED')
  })
  it('is NOT SHOWN when the flagged program did not differ', () => {
    expect(verdict([saw('a'), saw('a')], [saw('c'), saw('c')])).toBe('NOT SHOWN')
  })
  it('is REFUTED when the fixed program differs', () => {
    expect(verdict([saw('a'), saw('b')], [saw('c'), saw('d')])).toBe('REFUTED')
  })
  it('is FAILED when a program stopped or observed nothing', () => {
    expect(verdict([saw('a'), stopped], [saw('c'), saw('c')])).toBe('FAILED')
    expect(verdict([saw('a'), saw('b')], [saw(), saw()])).toBe('FAILED')
  })
  it('is NOT SHOWN when another seed changes nothing', () => {
    expect(verdict([saw('a'), saw('b')], [saw('c'), saw('c')], saw('c'))).toBe('NOT SHOWN')
  })
  it('counts the draws of one process where they must not repeat', () => {
    const repeats = { ...(claim as object), defect: 'repeats', across: 'within one' } as never
    expect(
      verdict([saw('a', 'a'), saw('b', 'b')], [saw('c', 'd'), saw('c', 'd')], saw('e', 'f'), repeats),
    ).toBe('CONFIRMED')
    expect(verdict([saw('a', 'a')], [saw('c', 'c')], saw('e', 'f'), repeats)).toBe('REFUTED')
    expect(verdict([saw('a', 'b')], [saw('c', 'd')], saw('e', 'f'), repeats)).toBe('NOT SHOWN')
  })
  it('wants the error that the claim names', () => {
    const throws = { ...(claim as object), defect: 'throws', throws: 'TypeError' } as never
    expect(verdict([stopped], [saw('c')], saw('d'), throws)).toBe('CONFIRMED')
    expect(verdict([saw('a')], [saw('c')], saw('d'), throws)).toBe('NOT SHOWN')
    const hides = { ...(claim as object), defect: 'goes on', throws: 'TypeError' } as never
    expect(verdict([saw('a')], [stopped], saw('d'), hides)).toBe('CONFIRMED')
    expect(verdict([saw('a')], [saw('c')], saw('d'), hides)).toBe('REFUTED')
  })
})
