/** `no-cell-disorder` on notebooks that were saved after runs in all kinds of orders. */
import { spawnSync } from 'node:child_process'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'

const linter = new Linter()

/** A notebook whose code cells were run in these places; 0 stands for one that was not run. */
function notebook(counts: readonly number[], sources: readonly string[] = []): string {
  const cells = counts.map((count, at) => ({
    cell_type: 'code',
    execution_count: count === 0 ? null : count,
    metadata: {},
    outputs: [],
    source: [sources[at] ?? `x = ${at}`],
  }))
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)
}

function reports(counts: readonly number[], sources?: readonly string[]): readonly string[] {
  const config: Linter.Config[] = [
    { files: ['**/*.ipynb'], plugins: { reproducible: plugin as never }, processor: 'reproducible/notebook' },
    {
      files: ['**/*.py'],
      plugins: { reproducible: plugin as never },
      language: 'reproducible/python',
      rules: { 'reproducible/no-cell-disorder': 'warn' },
      settings: { reproducible: { scope: 'all' } },
    },
  ]
  return linter
    .verify(notebook(counts, sources), config, { filename: 'a.ipynb', filterCodeBlock: () => true })
    .map(({ message, fatal }) => (fatal ? `fatal: ${message}` : message))
}

const python = ['python3', 'python'].find((each) => spawnSync(each, ['--version']).status === 0)

/** What the cells print when they are run in this order. */
function printed(sources: readonly string[]): string {
  return spawnSync(python!, ['-c', sources.join('\n')], { encoding: 'utf8' }).stdout
}

describe.runIf(python)('a notebook that was saved out of order', () => {
  const sources = ['import random', 'random.seed(3)', 'print(random.random())', 'print(random.gauss(0, 1))']

  it('shows what it does not give when it is run from top to bottom', () => {
    const counts = [1, 3, 2, 4]
    const order = sources.toSorted((a, b) => counts[sources.indexOf(a)]! - counts[sources.indexOf(b)]!)
    expect(printed(order)).not.toBe(printed(order))
    expect(printed(sources)).toBe(printed(sources))
    expect(reports(counts, sources)).toHaveLength(1)
    expect(reports([1, 2, 3, 4], sources)).toEqual([])
  })
})

describe('the order of execution', () => {
  it.each([[[1, 2, 3]], [[5, 6, 7]], [[0, 0]], [[3, 0, 9]], [[]], [[0, 4]]])(
    '%j is that of the page',
    (counts) => {
      expect(reports(counts).filter((message) => message.includes('another order'))).toEqual([])
    },
  )

  it.each([
    [[1, 5, 2, 7], 'run as number 2, and one above it as number 5'],
    [[2, 1], 'run as number 1, and one above it as number 2'],
    [[3, 0, 3], 'run as number 3, and one above it as number 3'],
    [[9, 10, 1, 2], 'run as number 1, and one above it as number 10'],
  ])('%j is another, told once', (counts, words) => {
    const found = reports(counts)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(words)
  })

  it('is told at the cell, or below one that holds no statement', () => {
    expect(reports([2, 1, 3], ['x = 1', '# nothing', 'y = 2'])[0]).toMatch(/Cell 3|cell 3|another order/u)
  })
})
