import { expect, test } from 'vitest'
import { parseOnce } from '../../src/languages/python/parse/parse-once.ts'

test('remembers the files read last, and lets the others go', () => {
  const first = parseOnce('x = 1\n', 'x.py')
  expect(parseOnce('x = 1\n', 'x.py')).toBe(first)
  for (let file = 0; file < 30; file++) parseOnce(`y = 1\n${'# long\n'.repeat(10_000)}`, `${file}.py`)
  expect(parseOnce('x = 1\n', 'x.py')).not.toBe(first)
})

test('remembers one text of a file, whatever an editor does to it', () => {
  const first = parseOnce('x = 1\n', 'x.py')
  for (let edit = 0; edit < 30; edit++) parseOnce(`y = ${edit}\n${'# long\n'.repeat(10_000)}`, 'y.py')
  expect(parseOnce('x = 1\n', 'x.py')).toBe(first)
})

test('remembers a text that is longer than all that it remembers otherwise', () => {
  const text = `x = 1\n${'# long\n'.repeat(200_000)}`
  expect(parseOnce(text, 'x.py')).toBe(parseOnce(text, 'x.py'))
})

test('makes a tree for each of two files that are alike', () => {
  expect(parseOnce('x = 2\n', 'one.py')).not.toBe(parseOnce('x = 2\n', 'other.py'))
})
