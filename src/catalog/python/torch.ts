import { each, methods, names } from './entries.ts'
import type {
  Api,
  Condition,
  Draw,
  Library,
  Nondeterminism,
  SeedSlot,
  Setting,
  Slot,
  Spawn,
} from '../schema.ts'

const docs = 'https://docs.pytorch.org/docs/2.13'
const generated = (path: string) => `${docs}/generated/${path}.html`
const data = `${docs}/data.html`
const notes = `${docs}/notes/randomness.html`
const deterministic = generated('torch.use_deterministic_algorithms')
const distributed = `${docs}/distributed.html`
const distributions = `${docs}/distributions.html`

export const everyDevice = ['torch.cpu', 'torch.cuda', 'torch.mps', 'torch.xpu']

/** -1 stands for 2^64-1; the CPU generator uses the low 32 bits only, so a fix stays below 2^32. */
const seed: SeedSlot = {
  at: 0,
  name: 'seed',
  constant: 'advances',
  write: { as: 'number', from: 0, to: 4294967295 },
}

const aGenerator = { source: 'torch.Generator().manual_seed({seed})', module: 'torch' }

interface NamedSlot extends Slot {
  readonly name: string
}

/** What a loader of PyTorch draws and starts; those that other libraries derive from it take some arguments elsewhere. */
export function loaderTaking(
  shuffle: NamedSlot,
  workers: NamedSlot,
  generator: NamedSlot = { name: 'generator' },
): { readonly draws: readonly Draw[]; readonly spawns: Spawn; readonly returns: string } {
  const made = { ...generator, made: aGenerator }
  return {
    draws: [
      {
        from: 'torch.cpu',
        implicit: 'the order of batches',
        generator: made,
        at: 'iteration',
        orders: true,
        when: [{ ...shuffle, is: [true], default: false }],
      },
      {
        from: 'torch.cpu',
        implicit: "the workers' base seed",
        generator: made,
        at: 'iteration',
        onlyMoves: true,
      },
    ],
    spawns: {
      what: 'data loader',
      workers: { ...workers, default: 0 },
      initializer: { name: 'worker_init_fn' },
      collates: { name: 'collate_fn' },
      workerSeed: { source: 'torch.initial_seed() % 2**32', needs: { module: 'torch' } },
      data: { at: 0, name: 'dataset' },
      generator: made,
      inOrder: {
        name: 'in_order',
        why: 'with `in_order=False` a batch comes as soon as a worker has it ready',
        remedy: 'Leave `in_order` out.',
      },
      seededBy: 'torch.cpu',
    },
    returns: 'torch.utils.data.DataLoader',
  }
}

const ownLoader = loaderTaking(
  { at: 2, name: 'shuffle' },
  { at: 5, name: 'num_workers' },
  { at: 12, name: 'generator' },
)

/** As PyTorch's notes on reproducibility write it. */
const seedWorker = {
  called: 'seed_worker',
  lines: [
    'def seed_worker(worker_id):',
    '    worker_seed = torch.initial_seed() % 2**32',
    '    np.random.seed(worker_seed)',
    '    random.seed(worker_seed)',
  ],
  needs: [{ module: 'random' }, { module: 'numpy', alias: 'np' }, { module: 'torch' }],
}

/** A tensor made on a device is drawn there; `torch.manual_seed` seeds all of them. */
const onDevice: Pick<Draw, 'devices'> = {
  devices: {
    in: { name: 'device' },
    sources: { cuda: 'torch.cuda', mps: 'torch.mps', xpu: 'torch.xpu' },
  },
}
const drawn: Draw = { from: 'torch.cpu', generator: { name: 'generator', made: aGenerator }, ...onDevice }
const initial: Draw = { from: 'torch.cpu', implicit: 'initial weights', ...onDevice }
const masks: Draw = { from: 'torch.cpu', implicit: 'dropout masks' }
const inModule = { returns: 'torch.nn.Module' }
const aTensor = { returns: 'torch.Tensor' }

const weighted = names(`
  Linear Bilinear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d Embedding EmbeddingBag
  GRU GRUCell LSTM LSTMCell RNN RNNBase RNNCell MultiheadAttention Transformer TransformerEncoderLayer
  TransformerDecoderLayer AdaptiveLogSoftmaxWithLoss
`)
/** Their weights are made at the first call, or copied from the module they are given, or constant. */
const unweighted = names(`
  AvgPool1d AvgPool2d AdaptiveAvgPool1d AdaptiveMaxPool1d BCELoss BCEWithLogitsLoss BatchNorm1d
  BatchNorm2d BatchNorm3d CELU ChannelShuffle CircularPad1d CircularPad2d CircularPad3d ConstantPad1d
  ConstantPad2d ConstantPad3d CosineEmbeddingLoss CosineSimilarity CrossEntropyLoss CrossMapLRN2d ELU Flatten
  Fold GELU GLU GaussianNLLLoss GroupNorm Hardshrink Hardsigmoid Hardswish Hardtanh HingeEmbeddingLoss HuberLoss
  Identity InstanceNorm1d InstanceNorm2d InstanceNorm3d KLDivLoss L1Loss LPPool1d LPPool2d LPPool3d LayerNorm
  LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d
  LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d LazyLinear
  LeakyReLU LocalResponseNorm LogSigmoid LogSoftmax MSELoss MarginRankingLoss MaxPool1d MaxPool2d MaxPool3d Mish
  MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss NLLLoss PReLU
  PairwiseDistance PixelShuffle PixelUnshuffle PoissonNLLLoss RMSNorm ReLU ReLU6 ReplicationPad1d
  ReplicationPad2d ReplicationPad3d SELU SiLU Sigmoid SmoothL1Loss SoftMarginLoss Softmax Softmax2d
  Softmin Softplus Softshrink Softsign SyncBatchNorm Tanh Tanhshrink Threshold TransformerDecoder
  TransformerEncoder TripletMarginLoss TripletMarginWithDistanceLoss Unflatten Unfold UpsamplingBilinear2d
  UpsamplingNearest2d ZeroPad1d ZeroPad2d ZeroPad3d
`)
const dropouts = names('Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout')
const functionalDropouts = names(
  'dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout gumbel_softmax',
)
const functional = names(`
  binary_cross_entropy binary_cross_entropy_with_logits conv1d conv2d conv3d cosine_similarity cross_entropy
  embedding gelu huber_loss kl_div l1_loss layer_norm leaky_relu linear log_softmax max_pool1d max_pool2d
  mse_loss nll_loss normalize one_hot pad relu scaled_dot_product_attention sigmoid silu smooth_l1_loss softmax
  softplus tanh
`)

const randomInitialisers = names(`
  kaiming_normal_ kaiming_uniform_ normal_ orthogonal_ sparse_ trunc_normal_ uniform_ xavier_normal_
  xavier_uniform_
`)
/** The same as methods: `layer.weight.data.normal_(0, 0.02)`. */
const initialisedInPlace = names('normal_ uniform_')
const constantInitialisers = names('constant_ dirac_ eye_ ones_ zeros_')

const factories = names('rand randn randint normal rand_like randn_like randint_like')
const samplers = names('bernoulli binomial multinomial poisson')
const inPlace = names('bernoulli_ cauchy_ exponential_ geometric_ log_normal_ normal_ random_ uniform_')
const made = names(
  'arange as_tensor empty empty_like eye full full_like linspace logspace ones ones_like tensor zeros zeros_like',
)
const computed = names(`
  from_numpy cat stack concat matmul mm bmm einsum sigmoid relu softmax log exp sqrt abs where
`)
const insensitive = names('sum mean std var min max amin amax prod all any numel allclose equal')
const sameTensor = names(`
  to cpu clone detach float double half bfloat16 long int bool contiguous requires_grad_ view reshape
  permute transpose squeeze unsqueeze flatten mean sum
`)
const distributionNames = names(`
  Bernoulli Beta Binomial Categorical Cauchy Chi2 ContinuousBernoulli Dirichlet Exponential FisherSnedecor Gamma
  GeneralizedPareto Geometric Gumbel HalfCauchy HalfNormal Independent InverseGamma Kumaraswamy LKJCholesky
  Laplace LogNormal LogisticNormal LowRankMultivariateNormal MixtureSameFamily Multinomial MultivariateNormal
  NegativeBinomial Normal OneHotCategorical OneHotCategoricalStraightThrough Pareto Poisson RelaxedBernoulli
  RelaxedOneHotCategorical StudentT TransformedDistribution Uniform VonMises Weibull Wishart
`)
const optimizers = names(`
  ASGD Adadelta Adafactor Adagrad Adam AdamW Adamax LBFGS Muon NAdam RAdam RMSprop Rprop SGD SparseAdam
`)

/** What raises under `use_deterministic_algorithms(True)`, from the list on its page. */
function raises(how: string, more: Partial<Nondeterminism> = {}): Pick<Api, 'nondeterministic'> {
  return { nondeterministic: [{ on: 'cuda', how, throwsWhenDeterministic: true, ...more }] }
}
const atomicGradient =
  'Its gradient adds into the same elements from many threads, in an order that changes from run to run.'
const inGradient = (more: Partial<Nondeterminism> = {}) => raises(atomicGradient, { gradient: true, ...more })
const gradient = inGradient()
/** An output of 1 by 1 is computed as a mean (ATen/native/AdaptiveAveragePooling.cpp). */
const notOneByOne: readonly Condition[] = [{ at: 0, name: 'output_size', isNot: [1], each: true }]
const notOneByOneFunctional: readonly Condition[] = [{ at: 1, name: 'output_size', isNot: [1], each: true }]
/** `bilinear` and `trilinear` have a deterministic replacement that the switch selects (nn/functional.py:5241). */
const throwingModes = ['linear', 'bicubic']

const nondeterministicLayers: Record<string, Api> = Object.fromEntries(
  Object.entries({
    AvgPool3d: gradient,
    AdaptiveAvgPool2d: inGradient({ when: notOneByOne }),
    AdaptiveAvgPool3d: inGradient({ when: notOneByOne }),
    AdaptiveMaxPool2d: gradient,
    AdaptiveMaxPool3d: {},
    FractionalMaxPool2d: gradient,
    FractionalMaxPool3d: gradient,
    MaxUnpool1d: raises('Where indices repeat, the last of several writes to one element wins.'),
    MaxUnpool2d: raises('Where indices repeat, the last of several writes to one element wins.'),
    MaxUnpool3d: raises('Where indices repeat, the last of several writes to one element wins.'),
    ReflectionPad1d: gradient,
    ReflectionPad2d: gradient,
    ReflectionPad3d: gradient,
    CTCLoss: gradient,
    Upsample: inGradient({ when: [{ at: 2, name: 'mode', is: throwingModes }] }),
  }).map(([name, fact]) => [`torch.nn.${name}`, { upstream: deterministic, ...inModule, ...fact }]),
)
const nondeterministicFunctions: Record<string, Api> = Object.fromEntries(
  Object.entries({
    'nn.functional.avg_pool3d': gradient,
    'nn.functional.adaptive_avg_pool2d': inGradient({ when: notOneByOneFunctional }),
    'nn.functional.adaptive_avg_pool3d': inGradient({ when: notOneByOneFunctional }),
    'nn.functional.adaptive_max_pool2d': gradient,
    'nn.functional.ctc_loss': gradient,
    'nn.functional.grid_sample': gradient,
    'nn.functional.interpolate': inGradient({
      when: [{ at: 3, name: 'mode', is: throwingModes }],
    }),
    histc: raises('It counts with atomic additions.'),
    bincount: raises('Weights are added atomically, in an order that changes from run to run.', {
      when: [{ at: 1, name: 'weights', given: true }],
      instead: 'a product with a one-hot matrix',
    }),
    cumsum: raises(
      'The parallel sum of floating point numbers groups its terms differently from run to run.',
    ),
    median: raises('Of several equal medians it returns the index of any.', {
      when: [{ at: 1, name: 'dim', given: true }],
    }),
  }).map(([name, fact]) => [`torch.${name}`, { upstream: deterministic, ...aTensor, ...fact }]),
)

function cudnn(name: string, meaning: string, values: Partial<Setting> = {}): Setting {
  return {
    name: `torch.backends.cudnn.${name}`,
    kind: 'attribute',
    meaning,
    upstream: `${docs}/backends.html`,
    ...values,
  }
}

const tuning =
  'times several kernels on the machine and keeps the fastest, so two runs may compute differently'
const inductor = 'torch/_inductor/config.py:514@2.13.0'

function tuned(name: string): Setting {
  return {
    name: `torch._inductor.config.${name}`,
    kind: 'attribute',
    deterministic: [false],
    benchmark: [true],
    meaning: tuning,
    upstream: inductor,
  }
}

function tunedByEnvironment(name: string): Setting {
  return {
    name,
    kind: 'environment',
    benchmark: ['1'],
    deterministic: ['0'],
    read: { when: 'load', by: 'torch' },
    meaning: tuning,
    upstream: inductor,
  }
}

const rank = (name: string, upstream: string): Setting => ({
  name,
  kind: 'environment',
  identifies: 'rank',
  meaning: 'the number of the process in a distributed job',
  upstream,
})

/** PyTorch. CPU facts were run on 2.13.0; what concerns CUDA is taken from its documentation and source. */
export const torch: Library = {
  name: 'PyTorch',
  language: 'python',
  ml: true,
  deviceKeyword: 'device',
  modules: { torch: { path: 'torch', loads: 'torch' } },
  distributions: { pytorch: 'torch' },
  aliases: {
    ...Object.fromEntries(
      names('manual_seed seed initial_seed get_rng_state set_rng_state').map((name) => [
        `torch.random.${name}`,
        `torch.${name}`,
      ]),
    ),
    'torch.cuda.random': 'torch.cuda',
    ...Object.fromEntries(
      names(
        'activation batchnorm container conv dropout linear loss module normalization padding pooling rnn sparse transformer',
      ).map((name) => [`torch.nn.modules.${name}`, 'torch.nn']),
    ),
    'torch.nn.modules': 'torch.nn',
    'torch.utils.data.dataloader': 'torch.utils.data',
    'torch.utils.data.dataset': 'torch.utils.data',
    'torch.utils.data.sampler': 'torch.utils.data',
    'torch.utils.data.distributed': 'torch.utils.data',
    'torch.multiprocessing.Process': 'multiprocessing.Process',
    'torch.multiprocessing.Pool': 'multiprocessing.Pool',
    'torch.nn.parallel.distributed': 'torch.nn.parallel',
    'torch.nn.DataParallel': 'torch.nn.parallel.DataParallel',
    'torch.cuda.amp.GradScaler': 'torch.amp.GradScaler',
    'torch.FloatTensor': 'torch.Tensor',
  },
  sources: {
    'torch.cpu': {
      title: "PyTorch's global generator",
      remedy: '`torch.manual_seed(seed)`',
      state: '`torch.get_rng_state()` and `torch.set_rng_state(state)`',
      seeding: { source: 'torch.manual_seed({seed})', module: 'torch' },
      judged: 'always',
      upstream: notes,
    },
    'torch.cuda': {
      title: "PyTorch's CUDA generators",
      remedy: '`torch.manual_seed(seed)`',
      state: '`torch.cuda.get_rng_state_all()` and `torch.cuda.set_rng_state_all(states)`',
      seeding: { source: 'torch.manual_seed({seed})', module: 'torch' },
      judged: 'always',
      upstream: notes,
    },
    'torch.mps': {
      title: "PyTorch's MPS generator",
      remedy: '`torch.manual_seed(seed)`',
      seeding: { source: 'torch.manual_seed({seed})', module: 'torch' },
      judged: 'always',
      upstream: `${docs}/mps.html`,
    },
    'torch.xpu': {
      title: "PyTorch's XPU generators",
      remedy: '`torch.manual_seed(seed)`',
      seeding: { source: 'torch.manual_seed({seed})', module: 'torch' },
      judged: 'always',
      upstream: `${docs}/xpu.html`,
    },
  },
  fetches: [
    {
      paths: /^torch\.hub\.load$/u,
      upstream: `${docs}/hub.html#torch.hub.load`,
      from: { at: 0, name: 'repo_or_dir' },
      by: 'repository',
      pinned: [{ name: 'source' }],
      remedy: "Write a tag or a commit behind the name: `'owner/name:v1.2'`.",
    },
    {
      paths: /^torch\.hub\.(?:load_state_dict_from_url|download_url_to_file)$/u,
      upstream: `${docs}/hub.html#torch.hub.load_state_dict_from_url`,
      from: { at: 0, name: 'url' },
      by: 'branch',
      pinned: [{ name: 'hash_prefix' }],
      remedy: 'Load it from the address of a commit or a release, or pass `hash_prefix=`.',
    },
  ],
  settings: [
    {
      name: 'torch.use_deterministic_algorithms',
      kind: 'function',
      deterministic: [true, 'warn', 'error', 1, 2],
      meaning: 'operations take a deterministic implementation, or raise where there is none',
      upstream: deterministic,
    },
    cudnn('deterministic', 'cuDNN takes only deterministic convolution algorithms', {
      deterministic: [true],
    }),
    cudnn('benchmark', 'cuDNN times several convolution algorithms and keeps the fastest', {
      deterministic: [false],
      benchmark: [true],
    }),
    cudnn('benchmark_limit', 'how many algorithms cuDNN tries when it benchmarks'),
    cudnn('enabled', 'cuDNN is used at all'),
    cudnn('allow_tf32', 'convolutions round their inputs to 10 bits of mantissa on recent GPUs'),
    {
      name: 'torch.backends.cuda.matmul.allow_tf32',
      kind: 'attribute',
      meaning: 'matrix products round their inputs to 10 bits of mantissa on recent GPUs',
      upstream: `${docs}/backends.html`,
    },
    {
      name: 'torch.set_float32_matmul_precision',
      kind: 'function',
      valid: ['highest', 'high', 'medium'],
      meaning: 'how precisely float32 matrix products are computed',
      upstream: generated('torch.set_float32_matmul_precision'),
    },
    {
      name: 'torch.utils.deterministic.fill_uninitialized_memory',
      kind: 'attribute',
      meaning: 'with deterministic algorithms on, new memory is filled with a known value',
      upstream: `${docs}/deterministic.html`,
    },
    {
      name: 'torch.compile(mode=)',
      kind: 'option',
      benchmark: ['max-autotune', 'max-autotune-no-cudagraphs'],
      valid: ['default', 'reduce-overhead', 'max-autotune', 'max-autotune-no-cudagraphs', 'lite'],
      meaning: tuning,
      upstream: generated('torch.compile'),
    },
    ...names('max_autotune max_autotune_gemm max_autotune_pointwise coordinate_descent_tuning').map(tuned),
    ...names(
      'TORCHINDUCTOR_MAX_AUTOTUNE TORCHINDUCTOR_MAX_AUTOTUNE_GEMM TORCHINDUCTOR_MAX_AUTOTUNE_POINTWISE TORCHINDUCTOR_COORDINATE_DESCENT_TUNING',
    ).map(tunedByEnvironment),
    {
      name: 'CUBLAS_WORKSPACE_CONFIG',
      kind: 'environment',
      deterministic: [':4096:8', ':16:8'],
      read: { when: 'first-operation', by: 'torch' },
      meaning: 'cuBLAS works in fixed buffers, so that its results do not depend on the order of streams',
      versions: '<2.10',
      upstream: 'https://github.com/pytorch/pytorch/pull/161749',
    },
    {
      name: 'CUDA_LAUNCH_BLOCKING',
      kind: 'environment',
      read: { when: 'first-operation', by: 'torch' },
      meaning: 'kernels are started one after the other; for debugging',
      upstream: `${docs}/cuda_environment_variables.html`,
    },
    {
      name: 'CUDA_VISIBLE_DEVICES',
      kind: 'environment',
      read: { when: 'first-operation', by: 'torch' },
      meaning: 'which GPUs the program sees',
      upstream: `${docs}/cuda_environment_variables.html`,
    },
    {
      name: 'NVIDIA_TF32_OVERRIDE',
      kind: 'environment',
      read: { when: 'first-operation', by: 'torch' },
      meaning: "`0` turns TF32 off in NVIDIA's libraries",
      upstream: `${docs}/cuda_environment_variables.html`,
    },
    rank('RANK', `${docs}/elastic/run.html`),
    rank('LOCAL_RANK', `${docs}/elastic/run.html`),
    rank('SLURM_PROCID', 'https://slurm.schedmd.com/srun.html'),
    rank('SLURM_LOCALID', 'https://slurm.schedmd.com/srun.html'),
    rank(
      'OMPI_COMM_WORLD_RANK',
      'https://www-lb.open-mpi.org/faq/?category=running#mpi-environmental-variables',
    ),
  ],
  requirements: [
    {
      on: 'cuda',
      setting: 'torch.use_deterministic_algorithms',
      values: [true, 'warn', 'error', 1, 2],
      write: 'torch.use_deterministic_algorithms(True)',
      needs: { module: 'torch' },
      why: 'many CUDA kernels add in an order that changes from run to run',
      upstream: deterministic,
    },
    {
      on: 'cuda',
      setting: 'CUBLAS_WORKSPACE_CONFIG',
      values: [':4096:8', ':16:8'],
      versions: '<2.10',
      write: 'os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"',
      needs: { module: 'os' },
      why: 'before PyTorch 2.10 matrix products on CUDA raise or vary without it',
      upstream: 'https://github.com/pytorch/pytorch/pull/161749',
    },
  ],
  calculates:
    /^torch\.(?!save|load|compile|set_|use_|manual|seed|jit|vmap|func)(?:[a-z]\w*$|(?:Tensor|nn\.Parameter)(?:#(?!backward)|$)|nn\.functional\.one_hot)/u,
  types: {
    'torch.Tensor': { closed: true, changedBy: /_$/u },
    'torch.nn.Parameter': { extends: 'torch.Tensor' },
    'torch.nn.Parameters': { items: { type: 'torch.nn.Parameter' } },
    'torch.nn.NamedParameters': { items: { type: 'torch.nn.Parameter', named: true } },
    'torch.Generator': {},
    'torch.nn.Module': { hooks: { forward: 'batch' }, call: 'forward', items: { type: 'torch.nn.Module' } },
    'torch.nn.Modules': { items: { type: 'torch.nn.Module' } },
    'torch.nn.NamedModules': { items: { type: 'torch.nn.Module', named: true } },
    'torch.nn.Dropout': { extends: 'torch.nn.Module' },
    'torch.autograd.Function': { hooks: { forward: 'batch', backward: 'batch' } },
    'torch.utils.data.Dataset': { hooks: { __getitem__: 'worker', __getitems__: 'worker' } },
    'torch.utils.data.IterableDataset': {
      extends: 'torch.utils.data.Dataset',
      hooks: { __iter__: 'worker', __next__: 'worker' },
    },
    'torch.fx.Tracer': {},
    'torch.utils.data.Sampler': { hooks: { __iter__: 'epoch' } },
    'torch.utils.data.DistributedSampler': { extends: 'torch.utils.data.Sampler' },
    'torch.utils.data.DataLoader': {},
    'torch.utils.data.WorkerInfo': {},
    'torch.distributions.Distribution': {},
    'torch.optim.Optimizer': { forTraining: true },
    'torch.amp.GradScaler': {},
  },
  tryout: {
    outside: names(
      'shape size dim ndim numel nelement element_size dtype device parameters named_parameters',
    ),
    preparing: names('eval train cuda cpu to half float backward'),
  },
  anyReceiver: {
    backward: 'torch.Tensor#backward',
    cuda: 'torch.Tensor#cuda',
    load_state_dict: 'torch.nn.Module#load_state_dict',
    zero_grad: 'torch.optim.Optimizer#zero_grad',
    set_epoch: 'torch.utils.data.DistributedSampler#set_epoch',
  },
  api: {
    'torch.distributed.init_process_group': { upstream: distributed, joinsRanks: true },

    // Seeding
    'torch.manual_seed': {
      upstream: generated('torch.manual_seed'),
      seeds: { sources: everyDevice, seed },
      returns: 'torch.default_generator',
    },
    'torch.seed': {
      upstream: generated('torch.seed'),
      seeds: { sources: everyDevice, unseeded: 'entropy' },
    },
    'torch.initial_seed': { upstream: generated('torch.initial_seed'), identifies: 'worker and epoch' },
    'torch.get_rng_state': { upstream: generated('torch.get_rng_state') },
    'torch.set_rng_state': {
      upstream: generated('torch.set_rng_state'),
      seeds: { sources: ['torch.cpu'], restores: true },
    },
    'torch.random.fork_rng': {
      upstream: `${docs}/random.html#torch.random.fork_rng`,
      seeds: { sources: ['torch.cpu', 'torch.cuda'], restores: true, scoped: true },
    },
    ...each('torch.cuda', ['manual_seed', 'manual_seed_all'], (name) => ({
      upstream: generated(`torch.cuda.${name}`),
      seeds: { sources: ['torch.cuda'], seed },
    })),
    ...each('torch.cuda', ['seed', 'seed_all'], (name) => ({
      upstream: generated(`torch.cuda.${name}`),
      seeds: { sources: ['torch.cuda'], unseeded: 'entropy' },
    })),
    ...each('torch.cuda', ['set_rng_state', 'set_rng_state_all'], (name) => ({
      upstream: generated(`torch.cuda.${name}`),
      seeds: { sources: ['torch.cuda'], restores: true },
    })),
    'torch.mps.manual_seed': {
      upstream: generated('torch.mps.manual_seed'),
      seeds: { sources: ['torch.mps'], seed },
    },
    ...each('torch.xpu', ['manual_seed', 'manual_seed_all'], (name) => ({
      upstream: generated(`torch.xpu.${name}`),
      seeds: { sources: ['torch.xpu'], seed },
    })),
    'torch.Generator': {
      upstream: generated('torch.Generator'),
      creates: { type: 'torch.Generator', unseeded: 'constant', seeding: '.manual_seed({seed})' },
    },
    'torch.Generator#manual_seed': {
      upstream: generated('torch.Generator'),
      seeds: { sources: 'receiver', seed },
      returns: 'receiver',
    },
    'torch.Generator#seed': {
      upstream: generated('torch.Generator'),
      seeds: { sources: 'receiver', unseeded: 'entropy' },
    },
    'torch.Generator#set_state': {
      upstream: generated('torch.Generator'),
      seeds: { sources: 'receiver', restores: true },
    },
    'torch.default_generator.manual_seed': { upstream: notes, seeds: { sources: ['torch.cpu'], seed } },
    'torch.default_generator.seed': {
      upstream: notes,
      seeds: { sources: ['torch.cpu'], unseeded: 'entropy' },
    },
    'torch.default_generator.set_state': {
      upstream: notes,
      seeds: { sources: ['torch.cpu'], restores: true },
    },

    // Draws
    ...each('torch', factories, (name) => ({
      upstream: generated(`torch.${name}`),
      draws: drawn,
      ...aTensor,
    })),
    ...each('torch', samplers, (name) => ({
      upstream: generated(`torch.${name}`),
      draws: { from: 'torch.cpu', generator: { name: 'generator', made: aGenerator } },
      ...aTensor,
    })),
    'torch.randperm': {
      upstream: generated('torch.randperm'),
      draws: { ...drawn, orders: true },
      ...aTensor,
    },
    ...each('torch', ['pca_lowrank', 'svd_lowrank', 'lobpcg'], (name) => ({
      upstream: generated(`torch.${name}`),
      draws: { from: 'torch.cpu', implicit: 'the start of an iteration' },
    })),
    ...methods('torch.Tensor', inPlace, (name) => ({
      upstream: generated(`torch.Tensor.${name}`),
      draws: { from: 'torch.cpu', generator: { name: 'generator', made: aGenerator } },
      returns: 'receiver',
    })),
    ...methods('torch.Tensor', ['bernoulli', 'multinomial'], (name) => ({
      upstream: generated(`torch.Tensor.${name}`),
      draws: { from: 'torch.cpu', generator: { name: 'generator', made: aGenerator } },
      ...aTensor,
    })),
    ...each('torch.nn.init', randomInitialisers, () => ({
      upstream: `${docs}/nn.init.html`,
      draws: {
        from: 'torch.cpu',
        implicit: 'initial weights',
        generator: { name: 'generator', made: aGenerator },
      },
      returns: 'argument' as const,
    })),
    ...each('torch.nn.init', constantInitialisers, () => ({
      upstream: `${docs}/nn.init.html`,
      returns: 'argument' as const,
    })),
    ...each('torch.distributions', distributionNames, () => ({
      upstream: distributions,
      returns: 'torch.distributions.Distribution',
    })),
    ...methods('torch.distributions.Distribution', ['sample', 'rsample', 'sample_n'], () => ({
      upstream: distributions,
      draws: { from: 'torch.cpu' },
      ...aTensor,
    })),

    // Layers
    ...each('torch.nn', weighted, (name) => ({
      upstream: generated(`torch.nn.${name}`),
      draws: initial,
      ...inModule,
    })),
    ...each('torch.nn', unweighted, (name) => ({ upstream: generated(`torch.nn.${name}`), ...inModule })),
    'torch.nn.Sequential': { upstream: generated('torch.nn.Sequential'), chains: true, ...inModule },
    ...each('torch.nn', ['ModuleList', 'ModuleDict'], (name) => ({
      upstream: generated(`torch.nn.${name}`),
      returns: 'argument' as const,
    })),
    'torch.nn.Embedding.from_pretrained': { upstream: generated('torch.nn.Embedding'), ...inModule },
    'torch.nn.EmbeddingBag': {
      upstream: deterministic,
      draws: initial,
      ...inModule,
      ...inGradient({ when: [{ at: 5, name: 'mode', is: ['max'] }] }),
    },
    ...each('torch.nn', dropouts, (name) => ({
      upstream: generated(`torch.nn.${name}`),
      returns: 'torch.nn.Dropout',
    })),
    'torch.nn.RReLU': { upstream: generated('torch.nn.RReLU'), returns: 'torch.nn.Dropout' },
    'torch.nn.Dropout#()': { upstream: generated('torch.nn.Dropout'), draws: masks, ...aTensor },
    ...each('torch.nn.functional', functionalDropouts, (name) => ({
      upstream: generated(`torch.nn.functional.${name}`),
      draws: {
        ...masks,
        ...(name === 'gumbel_softmax' ? {} : { when: [{ at: 2, name: 'training', isNot: [false] }] }),
      },
      ...aTensor,
    })),
    'torch.nn.functional.rrelu': {
      upstream: generated('torch.nn.functional.rrelu'),
      draws: { ...masks, when: [{ at: 3, name: 'training', is: [true], default: false }] },
      ...aTensor,
    },
    ...each('torch.nn.functional', functional, (name) => ({
      upstream: generated(`torch.nn.functional.${name}`),
      ...aTensor,
    })),
    ...nondeterministicLayers,
    ...nondeterministicFunctions,
    'torch.nn.Module#()': { upstream: generated('torch.nn.Module'), ...aTensor },
    ...methods(
      'torch.nn.Module',
      names('to train eval float half double bfloat16 requires_grad_ cpu'),
      (name) => ({
        upstream: generated('torch.nn.Module'),
        returns: 'receiver' as const,
        ...(name === 'to' ? { selects: { at: 0, name: 'device' } } : {}),
      }),
    ),
    'torch.nn.Module#cuda': {
      upstream: generated('torch.nn.Module'),
      returns: 'receiver',
      selects: { constant: 'cuda' },
    },
    'torch.nn.Module#apply': {
      upstream: generated('torch.nn.Module'),
      calls: [{ at: 0, name: 'fn', times: 'many', receives: 'receiver' }],
      returns: 'receiver',
    },
    'torch.nn.Module#load_state_dict': { upstream: generated('torch.nn.Module'), loadsWeights: true },
    'torch.nn.Module#compile': {
      upstream: generated('torch.nn.Module'),
      sets: [{ setting: 'torch.compile(mode=)', value: { name: 'mode' }, default: 'default' }],
    },
    ...each('torch.jit', ['trace', 'script'], (name) => ({
      upstream: generated(`torch.jit.${name}`),
      inspects: true,
      returns: 'torch.nn.Module',
    })),
    'torch.onnx.export': { upstream: `${docs}/onnx.html`, inspects: true },
    'torch.export.export': { upstream: `${docs}/export.html`, inspects: true },
    'torch.fx.Tracer#trace': { upstream: `${docs}/fx.html#torch.fx.Tracer`, inspects: true },
    ...each('torch.utils.benchmark', ['Timer', 'Compare'], (name) => ({
      upstream: `${docs}/benchmark_utils.html#torch.utils.benchmark.${name}`,
      inspects: true,
    })),
    'torch.fx.symbolic_trace': { upstream: `${docs}/fx.html`, inspects: true, returns: 'torch.nn.Module' },
    'torch.profiler.profile': { upstream: `${docs}/profiler.html`, inspects: true },
    'torch.autograd.profiler.profile': { upstream: `${docs}/autograd.html`, inspects: true },
    'torch.load': { upstream: generated('torch.load'), loadsWeights: true, loads: { at: 0, name: 'f' } },
    'torch.hub.load': { upstream: `${docs}/hub.html`, loadsWeights: true, returns: 'torch.nn.Module' },
    'torch.hub.load_state_dict_from_url': { upstream: `${docs}/hub.html`, loadsWeights: true },
    'torch.jit.load': {
      upstream: generated('torch.jit.load'),
      loadsWeights: true,
      returns: 'torch.nn.Module',
    },
    'torch.save': { upstream: generated('torch.save'), records: true, saves: { at: 1, name: 'f' } },
    'torch.nn.utils.skip_init': { upstream: generated('torch.nn.utils.skip_init'), ...inModule },
    ...each('torch.nn.utils', ['spectral_norm', 'weight_norm'], (name) => ({
      upstream: generated(`torch.nn.utils.${name}`),
      ...(name === 'spectral_norm' ? { draws: { from: 'torch.cpu', implicit: 'initial weights' } } : {}),
      returns: 'argument' as const,
    })),
    'torch.nn.utils.parametrizations.spectral_norm': {
      upstream: generated('torch.nn.utils.parametrizations.spectral_norm'),
      draws: { from: 'torch.cpu', implicit: 'initial weights' },
      returns: 'argument',
    },

    // Tensors
    ...each('torch', computed, (name) => ({ upstream: generated(`torch.${name}`), ...aTensor })),
    ...each('torch', made, (name) => ({
      upstream: generated(`torch.${name}`),
      ...aTensor,
      selects: { name: 'device' },
    })),
    'torch.Tensor': { upstream: `${docs}/tensors.html`, ...aTensor },
    'torch.nn.Parameter': {
      upstream: generated('torch.nn.parameter.Parameter'),
      returns: 'torch.nn.Parameter',
    },
    ...methods('torch.nn.Parameter', initialisedInPlace, (name) => ({
      upstream: generated(`torch.Tensor.${name}`),
      draws: {
        from: 'torch.cpu',
        implicit: 'initial weights',
        generator: { name: 'generator', made: aGenerator },
      },
      returns: 'receiver',
    })),
    ...methods('torch.nn.Module', ['weight', 'bias'], () => ({
      upstream: generated('torch.nn.Module'),
      property: true,
      returns: 'torch.nn.Parameter',
    })),
    'torch.nn.Module#[]': { upstream: generated('torch.nn.Sequential'), returns: 'torch.nn.Module' },
    'torch.nn.Module#parameters': {
      upstream: generated('torch.nn.Module'),
      returns: 'torch.nn.Parameters',
    },
    'torch.nn.Module#named_parameters': {
      upstream: generated('torch.nn.Module'),
      returns: 'torch.nn.NamedParameters',
    },
    ...methods('torch.nn.Module', ['modules', 'children'], () => ({
      upstream: generated('torch.nn.Module'),
      returns: 'torch.nn.Modules',
    })),
    ...methods('torch.nn.Module', ['named_modules', 'named_children'], () => ({
      upstream: generated('torch.nn.Module'),
      returns: 'torch.nn.NamedModules',
    })),
    ...each('torch', insensitive, (name) => ({
      upstream: generated(`torch.${name}`),
      orderInsensitive: true,
      ...aTensor,
    })),
    ...each('torch', ['sort', 'unique'], (name) => ({
      upstream: generated(`torch.${name}`),
      ordersItems: true,
    })),
    'torch.argsort': { upstream: generated('torch.argsort'), ordersItems: 'by index' },
    'torch.Tensor#argsort': { upstream: generated('torch.Tensor.argsort'), ordersItems: 'by index' },
    ...methods('torch.Tensor', sameTensor, (name) => ({
      upstream: `${docs}/tensors.html`,
      returns: 'receiver' as const,
      ...(name === 'to' ? { selects: { at: 0, name: 'device' } } : {}),
    })),
    'torch.Tensor#data': { upstream: `${docs}/tensors.html`, property: true, returns: 'receiver' },
    ...methods('torch.Tensor', names('T mT H mH real imag'), () => ({
      upstream: `${docs}/tensors.html`,
      property: true,
      returns: 'view' as const,
    })),
    'torch.Tensor#cuda': {
      upstream: generated('torch.Tensor.cuda'),
      returns: 'receiver',
      selects: { constant: 'cuda' },
    },
    'torch.Tensor#numpy': { upstream: generated('torch.Tensor.numpy'), returns: 'numpy.ndarray' },
    'torch.Tensor#put_': {
      upstream: deterministic,
      returns: 'receiver',
      ...raises('Where indices repeat, the last of several writes to one element wins.'),
    },
    ...methods('torch.Tensor', ['scatter_reduce', 'scatter_reduce_'], () => ({
      upstream: deterministic,
      ...aTensor,
      ...raises('Repeated indices are multiplied in an order that changes from run to run.', {
        when: [{ at: 3, name: 'reduce', is: ['prod'] }],
      }),
    })),
    ...methods('torch.Tensor', ['cumsum', 'cumsum_'], () => ({
      upstream: deterministic,
      ...aTensor,
      ...raises('The parallel sum of floating point numbers groups its terms differently from run to run.'),
    })),
    'torch.device': {
      upstream: `${docs}/tensor_attributes.html#torch.device`,
      selects: { at: 0, name: 'type' },
      returns: 'argument',
    },
    ...each('torch.cuda', ['is_available', 'device_count', 'set_device', 'current_device'], (name) => ({
      upstream: generated(`torch.cuda.${name}`),
      selects: { constant: 'cuda' },
    })),
    'torch.set_default_device': {
      upstream: generated('torch.set_default_device'),
      selects: { at: 0, name: 'device' },
    },

    // Data
    'torch.utils.data.DataLoader': {
      upstream: `${data}#torch.utils.data.DataLoader`,
      ...ownLoader,
      spawns: {
        ...ownLoader.spawns,
        initializer: { at: 10, name: 'worker_init_fn', made: seedWorker },
        collates: { at: 6, name: 'collate_fn' },
        copied: { source: 'numpy.global', before: '1.9' },
      },
    },
    ...each('torch.utils.data', ['RandomSampler', 'WeightedRandomSampler'], (name) => ({
      upstream: `${data}#torch.utils.data.${name}`,
      draws: {
        from: 'torch.cpu',
        implicit: 'the order of samples',
        generator: { at: 3, name: 'generator', made: aGenerator },
        at: 'iteration' as const,
        orders: true,
      },
      returns: 'torch.utils.data.Sampler',
    })),
    'torch.utils.data.SubsetRandomSampler': {
      upstream: `${data}#torch.utils.data.SubsetRandomSampler`,
      draws: {
        from: 'torch.cpu',
        implicit: 'the order of samples',
        generator: { at: 1, name: 'generator', made: aGenerator },
        at: 'iteration',
        orders: true,
      },
      returns: 'torch.utils.data.Sampler',
    },
    ...each('torch.utils.cpp_extension', names('load load_inline CppExtension CUDAExtension'), (name) => ({
      upstream: `${docs}/cpp_extension.html#torch.utils.cpp_extension.${name}`,
      harmless: 'path' as const,
    })),
    ...each('torch.utils.data', ['SequentialSampler', 'BatchSampler'], (name) => ({
      upstream: `${data}#torch.utils.data.${name}`,
      returns: name === 'BatchSampler' ? ('argument' as const) : 'torch.utils.data.Sampler',
    })),
    'torch.utils.data.DistributedSampler': {
      upstream: `${data}#torch.utils.data.distributed.DistributedSampler`,
      creates: {
        type: 'torch.utils.data.DistributedSampler',
        seed: { at: 4, name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } },
        unseeded: 'constant',
        describes: true,
      },
      epochMethod: 'set_epoch',
      epochMethodWhen: [{ at: 3, name: 'shuffle', isNot: [false], default: true }],
    },
    'torch.utils.data.DistributedSampler#set_epoch': {
      upstream: `${data}#torch.utils.data.distributed.DistributedSampler`,
    },
    'torch.utils.data.random_split': {
      upstream: `${data}#torch.utils.data.random_split`,
      draws: {
        from: 'torch.cpu',
        implicit: 'the split of the data',
        generator: { at: 2, name: 'generator', made: aGenerator },
        orders: true,
      },
      returns: 'builtins.list',
      items: 'torch.utils.data.Dataset',
    },
    'torch.utils.data.Subset': { upstream: data, returns: 'argument' },
    ...each('torch.utils.data', ['TensorDataset', 'ConcatDataset', 'StackDataset'], () => ({
      upstream: data,
      returns: 'torch.utils.data.Dataset',
    })),
    'torch.utils.data.ChainDataset': { upstream: data, returns: 'torch.utils.data.IterableDataset' },
    'torch.utils.data.get_worker_info': {
      upstream: `${data}#torch.utils.data.get_worker_info`,
      returns: 'torch.utils.data.WorkerInfo',
    },
    'torch.utils.data.WorkerInfo#seed': {
      upstream: `${data}#torch.utils.data.get_worker_info`,
      identifies: 'worker and epoch',
    },
    'torch.utils.data.WorkerInfo#id': {
      upstream: `${data}#torch.utils.data.get_worker_info`,
      identifies: 'worker',
    },

    // Switches
    'torch.use_deterministic_algorithms': {
      upstream: deterministic,
      sets: [{ setting: 'torch.use_deterministic_algorithms', value: { at: 0, name: 'mode' } }],
      mustBeCalled: true,
    },
    'torch.set_deterministic_debug_mode': {
      upstream: generated('torch.set_deterministic_debug_mode'),
      sets: [{ setting: 'torch.use_deterministic_algorithms', value: { at: 0, name: 'debug_mode' } }],
      mustBeCalled: true,
    },
    'torch.set_float32_matmul_precision': {
      upstream: generated('torch.set_float32_matmul_precision'),
      sets: [{ setting: 'torch.set_float32_matmul_precision', value: { at: 0, name: 'precision' } }],
      mustBeCalled: true,
    },
    'torch.backends.cudnn.flags': {
      upstream: `${docs}/backends.html`,
      sets: [
        { setting: 'torch.backends.cudnn.benchmark', value: { at: 1, name: 'benchmark' }, default: false },
        {
          setting: 'torch.backends.cudnn.deterministic',
          value: { at: 3, name: 'deterministic' },
          default: false,
        },
      ],
    },
    'torch.compile': {
      upstream: generated('torch.compile'),
      sets: [{ setting: 'torch.compile(mode=)', value: { name: 'mode' }, default: 'default' }],
      returns: { at: 0, name: 'model' },
    },

    // Training
    'torch.Tensor#backward': { upstream: generated('torch.Tensor.backward'), trains: 'step' },
    'torch.autograd.grad': {
      upstream: generated('torch.autograd.grad'),
      trains: 'gradient',
      stepWhen: [
        { at: 1, name: 'inputs', of: 'torch.nn.Parameter' },
        { at: 1, name: 'inputs', of: 'torch.nn.Parameters' },
      ],
    },
    'torch.autograd.backward': { upstream: generated('torch.autograd.backward'), trains: 'step' },
    ...each('torch.optim', optimizers, (name) => ({
      upstream: generated(`torch.optim.${name}`),
      returns: 'torch.optim.Optimizer',
    })),
    'torch.optim.Optimizer#step': { upstream: `${docs}/optim.html`, trains: 'step' },
    'torch.optim.Optimizer#zero_grad': { upstream: `${docs}/optim.html` },
    'torch.optim.Optimizer#load_state_dict': {
      upstream: `${docs}/optim.html`,
      loadsWeights: true,
      resumes: true,
    },
    'torch.amp.GradScaler': { upstream: `${docs}/amp.html`, returns: 'torch.amp.GradScaler' },
    'torch.amp.GradScaler#scale': { upstream: `${docs}/amp.html`, returns: 'argument' },
    'torch.amp.GradScaler#step': { upstream: `${docs}/amp.html`, trains: 'step' },

    // Several processes
    'torch.distributed.get_rank': { upstream: distributed, identifies: 'rank' },
    'torch.distributed.get_node_local_rank': { upstream: distributed, identifies: 'rank' },
    'torch.multiprocessing.spawn': {
      upstream: `${docs}/multiprocessing.html`,
      spawns: {
        what: 'process',
        function: { at: 0, name: 'fn' },
        workers: { at: 2, name: 'nprocs', default: 1 },
        handover: [{ at: 1, name: 'args' }],
      },
      calls: [{ at: 0, name: 'fn', times: 'worker' }],
    },
    ...each('torch.nn.parallel', ['DistributedDataParallel', 'DataParallel'], (name) => ({
      upstream: generated(`torch.nn.parallel.${name}`),
      returns: { at: 0, name: 'module' },
    })),
  },
}
