import { expect, it } from 'vitest'
import rule from '../../rules/no-unordered-data.ts'
import { judge, messagesFor, withTf } from './lists.ts'

judge(rule, {
  invalid: withTf(
    "import { opendir } from 'node:fs/promises'\nconst rows = []\nfor await (const entry of await opendir('data')) rows.push(entry.name.length)\ntf.tensor(rows).print()",
    "import fs from 'node:fs'\nconst rows = []\nfor await (const entry of await fs.promises.opendir('data')) rows.push(entry.name.length)\ntf.tensor(rows).print()",
    "import { opendirSync } from 'node:fs'\nconst dir = opendirSync('data')\nconst rows = []\nlet entry\nwhile ((entry = dir.readSync())) rows.push(entry.name.length)\ntf.tensor(rows).print()",
    'const rows = []\nawait Promise.all([1, 2].map(async (i) => {\n  const response = await fetch(`/${i}`)\n  rows.push(await response.json())\n}))\ntf.tensor(rows).print()',
    'const rows = []\nawait Promise.allSettled([1, 2].map(async (i) => rows.push(await (await fetch(`/${i}`)).json())))\ntf.tensor(rows).print()',
    "const first = await Promise.race([fetch('/a'), fetch('/b')])\ntf.tensor(await first.json()).print()",
    'tf.data.array([1, 2]).mapAsync(async (x) => x + Math.random()).prefetch(2)',
    // An iterator that is asked for the next item before it has given this one.
    'tf.data.generator(() => ({ next: async () => ({ value: await read(), done: false }) })).prefetch(2)',
    'tf.data.func(async () => ({ value: await read(), done: false })).prefetch(2)',
    // Two iterations of one shuffled dataset.
    "const rows = tf.data.array([1, 2, 3, 4]).shuffle(4, '42')\nconst [train, test] = [rows.take(3), rows.skip(3)]",
    'export function split(rows, size) {\n  const shuffled = tf.data.array(rows).map((row) => row * 2).shuffle(100)\n  const train = shuffled.take(size)\n  const test = size > 0 && shuffled.skip(size)\n  return [train, test]\n}',
  ),
  valid: withTf(
    "import { readdirSync } from 'node:fs'\ntf.tensor(readdirSync('data').map((name) => name.length)).print()",
    "import { readdir } from 'node:fs/promises'\nconst files = (await readdir('data')).sort()\ntf.tensor(files.map((name) => name.length)).print()",
    "import { opendir } from 'node:fs/promises'\nconst rows = []\nfor await (const entry of await opendir('data')) rows.push(entry.name)\nrows.sort()\ntf.tensor(rows.map((name) => name.length)).print()",
    "import { opendir } from 'node:fs/promises'\nfor await (const entry of await opendir('data')) console.log(entry.name)\ntf.zeros([1]).print()",
    'const rows = await Promise.all([1, 2].map(async (i) => (await fetch(`/${i}`)).json()))\ntf.tensor(rows).print()',
    'const rows = []\nfor (const i of [1, 2]) rows.push(await (await fetch(`/${i}`)).json())\ntf.tensor(rows).print()',
    'tf.data.array([1, 2]).mapAsync(async (x) => x + 1).prefetch(2)',
    "const rows = await tf.data.array([1, 2, 3, 4]).shuffle(4, '42').toArray()\nconst data = tf.data.array(rows)\nconst [train, test] = [data.take(3), data.skip(3)]",
    // Shuffled after it was split, and a look at some rows.
    "const rows = tf.data.array([1, 2, 3, 4])\nconst [train, test] = [rows.take(3).shuffle(3, '42'), rows.skip(3)]",
    "const rows = tf.data.array([1, 2, 3, 4]).shuffle(4, '42')\nconst [first, others] = [rows.take(1), rows.skip(3)]",
    'async function* rows() {\n  yield 1\n}\ntf.data.generator(rows).prefetch(2)',
    'tf.data.generator(() => ({ next: () => ({ value: 1, done: false }) })).prefetch(2)',
    // The one gives up waiting for the other.
    'const timeout = (ms) => new Promise((_, reject) => setTimeout(reject, ms))\nconst answer = await Promise.race([fetch("/a"), timeout(100)])\ntf.tensor(await answer.json()).print()',
    'const answer = await Promise.race([fetch("/a"), new Promise((_, reject) => setTimeout(reject, 100))])\ntf.tensor(await answer.json()).print()',
    // The place is given, not the order of arrival.
    'const rows = new Array(2)\nawait Promise.all([0, 1].map(async (i) => {\n  rows[i] = await (await fetch(`/${i}`)).json()\n}))\ntf.tensor(rows).print()',
  ),
})

it('says what to do where there is nothing to sort', () => {
  const said = (code: string): string => messagesFor(rule, withTf(code)[0]!).join('\n')
  expect(
    said(
      'const first = await Promise.race([fetch("/a"), fetch("/b")])\ntf.tensor(await first.json()).print()',
    ),
  ).toMatch(/Wait for all of them with `Promise\.all`, and take the one that is meant\.$/u)
  expect(
    said(
      'const rows = []\nawait Promise.all([1, 2].map(async (i) => rows.push(await (await fetch(`/${i}`)).json())))\ntf.tensor(rows).print()',
    ),
  ).toMatch(/Return the results, and take them from what waits for all the calls\.$/u)
  expect(said('let i = 0\ntf.data.func(async () => ({ value: i++, done: i > 9 })).prefetch(2)')).toMatch(
    /let one end before the next begins \(no `prefetch`\)\.$/u,
  )
})
