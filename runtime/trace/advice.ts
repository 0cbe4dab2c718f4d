/** Where to look for what makes two runs part, in the words of the framework that wrote the trace. */

/** What kind of thing makes two runs part. */
export type Cause =
  | 'changed input'
  | 'stream used differently'
  | 'unseeded source'
  | 'initialisation'
  | 'change between steps'
  | 'forward kernel'
  | 'unseeded source or forward kernel'
  | 'backward kernel'
  | 'optimizer'
  | 'learning rate'
  | 'different program'
  | 'different length'

type Framework = 'tfjs' | 'torch' | 'keras' | 'tensorflow' | 'jax'

type Words = Readonly<
  Record<'unseeded source' | 'initialisation' | 'forward kernel' | 'backward kernel' | 'stream', string>
>

const TFJS: Words = {
  'unseeded source':
    'The data comes from something no stream feeds: Dataset.shuffle() without a seed (it takes the clock), crypto, Date.now(), the order of files in a folder, or asynchronous reads that race under prefetch().',
  initialisation:
    'The weights come from something no stream feeds: an initializer that ran before enforce(), another process, or a file that changed.',
  'forward kernel':
    'a kernel that adds with float atomics (on WebGPU a matrix product over 2000 terms or more), random numbers drawn outside JavaScript (tf.multinomial on tfjs-node), or another number of threads',
  'backward kernel':
    'A kernel of the backward pass is not deterministic: the gradient of an embedding or of tf.gather (UnsortedSegmentSum adds with float atomics on a GPU), a weight gradient over a large batch, or another number of threads.',
  stream: 'Give it a stream of its own: run.scope(name, …).',
}

const TORCH: Words = {
  'unseeded source':
    "The data comes from something no generator of torch, NumPy or random feeds: a data set's own default_rng() or Random() made without a seed, os.urandom, the clock, a set or os.listdir() whose order differs, files that changed, or workers that hand in their samples in any order.",
  initialisation:
    'The weights come from something that is not seeded: a model built before enforce(), a checkpoint that differs, or another process.',
  'forward kernel':
    'an operation that adds with atomics on a GPU (index_add_, scatter_add_, interpolate, cumsum), cuDNN picking an algorithm by timing (torch.backends.cudnn.benchmark), torch.compile, or another number of threads; torch.use_deterministic_algorithms(True) names it',
  'backward kernel':
    'An operation of the backward pass is not deterministic: the gradients of embedding, index_select, gather, interpolate, padding or pooling add with atomics on a GPU, cuDNN may choose such a convolution, or another number of threads adds in another order. torch.use_deterministic_algorithms(True) names it.',
  stream: 'Give it a generator of its own: with run.scope(name), or a loader from run.loader(dataset, name).',
}

const TENSORFLOW: Words = {
  'unseeded source':
    "The data comes from something that is not seeded: Dataset.shuffle() without seed=, a map() with num_parallel_calls and deterministic=False, NumPy's default_rng() without a seed, os.urandom, the clock, or os.listdir() whose order differs.",
  initialisation:
    'The weights come from something that is not seeded: a model built before enforce(), a layer with a seed generator of its own, or a checkpoint that differs.',
  'forward kernel':
    'an operation without a deterministic GPU kernel, oneDNN choosing another one, XLA, or another number of threads; tf.config.experimental.enable_op_determinism() names it',
  'backward kernel':
    'An operation of the backward pass is not deterministic: segment sums, gather and bias gradients add with atomics on a GPU. tf.config.experimental.enable_op_determinism() names it.',
  stream: 'Give it a stream of its own: with run.scope(name).',
}

const JAX: Words = {
  'unseeded source':
    "The data comes from something no key feeds: NumPy's default_rng() without a seed, os.urandom, the clock, the order of files, or a loader with threads.",
  initialisation:
    'The weights come from another key: one that was made from the clock, or from a process that starts elsewhere.',
  'forward kernel':
    'scatters and segment sums that add with atomics on a GPU (XLA_FLAGS=--xla_gpu_deterministic_ops=true), an algorithm picked by autotuning, or another number of threads',
  'backward kernel':
    'An operation of the backward pass is not deterministic: the gradient of a gather is a scatter, which adds with atomics on a GPU. Set XLA_FLAGS=--xla_gpu_deterministic_ops=true.',
  stream: 'Give it a key of its own: jax.random.split.',
}

const WORDS: Readonly<Record<Framework, Words>> = {
  tfjs: TFJS,
  torch: TORCH,
  keras: TENSORFLOW,
  tensorflow: TENSORFLOW,
  jax: JAX,
}

/** The words for a trace. */
export function wordsOf(header: Readonly<Record<string, unknown>>): Words {
  const { framework, writer } = header
  if (typeof framework === 'string' && Object.hasOwn(WORDS, framework)) return WORDS[framework as Framework]
  return writer === 'python' ? TORCH : TFJS
}
