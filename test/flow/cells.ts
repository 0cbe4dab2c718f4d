/** The cells of the flow matrix: one small program for each carrier, source and sink, as it is and with its source seeded. */
import { createHash } from 'node:crypto'
import { type Carrier, type Carriers, DRAWN } from './carriers/carrier.ts'
import { javascript as javascriptCarriers } from './carriers/javascript.ts'
import { python as pythonCarriers } from './carriers/python.ts'

export type Language = 'javascript' | 'python'

/** The files of a program, the one that is started first. */
export type Program = readonly (readonly [name: string, text: string])[]

export interface Cell {
  /** `python/lists and tuples/append/random/tensor` */
  readonly id: string
  readonly language: Language
  readonly carrier: Carrier
  /** Whether the number reaches a training, or is only looked at. */
  readonly harmful: boolean
  readonly program: Program
  /** The same with its source seeded at the top; of a harmful cell only. */
  readonly twin: Program | undefined
  readonly needs: readonly string[]
}

interface Source {
  /** An expression for a number from 0 to below 1. */
  readonly drawn: string
  /** Import lines. */
  readonly imports: string
  /** The lines that seed it; a module seeds it where others are loaded before. */
  readonly seeding: string
}

/** What the number is used for. Its lines are written around what they are given: an expression for it. */
interface Sink {
  readonly harmful: boolean
  readonly lines: (number: string, list: string | undefined) => string
  readonly imports?: string
}

interface Dialect {
  readonly carriers: Carriers
  readonly main: string
  readonly imports: string
  readonly sources: Readonly<Record<string, Source>>
  readonly sinks: Readonly<Record<string, Sink>>
  readonly seedFile: string
  readonly importSeed: string
}

const pythonTraining = `weights = torch.ones(inputs.numel(), requires_grad=True)
optimizer = torch.optim.SGD([weights], lr=0.1)
((weights * inputs.flatten()).sum() - 1.0).pow(2).backward()
optimizer.step()
print('observed', weights.tolist())`

const pythonInputs = 'inputs = torch.tensor([1.0, 2.0])'

const python: Dialect = {
  carriers: pythonCarriers,
  main: 'train.py',
  imports: 'import torch',
  seedFile: 'seeding.py',
  importSeed: 'import seeding',
  sources: {
    random: { drawn: 'random.random()', imports: 'import random', seeding: 'random.seed(7)' },
    numpy: {
      drawn: 'float(np.random.rand())',
      imports: 'import numpy as np',
      seeding: 'np.random.seed(7)',
    },
    torch: { drawn: 'torch.rand(1).item()', imports: '', seeding: 'torch.manual_seed(7)' },
  },
  sinks: {
    tensor: {
      harmful: true,
      lines: (number, list) =>
        `inputs = torch.as_tensor(${list ?? `[${number}, 1.0]`}, dtype=torch.float32)\n${pythonTraining}`,
    },
    branch: {
      harmful: true,
      lines: (number) =>
        `drawn = ${number}\n${pythonInputs}\n${pythonTraining.replace('optimizer.step()', 'if drawn < 0.5:\n    optimizer.step()')}`,
    },
    index: {
      harmful: true,
      lines: (number) =>
        `points = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]\ninputs = torch.tensor(points[int(${number} * 4) % 4])\n${pythonTraining}`,
    },
    rate: {
      harmful: true,
      lines: (number) =>
        `speed = ${number}\n${pythonInputs}\n${pythonTraining.replace('lr=0.1', 'lr=abs(speed)')}`,
    },
    print: {
      harmful: false,
      lines: (number, list) => `print('drawn', ${list ?? number})\n${pythonInputs}\n${pythonTraining}`,
    },
    log: {
      harmful: false,
      imports: 'import logging',
      lines: (number) =>
        `logging.getLogger(__name__).info('drawn %s', ${number})\n${pythonInputs}\n${pythonTraining}`,
    },
    delay: {
      harmful: false,
      imports: 'import time',
      lines: (number) => `time.sleep(abs(${number}) / 1000)\n${pythonInputs}\n${pythonTraining}`,
    },
    path: {
      harmful: false,
      lines: (number) =>
        `name = ${number}\n${pythonInputs}\n${pythonTraining}\ntorch.save(weights, f'run-{name}.pt')`,
    },
  },
}

const javascriptTraining = `const model = tf.sequential()
model.add(tf.layers.dense({ units: 1, inputShape: [data.shape[1]], kernelInitializer: 'zeros' }))
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
await model.fit(data, tf.ones([1, 1]), { epochs: 1, shuffle: false, verbose: 0 })
console.log('observed', model.getWeights()[0].dataSync().join())`

const fixed = 'const data = tf.tensor2d([[1, 2]])'

const javascript: Dialect = {
  carriers: javascriptCarriers,
  main: 'train.mjs',
  imports: "import * as tf from '@tensorflow/tfjs'",
  seedFile: 'seeding.mjs',
  importSeed: "import './seeding.mjs'",
  sources: {
    math: {
      drawn: 'Math.random()',
      imports: '',
      seeding: "import { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 7 })",
    },
    tensor: {
      drawn: 'tf.randomUniform([1]).dataSync()[0]',
      imports: '',
      seeding: "import { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 7 })",
    },
  },
  sinks: {
    tensor: {
      harmful: true,
      lines: (number, list) =>
        `const data = tf.tensor1d(${list ?? `[${number}, 1]`}).reshape([1, -1])\n${javascriptTraining}`,
    },
    branch: {
      harmful: true,
      lines: (number) =>
        `${fixed}\n${javascriptTraining.replace('await model.fit', `if (${number} < 0.5)\n  await model.fit`)}`,
    },
    index: {
      harmful: true,
      lines: (number) =>
        `const points = [[1, 2], [3, 4], [5, 6], [7, 8]]\nconst data = tf.tensor2d([points[Math.floor((${number}) * 4) % 4]])\n${javascriptTraining}`,
    },
    rate: {
      harmful: true,
      lines: (number) =>
        `${fixed}\nconst speed = ${number}\n${javascriptTraining.replace('sgd(0.1)', 'sgd(speed)')}`,
    },
    print: {
      harmful: false,
      lines: (number, list) => `console.log('drawn', ${list ?? number})\n${fixed}\n${javascriptTraining}`,
    },
    colour: {
      harmful: false,
      lines: (number) =>
        `document.body.style.color = \`hsl(\${${number} * 360}, 50%, 50%)\`\n${fixed}\n${javascriptTraining}`,
    },
    delay: {
      harmful: false,
      lines: (number) =>
        `setTimeout(() => console.log('done'), ${number} * 5)\n${fixed}\n${javascriptTraining}`,
    },
    path: {
      harmful: false,
      imports: "import { mkdirSync } from 'node:fs'",
      lines: (number) => `mkdirSync(\`run-\${${number}}\`)\n${fixed}\n${javascriptTraining}`,
    },
  },
}

export const dialects: Readonly<Record<Language, Dialect>> = { javascript, python }

/** Draws of a tensor's own library have no place in files that do not import it. */
const USES: Readonly<Record<string, RegExp>> = { tensor: /\btf\./u }

function fill(lines: string, { drawn }: Source): string {
  return lines.replaceAll(DRAWN, drawn)
}

function write(dialect: Dialect, carrier: Carrier, source: Source, sink: Sink, seeded: boolean): Program {
  const files = Object.entries(carrier.files ?? {}).map(
    ([name, text]) => [name, imported(dialect, fill(text, source))] as const,
  )
  const number = fill(carrier.number, source)
  const list = carrier.list === undefined ? undefined : fill(carrier.list, source)
  const early = seeded && files.length > 0
  const lines = [
    ...(early ? [dialect.importSeed] : []),
    source.imports,
    dialect.imports,
    ...(seeded && !early ? [source.seeding] : []),
    carrier.imports ?? '',
    sink.imports ?? '',
    fill(carrier.lines, source),
    sink.lines(number, list),
  ]
  const imports = new Set<string>()
  const text = lines
    .flatMap((part) => (part === '' ? [] : part.split('\n')))
    // A library that two parts import is imported once.
    .filter((line) => !/^import [\w.]+( as \w+)?$/u.test(line) || (!imports.has(line) && imports.add(line)))
    .join('\n')
  const seeding: Program = early
    ? [
        [
          dialect.seedFile,
          [
            source.imports,
            ...(source.seeding.includes('torch.') ? [dialect.imports] : []),
            source.seeding,
            '',
          ].join('\n'),
        ],
      ]
    : []
  return [[dialect.main, `${text}\n`], ...files, ...seeding]
}

/** A helper that draws from the tensor library imports it. */
function imported(dialect: Dialect, text: string): string {
  return dialect === javascript && USES['tensor']!.test(text) ? `${dialect.imports}\n${text}` : text
}

/** All cells of a language, always in the same order. */
export function cellsOf(language: Language): readonly Cell[] {
  const dialect = dialects[language]
  const sources = Object.entries(dialect.sources)
  const sinks = Object.entries(dialect.sinks)
  const cells: Cell[] = []
  let count = 0
  for (const [group, carriers] of Object.entries(dialect.carriers)) {
    for (const [name, carrier] of Object.entries(carriers)) {
      count++
      const add = ([from, source]: (typeof sources)[number], [to, sink]: (typeof sinks)[number]): void => {
        // CommonJS cannot require what the tensor library is imported by.
        if (from === 'tensor' && Object.keys(carrier.files ?? {}).some((file) => file.endsWith('.cjs')))
          return
        cells.push({
          id: [language, group, name, from, to].join('/'),
          language,
          carrier,
          harmful: sink.harmful,
          program: write(dialect, carrier, source, sink, false),
          twin: sink.harmful ? write(dialect, carrier, source, sink, true) : undefined,
          needs: carrier.needs ?? [],
        })
      }
      const turn = <T>(all: readonly T[], by: number): T => all[(count + by) % all.length]!
      const [first, ...others] = sinks.filter(([, sink]) => sink.harmful)
      const [looked, ...otherwise] = sinks.filter(([, sink]) => !sink.harmful)
      // Sources and sinks take turns: all pairs of them come up, and each carrier meets several of both.
      add(turn(sources, 0), first!)
      add(turn(sources, 1), first!)
      add(turn(sources, 2), turn(others, Math.floor(count / others.length)))
      add(turn(sources, 1), looked!)
      add(turn(sources, 2), turn(otherwise, Math.floor(count / otherwise.length)))
    }
  }
  return cells
}

/** Tells whether a cell is still the one that was run. */
export function hashOf({ program, twin }: Cell): string {
  return createHash('sha256')
    .update(JSON.stringify([program, twin]))
    .digest('hex')
    .slice(0, 12)
}
