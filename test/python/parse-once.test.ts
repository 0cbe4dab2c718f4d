import { expect, test } from 'vitest'
import { parseOnce } from '../../src/languages/python/parse/parse-once.ts'

test('remembers the texts read last, and lets the others go', () => {
  const first = parseOnce('x = 1\n')
  expect(parseOnce('x = 1\n')).toBe(first)
  // What an editor does to a long file: each text differs from the one before.
  for (let edit = 0; edit < 30; edit++) parseOnce(`y = ${edit}\n${'# long\n'.repeat(10_000)}`)
  expect(parseOnce('x = 1\n')).not.toBe(first)
})

test('remembers a text that is longer than all that it remembers otherwise', () => {
  const text = `x = 1\n${'# long\n'.repeat(200_000)}`
  expect(parseOnce(text)).toBe(parseOnce(text))
})
