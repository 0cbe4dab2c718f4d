/** Nothing falls over: a program that is long in one dimension, or in two of them, is judged, or it is said why not. */
import { join } from 'node:path'
import { Linter } from 'eslint'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import reproducible from '../../../src/index.ts'
import { listenToJudged } from '../../../src/judged.ts'
import { inOneDimension, inTwoDimensions, LANGUAGES } from './programs.ts'

const linter = new Linter({ cwd: join(import.meta.dirname, '../../..') })

/** Nobody trains with a text. */
const HARMLESS = 'parts of a text'

afterEach(() => listenToJudged(() => {}))

/** What keeps a file from being judged, and whether anything was found in it or said of it. */
function judge(
  code: string,
  ending: string,
): { readonly failures: readonly string[]; readonly silent: boolean } {
  const stops = new Set<string>()
  listenToJudged(({ programs }) => {
    for (const { incomplete } of programs) if (incomplete) stops.add(incomplete.reason)
  })
  const filename = join(import.meta.dirname, 'nowhere', `program.${ending}`)
  const messages = linter.verify(code, [...reproducible.configs.recommended], { filename })
  return {
    failures: [
      ...messages.filter(({ fatal }) => fatal).map(({ message }) => message),
      ...[...stops].filter((reason) => reason.startsWith('it was not analysed')),
    ],
    silent: messages.length === 0 && stops.size === 0,
  }
}

describe.each(Object.entries(LANGUAGES))('a program in %s', (_, language) => {
  const one = inOneDimension(language)
  const two = inTwoDimensions(language)

  it.each(one)('of 1,200 $name is judged', ({ code }) => {
    expect(judge(code(1200), language.ending).failures).toEqual([])
  })

  // Each trains with what nothing has seeded: that is found, or it is said why not.
  it.each(one.filter(({ name, code }) => !judge(code(1), language.ending).silent && name !== HARMLESS))(
    'of 1,200 $name is not passed over in silence',
    ({ code }) => {
      expect(judge(code(1200), language.ending).silent).toBe(false)
    },
  )

  it('of 20 × 20 of any two is judged', () => {
    fc.assert(
      fc.property(fc.constantFrom(...two), ({ name, code }) => {
        expect({ name, failures: judge(code(20), language.ending).failures }).toEqual({ name, failures: [] })
      }),
      { numRuns: 60 },
    )
  })
})
