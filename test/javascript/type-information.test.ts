/** What the user's parser knows of types is asked for, and costs no further run of the programs that share a file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from '@typescript-eslint/parser'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { analyse, type Analysis } from '../../src/analysis.ts'
import { readSettings } from '../../src/settings.ts'

let root = ''
/** The types of objects that were asked for, as they are written. */
let asked: string[] = []

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'types-'))
  for (const [name, text] of Object.entries(TEXTS)) writeFileSync(join(root, name), text)
  asked = []
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

const TEXTS = {
  'alone.ts': `import { load } from 'somewhere'\nconst model = load()\nmodel.fit(1)\n`,
  'main.ts': `import * as tf from '@tensorflow/tfjs'\nimport { first } from './first'\nimport { second } from './second'\nfirst(tf)\nsecond(tf)\n`,
  'first.ts': `export const first = (tf: any) => tf.randomNormal([1])\n`,
  'second.ts': `import { first } from './first'\nexport const second = (model: any) => { first(model); model.fit(1) }\n`,
}

/** Judges a file whose parser has types: each reading of a text is a tree of its own. */
function judge(name: keyof typeof TEXTS): Analysis {
  const text = TEXTS[name]
  const ast = parse(text, { range: true, loc: true })
  const known = new Set(nodesOf(ast))
  const services = {
    program: {
      getSourceFiles: () => [{ fileName: join(root, 'node_modules/@tensorflow/tfjs/dist/index.d.ts') }],
    },
    getTypeAtLocation(node: { readonly range: readonly [number, number] }) {
      if (!known.has(node)) throw new Error('a node of another tree')
      asked.push(text.slice(...node.range))
      return {}
    },
  }
  return analyse(
    {
      file: join(root, name),
      cwd: root,
      text,
      ast,
      language: 'javascript',
      parser: undefined,
      services,
    },
    readSettings({ scope: 'all' }),
  )!
}

function nodesOf(part: unknown): unknown[] {
  if (typeof part !== 'object' || part === null) return []
  return [part, ...Object.entries(part).flatMap(([name, inner]) => (name === 'parent' ? [] : nodesOf(inner)))]
}

it('a program is run once for all of its files that have types', () => {
  const [first] = judge('first.ts').timelines
  const [second] = judge('second.ts').timelines
  expect(first!.entry.file).toBe(join(root, 'main.ts'))
  expect(second!.effects.length).toBeGreaterThan(0)
  expect(second!.effects[0]).toBe(first!.effects[0])
})

it('is asked by the nodes of its own reading of a text', () => {
  judge('alone.ts')
  // The module is the one that was made of the first tree.
  judge('alone.ts')
  expect(asked).toEqual(['model', 'model'])
})
