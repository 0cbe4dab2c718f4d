import { each, methods, names } from './entries.ts'
import type { Library, SeedSlot } from '../schema.ts'

const docs = 'https://docs.jax.dev/en/latest'
const page = (path: string) => `${docs}/_autosummary/${path}.html`
const random = `${docs}/jax.random.html`
const flax = 'https://flax.readthedocs.io/en/latest'

const seed: SeedSlot = { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } }

const draws = names(`
  ball bernoulli beta binomial bits categorical cauchy chisquare choice dirichlet double_sided_maxwell exponential
  f gamma generalized_normal geometric gumbel laplace loggamma logistic lognormal maxwell multinomial
  multivariate_normal normal orthogonal pareto permutation poisson rademacher randint rayleigh t triangular
  truncated_normal uniform wald weibull_min
`)
const layers = names(`
  BatchNorm Conv ConvTranspose Dropout Einsum Embed GRUCell GroupNorm InstanceNorm LSTMCell LayerNorm Linear
  LinearGeneral MultiHeadAttention OptimizedLSTMCell RMSNorm RNN Sequential SimpleCell
`)

/** JAX and Flax: keys are values, so nothing is drawn from a shared state. Names as in 0.10.2 and 0.12.8. */
export const jax: Library = {
  name: 'JAX',
  language: 'python',
  ml: true,
  modules: {
    jax: { path: 'jax', loads: 'jax' },
    flax: { path: 'flax', loads: 'jax' },
    optax: { path: 'optax', loads: 'jax' },
    haiku: { path: 'haiku', loads: 'jax' },
    equinox: { path: 'equinox', loads: 'jax' },
  },
  aliases: { 'flax.nnx.rnglib': 'flax.nnx' },
  settings: [
    {
      name: 'XLA_FLAGS',
      kind: 'environment',
      deterministic: ['/xla_gpu_deterministic_ops=true/', '/xla_gpu_exclude_nondeterministic_ops=true/'],
      benchmark: ['/xla_gpu_autotune_level=[1-9]/'],
      read: { when: 'first-operation', by: 'jax' },
      meaning: "options of XLA, the compiler of JAX and of TensorFlow's `jit_compile`",
      upstream: 'https://openxla.org/xla/determinism',
    },
  ],
  requirements: [
    {
      on: 'gpu',
      setting: 'XLA_FLAGS',
      values: ['/xla_gpu_deterministic_ops=true/', '/xla_gpu_exclude_nondeterministic_ops=true/'],
      write: 'os.environ["XLA_FLAGS"] = "--xla_gpu_deterministic_ops=true"',
      needs: { module: 'os' },
      why: 'scatters and other GPU kernels add in an order that changes from run to run',
      upstream: 'https://openxla.org/xla/determinism',
    },
  ],
  types: {
    'jax.random.key': {},
    'flax.nnx.Rngs': {},
    'flax.nnx.Module': { hooks: { __call__: 'batch' }, call: '__call__' },
    'flax.linen.Module': { hooks: { __call__: 'batch' }, call: '__call__' },
  },
  api: {
    ...each('jax.random', ['key', 'PRNGKey'], (name) => ({
      upstream: page(`jax.random.${name}`),
      creates: { type: 'jax.random.key', seed, unseeded: 'constant' as const, describes: true },
      key: { role: 'makes' as const },
    })),
    'jax.random.split': {
      upstream: page('jax.random.split'),
      key: { role: 'splits', in: { at: 0, name: 'key' } },
      returns: 'argument',
    },
    'jax.random.fold_in': {
      upstream: page('jax.random.fold_in'),
      key: { role: 'derives', in: { at: 0, name: 'key' } },
      returns: 'argument',
    },
    ...each('jax.random', draws, () => ({
      upstream: random,
      key: { role: 'consumes' as const, in: { at: 0, name: 'key' } },
    })),
    'jax.jit': { upstream: page('jax.jit'), traces: { at: 0, name: 'fun' }, returns: 'argument' },
    'jax.pmap': { upstream: page('jax.pmap'), traces: { at: 0, name: 'fun' }, returns: 'argument' },
    'flax.nnx.jit': {
      upstream: `${flax}/api_reference/flax.nnx/transforms.html`,
      traces: { at: 0, name: 'fun' },
      returns: 'argument',
    },
    ...each('jax', ['vmap', 'checkpoint'], (name) => ({
      upstream: page(`jax.${name}`),
      returns: 'argument' as const,
    })),
    ...each('jax', ['grad', 'value_and_grad'], (name) => ({
      upstream: page(`jax.${name}`),
      returns: 'argument' as const,
      trains: 'step' as const,
    })),
    ...each('flax.nnx', ['grad', 'value_and_grad'], (name) => ({
      upstream: `${flax}/api_reference/flax.nnx/transforms.html#flax.nnx.${name}`,
      returns: 'argument' as const,
      trains: 'step' as const,
    })),
    'optax.apply_updates': {
      upstream: 'https://optax.readthedocs.io/en/latest/api/apply_updates.html',
      trains: 'step',
    },
    ...each('flax.serialization', ['from_bytes', 'from_state_dict', 'msgpack_restore'], (name) => ({
      upstream: `${flax}/api_reference/flax.serialization.html#flax.serialization.${name}`,
      loadsWeights: true,
    })),
    'flax.training.checkpoints.restore_checkpoint': {
      upstream: `${flax}/api_reference/flax.training.html#flax.training.checkpoints.restore_checkpoint`,
      loadsWeights: true,
    },
    'jax.devices': { upstream: page('jax.devices'), selects: { at: 0, name: 'backend' } },
    'flax.nnx.Rngs': {
      upstream: `${flax}/api_reference/flax.nnx/rnglib.html`,
      creates: {
        type: 'flax.nnx.Rngs',
        seed: { at: 0, name: 'default', constant: 'advances', write: { as: 'number', from: 0 } },
        unseeded: 'constant',
        describes: true,
      },
    },
    ...each('flax.nnx', layers, () => ({
      upstream: `${flax}/api_reference/flax.nnx/nn/index.html`,
      returns: 'flax.nnx.Module',
    })),
    'flax.linen.Module#init': {
      upstream: `${flax}/api_reference/flax.linen/module.html`,
      key: { role: 'consumes', in: { at: 0, name: 'rngs' }, repeatable: true },
    },
    ...methods('flax.linen.Module', ['apply'], () => ({
      upstream: `${flax}/api_reference/flax.linen/module.html`,
    })),
  },
}
