/** The programs of the suite: which trains what, which defect it has, and what a comparison has to say of it. */

/** What is planted, where. */
export interface Defect {
  readonly kind: string
  /** The iteration in which it shows, from 0. */
  readonly at: number
  /** The layer that has it, as the program names it; `''` is the model's own code. */
  readonly layer?: string
  readonly rank?: number
  /** The part of the iteration: a micro-batch, the second half of a GAN's turn, a moment of an episode. */
  readonly part?: number
}

/** What a comparison is to find. */
export interface Expected {
  readonly step: number
  readonly field: string
  readonly cause: string
  readonly layer?: string
  readonly rank?: number
}

/** One program, with a defect and without. */
export interface Row {
  readonly id: string
  readonly language: 'torch' | 'tfjs'
  readonly program: string
  readonly options: Readonly<Record<string, unknown>>
  readonly defect: Defect
  readonly expected: Expected
}

/** What each kind of defect looks like from outside. */
const KINDS: Readonly<Record<string, { field: string; cause: string; layer?: true; later?: true }>> = {
  order: { field: 'batch', cause: 'unseeded source' },
  pixel: { field: 'batch', cause: 'unseeded source' },
  label: { field: 'batch', cause: 'unseeded source' },
  noise: { field: 'batch', cause: 'unseeded source' },
  'doubled sample': { field: 'batch', cause: 'unseeded source' },
  'torch draw': { field: 'streams', cause: 'stream used differently' },
  'numpy draw': { field: 'streams', cause: 'stream used differently' },
  'random draw': { field: 'streams', cause: 'stream used differently' },
  validation: { field: 'streams', cause: 'stream used differently' },
  'draw of Math.random': { field: 'draws', cause: 'stream used differently' },
  initialisation: { field: 'weightsBefore', cause: 'initialisation' },
  'write to weights': { field: 'weightsBefore', cause: 'change between steps' },
  'write to data': { field: 'weightsBefore', cause: 'change between steps' },
  forward: { field: 'forward', cause: 'forward kernel', layer: true },
  'own code, forward': { field: 'forward', cause: 'forward kernel', layer: true },
  loss: { field: 'loss', cause: 'forward kernel' },
  'input gradient': { field: 'gradients', cause: 'backward kernel', layer: true },
  'weight gradient': { field: 'gradients', cause: 'backward kernel', layer: true },
  'own code, backward': { field: 'gradients', cause: 'backward kernel', layer: true },
  'reduced gradient': { field: 'gradients', cause: 'backward kernel' },
  'learning rate': { field: 'learningRate', cause: 'learning rate' },
  'optimizer state': { field: 'weights', cause: 'optimizer' },
}

/** What the model of a program is called where its own code is the culprit. */
const CLASSES: Readonly<Record<string, string>> = { cnn: 'Cnn', lightning: 'Cnn', accelerate: 'Cnn' }

type Line = readonly [program: string, options: Record<string, unknown>, kind: string, more?: Partial<Defect>]

const TORCH: readonly Line[] = [
  ['cnn', {}, 'forward', { layer: 'stage.0' }],
  ['cnn', { optimizer: 'sgd' }, 'input gradient', { layer: 'stage.0' }],
  ['cnn', {}, 'weight gradient', { layer: 'conv1' }],
  ['cnn', {}, 'own code, forward', { layer: '' }],
  ['cnn', { optimizer: 'sgd' }, 'own code, backward', { layer: '' }],
  ['cnn', { augment: true }, 'numpy draw'],
  ['cnn', { augment: true, workers: 0 }, 'random draw'],
  ['cnn', {}, 'validation'],
  ['cnn', {}, 'order'],
  ['cnn', {}, 'doubled sample'],
  ['cnn', { accumulate: 2 }, 'pixel', { part: 1 }],
  ['cnn', { amp: true }, 'label'],
  ['cnn', { amp: true }, 'forward', { layer: 'bn1' }],
  ['cnn', { compile: true }, 'pixel'],
  ['cnn', { ranks: 2 }, 'forward', { layer: 'conv1', rank: 1 }],
  ['cnn', { ranks: 2 }, 'order', { rank: 1 }],
  ['cnn', { optimizer: 'sgd' }, 'optimizer state'],
  ['transformer', {}, 'input gradient', { layer: 'blocks.0.attention.key' }],
  ['transformer', {}, 'weight gradient', { layer: 'blocks.1.mlp.0' }],
  ['transformer', {}, 'own code, backward', { layer: 'blocks.0.attention' }],
  ['transformer', {}, 'own code, forward', { layer: 'blocks.1.attention' }],
  ['transformer', {}, 'weight gradient', { layer: 'tokens' }],
  ['transformer', { checkpointing: true }, 'label'],
  ['transformer', {}, 'torch draw'],
  ['transformer', {}, 'initialisation', { at: 0 }],
  ['transformer', {}, 'learning rate'],
  ['transformer', { accumulate: 2 }, 'loss', { part: 1 }],
  ['recurrent', {}, 'forward', { layer: 'lstm' }],
  ['recurrent', {}, 'input gradient', { layer: 'cell' }],
  ['recurrent', {}, 'write to weights'],
  ['recurrent', {}, 'reduced gradient'],
  ['gan', {}, 'noise'],
  ['gan', {}, 'forward', { layer: 'generator.out' }],
  ['gan', {}, 'input gradient', { layer: 'discriminator.score', part: 1 }],
  ['policy', {}, 'forward', { layer: 'body', part: 2 }],
  ['policy', {}, 'pixel', { part: 3 }],
  ['policy', {}, 'write to data'],
  ['lightning', {}, 'forward', { layer: 'net.fc' }],
  ['lightning', {}, 'label'],
  ['trainer', {}, 'order'],
  ['trainer', { accumulate: 2 }, 'weight gradient', { layer: 'net.blocks.0.attention.value' }],
  ['accelerate', {}, 'input gradient', { layer: 'fc' }],
]

/** TensorFlow.js shows the batch, the weights, the loss and the gradients; its layers and its learning rate it does not. */
const TFJS: readonly Line[] = [
  ['fit', {}, 'draw of Math.random'],
  ['fit', {}, 'write to weights'],
  ['fit', {}, 'forward'],
  ['loop', {}, 'order'],
  ['loop', {}, 'label'],
  ['loop', {}, 'input gradient'],
  ['loop', {}, 'initialisation', { at: 0 }],
  ['recurrent', {}, 'draw of Math.random'],
  ['recurrent', {}, 'loss'],
  ['gan', {}, 'noise'],
  ['gan', {}, 'input gradient', { part: 1 }],
  ['policy', {}, 'pixel'],
]

function rowOf(language: Row['language'], line: Line, i: number): Row {
  const [program, options, kind, more] = line
  const defect: Defect = { kind, at: 2 + (i % 3), ...more }
  const { field, cause, layer } = KINDS[kind]!
  const turns = program === 'gan' ? 2 : 1
  const name =
    defect.layer === '' ? CLASSES[program] : defect.layer?.replace(/^(?:generator|discriminator)\./, '')
  return {
    id: `${language}-${String(i + 1).padStart(2, '0')}-${program}-${kind.replaceAll(/[ ,.]+/g, '-')}`,
    language,
    program,
    options: {
      seed: 100 + i,
      steps: 6,
      samples: 24 + 4 * (i % 4),
      batch: 4 + (i % 3),
      width: 6 + 2 * (i % 4),
      ...options,
    },
    defect,
    expected: {
      step: defect.at * turns + (turns > 1 ? (defect.part ?? 0) : 0),
      // In TensorFlow.js a forward pass shows as its loss.
      field: language === 'tfjs' && field === 'forward' ? 'loss' : field,
      cause,
      ...(language === 'torch' && layer && name !== undefined && { layer: name }),
      ...(defect.rank !== undefined && { rank: defect.rank }),
    },
  }
}

/** All of them: more than forty, each with its defect, and the same without. */
export const rows: readonly Row[] = [
  ...TORCH.map((line, i) => rowOf('torch', line, i)),
  ...TFJS.map((line, i) => rowOf('tfjs', line, i)),
]
