/** `compare --html` and `verify --html`: what they show, and that nothing of a trace becomes a part of the page. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command, folderWith, ROOT } from '../../cli/command.ts'
import { type Node, type Element, attribute, elements, elementsOf, textOf } from '../../html-elements.ts'

const flat = (node: Node) => textOf(node).replaceAll(/\s+/gu, ' ').trim()
const withClass = (all: readonly Element[], name: string) =>
  all.filter((each) => attribute(each, 'class').split(' ').includes(name))

interface Made {
  readonly steps: number
  /** From here on the loss, and what comes of it, is another. */
  readonly parts: number
  readonly run: string
  readonly layer?: string
  readonly stream?: string
}

function trace({ steps, parts, run, layer = 'head', stream = 'torch' }: Made): string {
  const lines: object[] = [{ trace: 'reproducible/trace/1', framework: 'torch', seed: 1 }]
  for (let step = 0; step < steps; step++) {
    const mine = step >= parts ? run : ''
    const value = 1 / (step + 1) + (mine === '' ? 0 : 1e-6)
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, value)
    lines.push({
      step,
      draws: {},
      streams: { [stream]: `s${step}` },
      batch: `b${step}`,
      forward: [
        ['stem', `f${step}`],
        [layer, `g${step}${mine}`],
      ],
      loss: { value, bits: view.getBigUint64(0).toString(16).padStart(16, '0') },
      weights: `w${step}${mine}`,
    })
  }
  return [...lines, { end: true, steps }].map((line) => `${JSON.stringify(line)}\n`).join('')
}

function compared(files: Readonly<Record<string, string | Buffer>>, a: string, b: string) {
  const folder = folderWith(files)
  const { code, err } = command(['compare', a, b, '--html', 'page.html'], folder)
  expect(err).toBe('')
  const page = readFileSync(join(folder, 'page.html'), 'utf8')
  return { code, page, all: elements(page) }
}
const matrices = (all: readonly Element[]) =>
  withClass(all, 'matrix').map((table) =>
    Object.fromEntries(
      elementsOf(table, 'tr').map((row) => [
        flat(elementsOf(row, 'th')[0]!),
        elementsOf(row, 'td').map((cell) => attribute(cell, 'class')),
      ]),
    ),
  )

describe('two traces', () => {
  const { all, code } = compared(
    {
      'a.jsonl': trace({ steps: 12, parts: 5, run: '' }),
      'b.jsonl': trace({ steps: 12, parts: 5, run: 'x' }),
    },
    'a.jsonl',
    'b.jsonl',
  )

  it('are a matrix of fields by steps, with the first difference marked', () => {
    expect(code).toBe(1)
    const [matrix] = matrices(all)
    expect(matrix!['batch']).toEqual(Array.from({ length: 12 }, (_, i) => (i === 5 ? 'eq parting' : 'eq')))
    for (const field of ['layers, forward', 'loss', 'weights after'])
      expect(matrix![field]).toEqual(
        Array.from({ length: 12 }, (_, i) => (i < 5 ? 'eq' : i === 5 ? 'ne parting' : 'ne')),
      )
  })

  it('show the way to the first difference, and the step in the order in which it came about', () => {
    expect(withClass(all, 'path').map((list) => elementsOf(list, 'li').map(flat))).toEqual([
      ['step 5', 'field forward', 'layer head', 'cause forward kernel'],
    ])
    const rows = elementsOf(withClass(all, 'parting-step')[0]!, 'tr').slice(1)
    expect(rows.map((row) => [flat(elementsOf(row, 'th')[0]!), flat(elementsOf(row, 'td').at(-1)!)])).toEqual(
      [
        ['states of generators: torch', 'equal'],
        ['batch', 'equal'],
        ['layers, forward: stem', 'equal'],
        ['layers, forward: head', 'the first to differ'],
        ['loss', 'differs'],
        ['weights after', 'differs'],
      ],
    )
  })

  it('have both curves, and their distance', () => {
    const curves = withClass(all, 'curves').map((each) => attribute(each, 'aria-label'))
    expect(curves).toEqual([
      'Loss: a.jsonl from 1 at step 0 to 0.08333 at step 11; b.jsonl from 1 at step 0 to 0.08333 at step 11',
      expect.stringMatching(
        /^Distance of the losses: first less second from 0 at step 0 to 0\.000001 at step 11$/u,
      ),
    ])
  })
})

it('a trace of many steps is put together into few columns, and shown step by step around the first difference', () => {
  const { all, page } = compared(
    {
      'a.jsonl': trace({ steps: 5000, parts: 3777, run: '' }),
      'b.jsonl': trace({ steps: 5000, parts: 3777, run: 'x' }),
    },
    'a.jsonl',
    'b.jsonl',
  )
  const [whole, near] = matrices(all)
  const { loss } = whole!
  expect(loss!.length).toBeGreaterThan(200)
  expect(loss!.length).toBeLessThanOrEqual(480)
  expect(loss!.filter((cell) => cell.includes('parting'))).toHaveLength(1)
  expect(near!['loss']!.indexOf('ne parting')).toBe(10)
  expect(page.length).toBeLessThan(500_000)
})

it('ranks are listed, and the first to part is told', () => {
  const { all } = compared(
    {
      'a/t.rank0.jsonl': trace({ steps: 6, parts: 4, run: '' }),
      'a/t.rank1.jsonl': trace({ steps: 6, parts: 2, run: '' }),
      'b/t.rank0.jsonl': trace({ steps: 6, parts: 4, run: 'x' }),
      'b/t.rank1.jsonl': trace({ steps: 6, parts: 2, run: 'x' }),
    },
    'a',
    'b',
  )
  expect(flat(withClass(all, 'path')[0]!)).toMatch(/^rank 1 step 2/u)
  expect(matrices(all)).toHaveLength(2)
  const [ranks] = all.filter((each) => each.tagName === 'table')
  expect(elementsOf(ranks!, 'tr').map(flat)).toEqual([
    'Rank Steps First difference',
    '0 6 step 4, layers, forward',
    '1 6 step 2, layers, forward',
  ])
})

it('receipts stand side by side', () => {
  const receipt = (torch: string, status: string) =>
    JSON.stringify({
      scheme: 'reproducible/1',
      seed: 1,
      versions: { torch },
      settings: [{ id: 'cudnn.benchmark', now: false, status }],
    })
  const { all } = compared(
    { 'a.json': receipt('2.9', 'applied'), 'b.json': receipt('2.8', 'too-late') },
    'a.json',
    'b.json',
  )
  expect(withClass(all, 'differs').map(flat)).toEqual([
    'versions › torch 2.9 2.8',
    'settings › cudnn.benchmark › status applied too-late',
  ])
})

it('of tensors the number and the size of the differences are shown', () => {
  const npy = (values: readonly number[]) => {
    const header =
      `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length},), }`.padEnd(117) + '\n'
    const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0])
    return Buffer.concat([head, Buffer.from(header), Buffer.from(Float32Array.from(values).buffer)])
  }
  const { all } = compared({ 'a.npy': npy([1, 2, 3, 4]), 'b.npy': npy([1, 2.5, 3, 4]) }, 'a.npy', 'b.npy')
  const row = elementsOf(
    all.find((each) => each.tagName === 'tbody')!,
    'tr',
  ).map(flat)
  expect(row).toEqual([expect.stringMatching(/1 of 4 25\.0 % \[1\] \[1\]: 2 and 2\.5 2097152$/u)])
})

it('hostile names of layers, streams and files stay text', () => {
  const name = '</style><img src=x onerror=alert(1)>"\'\u202e'
  const files = {
    "<b>'.jsonl": trace({ steps: 3, parts: 1, run: '', layer: name, stream: name }),
    'b.jsonl': trace({ steps: 3, parts: 1, run: '<svg onload=alert(1)>', layer: name, stream: name }),
  }
  const { all, page } = compared(files, "<b>'.jsonl", 'b.jsonl')
  expect(all.filter((each) => each.tagName === 'img')).toEqual([])
  expect(all.flatMap((each) => each.attrs.filter(({ name }) => name.startsWith('on')))).toEqual([])
  expect(page).not.toContain('\u202e')
  expect(flat(withClass(all, 'path')[0]!)).toContain('<img src=x onerror=alert(1)>')
})

it('verify writes the page of its runs', () => {
  const folder = folderWith({
    'train.mjs': `import { enforce } from '${join(ROOT, 'dist/runtime/index.js')}'
      const run = enforce({ seed: 1, mode: 'audit' })
      for (let i = 0; i < 3; i++) run.step(i, { batch: [i], loss: i === 2 ? Number(process.hrtime.bigint() % 997n) : i })\n`,
  })
  const { code, out } = command(['verify', '--html', 'page.html', '--', 'node', 'train.mjs'], folder)
  expect([code, out.split('\n')[0]]).toEqual([1, 'Run again: Diverged.'])
  const all = elements(readFileSync(join(folder, 'page.html'), 'utf8'))
  expect(withClass(all, 'verdict').map(flat)).toEqual(['The program does not repeat.', 'Diverged.'])
  expect(matrices(all)[0]!['loss']).toEqual(['eq', 'eq', 'ne parting'])
})

it('a page that cannot be written is said so', () => {
  const folder = folderWith({ 'a.jsonl': trace({ steps: 1, parts: 1, run: '' }) })
  const { code, err } = command(['compare', 'a.jsonl', 'a.jsonl', '--html', 'no/page.html'], folder)
  expect(code).toBe(2)
  expect(err).toContain('--html no/page.html: it cannot be written')
})
