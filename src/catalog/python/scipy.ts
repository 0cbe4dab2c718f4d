import { each, methods, names } from './entries.ts'
import type { Api, Creation, Library } from '../schema.ts'

const page = (path: string) => `https://docs.scipy.org/doc/scipy-1.17.1/reference/generated/${path}.html`

const distributions = names(`
  alpha anglit arcsine argus bernoulli beta betabinom betanbinom betaprime binom boltzmann bradford burr burr12
  cauchy chi chi2 cosine crystalball dgamma dlaplace dweibull erlang expon exponnorm exponpow exponweib f
  fatiguelife fisk foldcauchy foldnorm gamma gausshyper genexpon genextreme gengamma genhalflogistic genhyperbolic
  geninvgauss genlogistic gennorm genpareto geom gibrat gompertz gumbel_l gumbel_r halfcauchy halfgennorm
  halflogistic halfnorm hypergeom hypsecant invgamma invgauss invweibull irwinhall jf_skew_t johnsonsb johnsonsu
  kappa3 kappa4 ksone kstwo kstwobign laplace laplace_asymmetric levy levy_l levy_stable loggamma logistic
  loglaplace lognorm logser loguniform lomax maxwell mielke moyal nakagami nbinom ncf nct ncx2 nhypergeom norm
  norminvgauss pareto pearson3 planck poisson powerlaw powerlognorm powernorm randint rayleigh rdist recipinvgauss
  reciprocal rel_breitwigner rice semicircular skellam skewcauchy skewnorm studentized_range t trapezoid triang
  truncexpon truncnorm truncpareto truncweibull_min tukeylambda uniform vonmises wald weibull_max weibull_min
  wrapcauchy yulesimon zipf zipfian
`)
const multivariate = names(`
  dirichlet invwishart matrix_normal multinomial multivariate_hypergeom multivariate_normal multivariate_t
  ortho_group random_correlation special_ortho_group unitary_group uniform_direction vonmises_fisher wishart
`)

/** `rng=` since 1.15, `random_state=` or `seed=` before: each takes a seed, a generator or None. */
function drawing(argument: string): (name: string) => Api {
  return () => ({
    upstream: 'https://docs.scipy.org/doc/scipy-1.17.1/reference/stats.html#random-number-generation',
    draws: { from: 'numpy.global', generator: { name: argument } },
  })
}
/** With either name given there is nothing to draw from the global generator. */
function resampling(path: string, older: string): Api {
  return {
    upstream: page(path),
    draws: {
      from: 'numpy.global',
      generator: { name: 'rng' },
      when: [{ name: older, given: false }],
    },
  }
}

/** `rng=` since 1.15, `seed=` before. */
const scrambled: Creation = {
  type: 'scipy.stats.qmc.QMCEngine',
  seed: {
    name: 'rng',
    constant: 'advances',
    also: [{ name: 'seed' }],
    write: { as: 'number', from: 0 },
  },
  unseeded: 'entropy',
}

/** SciPy: which source each takes was found by running it twice from one state of NumPy's global generator (1.17.1). */
export const scipy: Library = {
  name: 'SciPy',
  language: 'python',
  ml: true,
  modules: { scipy: { path: 'scipy' } },
  types: { 'scipy.stats.rv_frozen': {}, 'scipy.stats.qmc.QMCEngine': {}, 'scipy.stats.gaussian_kde': {} },
  api: {
    ...each(
      'scipy.stats',
      [...distributions, ...multivariate].map((name) => `${name}.rvs`),
      drawing('random_state'),
    ),
    ...each('scipy.stats', [...distributions, ...multivariate], (name) => ({
      upstream: page(`scipy.stats.${name}`),
      returns: 'scipy.stats.rv_frozen',
    })),
    ...methods('scipy.stats.rv_frozen', ['rvs'], drawing('random_state')),
    'scipy.stats.gaussian_kde': {
      upstream: page('scipy.stats.gaussian_kde'),
      returns: 'scipy.stats.gaussian_kde',
    },
    'scipy.stats.gaussian_kde#resample': {
      upstream: page('scipy.stats.gaussian_kde.resample'),
      draws: { from: 'numpy.global', generator: { at: 1, name: 'seed' } },
    },
    'scipy.stats.bootstrap': resampling('scipy.stats.bootstrap', 'random_state'),
    'scipy.stats.permutation_test': resampling('scipy.stats.permutation_test', 'random_state'),
    'scipy.optimize.differential_evolution': resampling('scipy.optimize.differential_evolution', 'seed'),
    'scipy.optimize.dual_annealing': resampling('scipy.optimize.dual_annealing', 'seed'),
    'scipy.optimize.basinhopping': resampling('scipy.optimize.basinhopping', 'seed'),
    'scipy.sparse.random': resampling('scipy.sparse.random', 'random_state'),
    'scipy.sparse.random_array': resampling('scipy.sparse.random_array', 'random_state'),
    'scipy.cluster.vq.kmeans': resampling('scipy.cluster.vq.kmeans', 'seed'),
    'scipy.cluster.vq.kmeans2': resampling('scipy.cluster.vq.kmeans2', 'seed'),
    ...each('scipy.stats.qmc', ['LatinHypercube', 'MultivariateNormalQMC', 'PoissonDisk'], (name) => ({
      upstream: page(`scipy.stats.qmc.${name}`),
      creates: scrambled,
    })),
    // Points that are not scrambled are the same in every run (run on 1.17).
    ...each('scipy.stats.qmc', ['Sobol', 'Halton'], (name) => ({
      upstream: page(`scipy.stats.qmc.${name}`),
      creates: {
        ...scrambled,
        variants: [
          {
            when: [{ name: 'scramble', is: [false] }],
            creates: { ...scrambled, unseeded: 'constant' as const, describes: true },
          },
        ],
      },
    })),
    'scipy.stats.qmc.QMCEngine#random': {
      upstream: page('scipy.stats.qmc.QMCEngine'),
      draws: { from: 'receiver' },
    },
  },
}
