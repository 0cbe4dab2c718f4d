/**
 * The canonical settings: every switch outside the program's own code that decides whether its bits repeat.
 *
 * Data only. `enforce()` applies the rows whose `libraries` it can reach, and the lint rules judge programs by the
 * same rows, so the two cannot disagree.
 */

/** The libraries a switch is for. `tfjs-node` stands for `@tensorflow/tfjs-node` and `-gpu` (TensorFlow 2.9.1). */
export type Library = 'tfjs-node' | 'tfjs-webgpu' | 'tensorflow' | 'torch' | 'jax' | 'python'

interface SettingBase {
  /** The name as it is written in the environment or in `tf.env()`. */
  readonly name: string
  readonly libraries: readonly Library[]
  /** When the library reads it: a value that arrives later has no effect. */
  readonly readWhen: string
  /** What goes wrong otherwise: one sentence, for messages. */
  readonly why: string
  /** What the wanted value costs. */
  readonly cost: string
  /** Where the claim comes from. */
  readonly source: string
}

/** An environment variable. */
export interface EnvironmentSetting extends SettingBase {
  readonly kind: 'environment'
  /** The value to set; `null`: it must be unset; `undefined`: any value will do, and it is written down. */
  readonly wanted?: string | null
  /** Other values that repeat just as well, or are a choice the user may make: kept and reported. */
  readonly keep?: readonly string[] | 'any'
  /** The only values the library can read at all; anything else breaks it. Absent: any text. */
  readonly readable?: readonly string[]
  /** What a value outside `readable` does. */
  readonly unreadable?: string
  /** Loaded native libraries (file names begin so) that have read it already, or may have. */
  readonly readBy: readonly string[]
  /** Set a value only where one of these versions is in use, as a range. Absent: every version. */
  readonly versions?: string
}

/** A flag of `tf.env()`. */
export interface FlagSetting extends SettingBase {
  readonly kind: 'tfjs-flag'
  readonly wanted: number | boolean
  readonly keep: readonly (number | boolean)[]
  /** Values that make the program's bits differ from run to run. */
  readonly harmful: readonly (number | boolean)[]
  /** The backend whose package defines the flag; before that package is loaded, setting it throws. */
  readonly backend: string
}

/** One row of the table. */
export type Setting = EnvironmentSetting | FlagSetting

const TENSORFLOW_LIBRARIES = ['libtensorflow', 'tfjs_binding']
const CUDA_LIBRARIES = ['libcudart', 'libcublas', 'libcudnn']

/** Environment variables that native libraries read. */
export const environmentSettings: readonly EnvironmentSetting[] = [
  {
    kind: 'environment',
    name: 'TF_DETERMINISTIC_OPS',
    libraries: ['tfjs-node', 'tensorflow'],
    wanted: '1',
    keep: ['true'],
    readable: ['0', '1', 'false', 'true'],
    unreadable: 'TensorFlow aborts the whole process when it reads it',
    readBy: TENSORFLOW_LIBRARIES,
    readWhen: 'once, when the first operation asks whether it must be deterministic',
    why: 'without it TensorFlow picks GPU kernels that add in whatever order threads finish',
    cost: 'slower GPU kernels; operations that have no deterministic kernel throw',
    source: 'https://github.com/tensorflow/tensorflow/blob/v2.9.1/tensorflow/core/util/determinism.cc',
  },
  {
    kind: 'environment',
    name: 'TF_CUDNN_USE_AUTOTUNE',
    libraries: ['tfjs-node', 'tensorflow'],
    wanted: null,
    readBy: [],
    readWhen: 'at every convolution',
    why: 'any value defeats the choice of a deterministic convolution: 1 times the candidates, 0 skips the choice',
    cost: 'none',
    source: 'https://github.com/tensorflow/tensorflow/issues/24747',
  },
  {
    kind: 'environment',
    name: 'TF_ENABLE_ONEDNN_OPTS',
    libraries: ['tfjs-node', 'tensorflow'],
    wanted: '0',
    keep: ['1', 'true', 'false'],
    readBy: TENSORFLOW_LIBRARIES,
    readWhen: 'once, before the first kernel is built',
    why: 'oneDNN is on or off by default depending on the CPU, and rounds differently',
    cost: 'slower convolutions and matrix products on a CPU',
    source: 'https://github.com/tensorflow/tensorflow/blob/v2.9.1/tensorflow/core/util/port.cc',
  },
  {
    kind: 'environment',
    name: 'NVIDIA_TF32_OVERRIDE',
    libraries: ['tfjs-node', 'tensorflow', 'torch', 'jax'],
    wanted: '0',
    keep: ['1'],
    readBy: CUDA_LIBRARIES,
    readWhen: 'when a CUDA library is loaded',
    why: 'GPUs from Ampere on round the inputs of matrix products to 10 bits, older ones do not, so the bits depend on the GPU',
    cost: 'matrix products take 2 to 8 times as long on an Ampere or newer GPU',
    source: 'https://developer.nvidia.com/blog/accelerating-ai-training-with-tf32-tensor-cores/',
  },
  {
    kind: 'environment',
    name: 'TF_NUM_INTRAOP_THREADS',
    libraries: ['tfjs-node', 'tensorflow'],
    keep: 'any',
    readBy: TENSORFLOW_LIBRARIES,
    readWhen: 'when TensorFlow creates its context: for tfjs-node, while it is imported',
    why: 'the number of threads decides how a sum is split, and so how it is rounded',
    cost: 'none to record it',
    source:
      'https://github.com/tensorflow/tensorflow/blob/v2.9.1/tensorflow/core/common_runtime/process_util.cc',
  },
  {
    kind: 'environment',
    name: 'TF_NUM_INTEROP_THREADS',
    libraries: ['tfjs-node', 'tensorflow'],
    keep: 'any',
    readBy: TENSORFLOW_LIBRARIES,
    readWhen: 'when TensorFlow creates its context: for tfjs-node, while it is imported',
    why: 'the number of threads decides which operations run at the same time',
    cost: 'none to record it',
    source:
      'https://github.com/tensorflow/tensorflow/blob/v2.9.1/tensorflow/core/common_runtime/process_util.cc',
  },
  {
    kind: 'environment',
    name: 'OMP_NUM_THREADS',
    libraries: ['tfjs-node', 'tensorflow', 'torch'],
    keep: 'any',
    readBy: ['libgomp', 'libiomp5', 'libomp'],
    readWhen: 'when the OpenMP library is loaded',
    why: 'the number of threads decides how a sum is split, and so how it is rounded',
    cost: 'none to record it',
    source: 'https://www.openmp.org/spec-html/5.0/openmpse50.html',
  },
  {
    kind: 'environment',
    name: 'CUDA_VISIBLE_DEVICES',
    libraries: ['tfjs-node', 'tensorflow', 'torch', 'jax'],
    keep: 'any',
    readBy: ['libcuda.', 'libcudart'],
    readWhen: 'when CUDA starts: for tfjs-node, while it is imported',
    why: 'it decides which GPU the program runs on, or that it silently runs on the CPU',
    cost: 'none to record it',
    source: 'https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#env-vars',
  },
  {
    kind: 'environment',
    name: 'CUBLAS_WORKSPACE_CONFIG',
    libraries: ['torch'],
    versions: 'torch < 2.10',
    wanted: ':4096:8',
    keep: [':16:8'],
    readBy: CUDA_LIBRARIES,
    readWhen: 'when the cuBLAS handle is created, at the first matrix product',
    why: 'cuBLAS hands its streams workspaces of different sizes, and picks kernels by them',
    cost: 'about 24 MiB of GPU memory',
    source: 'https://docs.nvidia.com/cuda/cublas/index.html#results-reproducibility',
  },
  {
    kind: 'environment',
    name: 'PYTHONHASHSEED',
    libraries: ['python'],
    wanted: '0',
    keep: 'any',
    readBy: ['libpython'],
    readWhen: 'before the interpreter starts',
    why: 'the order of a set of strings differs in every process',
    cost: 'none',
    source: 'https://docs.python.org/3/using/cmdline.html#envvar-PYTHONHASHSEED',
  },
  {
    kind: 'environment',
    name: 'XLA_FLAGS',
    libraries: ['jax'],
    wanted: '--xla_gpu_deterministic_ops=true',
    keep: 'any',
    readBy: ['libjax_common', 'xla_extension'],
    readWhen: 'when JAX creates its backend',
    why: 'scatters and sums over segments add in whatever order threads finish',
    cost: 'slower scatters on a GPU',
    source: 'https://github.com/jax-ml/jax/issues/13672',
  },
]

/** Flags of `tf.env()`. */
export const flagSettings: readonly FlagSetting[] = [
  {
    kind: 'tfjs-flag',
    name: 'WEBGPU_MATMUL_PROGRAM_TYPE',
    libraries: ['tfjs-webgpu'],
    backend: 'webgpu',
    wanted: 3,
    keep: [0, 2],
    harmful: [-1, 1],
    readWhen: 'at every matrix product; the flag exists once the WebGPU backend is loaded',
    why: 'left to itself the backend splits long sums (2000 terms or more) over threads that add with float atomics: weights differ while the printed loss does not',
    cost: 'long, narrow matrix products use fewer threads',
    source:
      'https://github.com/tensorflow/tfjs/blob/tfjs-v4.22.0/tfjs-backend-webgpu/src/kernels/BatchMatMul_impl.ts',
  },
]

/** Every row. */
export const settings: readonly Setting[] = [...environmentSettings, ...flagSettings]

/**
 * A TensorFlow.js kernel that no flag makes deterministic on its backend.
 *
 * `replacement` says what `enforce()` puts in its place; without one it can only say that there is none.
 */
export interface AtomicKernel {
  /** The kernel's name in the registry of TensorFlow.js. */
  readonly kernel: string
  readonly backend: 'webgpu'
  /** The public functions that reach it. */
  readonly reachedBy: readonly string[]
  readonly why: string
  readonly replacement?: string
  /** What a program can use instead. */
  readonly instead?: string
  readonly source: string
}

const WEBGPU_SOURCE = 'https://github.com/tensorflow/tfjs/blob/tfjs-v4.22.0/tfjs-backend-webgpu/src/'

/** WebGPU kernels whose results differ from run to run with every seed fixed, and one that is always wrong. */
export const atomicKernels: readonly AtomicKernel[] = [
  {
    kernel: 'UnsortedSegmentSum',
    backend: 'webgpu',
    reachedBy: ['tf.unsortedSegmentSum', 'the gradient of tf.gather', 'training tf.layers.embedding'],
    why: 'adds with float atomics, in whatever order threads finish',
    replacement: 'a product with a one-hot matrix, block by block',
    source: `${WEBGPU_SOURCE}unsorted_segment_sum_webgpu.ts`,
  },
  {
    kernel: 'ScatterNd',
    backend: 'webgpu',
    reachedBy: ['tf.scatterND with repeated indices'],
    why: 'adds with float atomics, in whatever order threads finish',
    replacement: 'sums over blocks of a one-hot matrix',
    instead: 'indices without repeats, or tf.unsortedSegmentSum',
    source: `${WEBGPU_SOURCE}scatter_webgpu.ts`,
  },
  {
    kernel: 'TensorScatterUpdate',
    backend: 'webgpu',
    reachedBy: ['tf.tensorScatterUpdate with repeated indices'],
    why: 'of several values for one place the last thread wins',
    replacement: 'the last writer of every place, found first',
    instead: 'indices without repeats',
    source: `${WEBGPU_SOURCE}scatter_webgpu.ts`,
  },
  {
    kernel: 'SparseToDense',
    backend: 'webgpu',
    reachedBy: ['tf.sparseToDense with repeated indices'],
    why: 'of several values for one place the last thread wins',
    replacement: 'the last writer of every place, found first',
    instead: 'indices without repeats',
    source: `${WEBGPU_SOURCE}scatter_webgpu.ts`,
  },
  {
    kernel: 'Bincount',
    backend: 'webgpu',
    reachedBy: ['tf.bincount with float weights'],
    why: 'adds with float atomics, in whatever order threads finish',
    replacement: 'sums over blocks of a one-hot matrix',
    instead: 'a product of the weights with tf.oneHot of the values',
    source: `${WEBGPU_SOURCE}bincount_webgpu.ts`,
  },
  {
    kernel: 'DenseBincount',
    backend: 'webgpu',
    reachedBy: ['tf.denseBincount with float weights'],
    why: 'adds with float atomics, in whatever order threads finish',
    replacement: 'sums over blocks of a one-hot matrix',
    instead: 'a product of the weights with tf.oneHot of the values',
    source: `${WEBGPU_SOURCE}bincount_webgpu.ts`,
  },
  {
    kernel: 'Dilation2DBackpropInput',
    backend: 'webgpu',
    reachedBy: ['the gradient of tf.dilation2d'],
    why: 'adds with float atomics, in whatever order threads finish',
    source: `${WEBGPU_SOURCE}dilation_backprop_webgpu.ts`,
  },
  {
    kernel: 'Dilation2DBackpropFilter',
    backend: 'webgpu',
    reachedBy: ['the gradient of tf.dilation2d'],
    why: 'adds with float atomics, in whatever order threads finish',
    source: `${WEBGPU_SOURCE}dilation_backprop_webgpu.ts`,
  },
  {
    kernel: 'SparseSegmentSum',
    backend: 'webgpu',
    reachedBy: ['tf.sparse.sparseSegmentSum'],
    why: 'adds with float atomics, in whatever order threads finish',
    instead: 'tf.unsortedSegmentSum of tf.gather',
    source: `${WEBGPU_SOURCE}sparse_segment_reduce_webgpu.ts`,
  },
  {
    kernel: 'SparseSegmentMean',
    backend: 'webgpu',
    reachedBy: ['tf.sparse.sparseSegmentMean'],
    why: 'adds with float atomics, in whatever order threads finish',
    instead: 'tf.unsortedSegmentSum of tf.gather, divided by the counts',
    source: `${WEBGPU_SOURCE}sparse_segment_reduce_webgpu.ts`,
  },
]
