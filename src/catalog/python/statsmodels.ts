import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const docs = 'https://www.statsmodels.org/stable/generated/statsmodels'

/** statsmodels: which source each takes was found by running it (0.15). */
export const statsmodels: Library = {
  name: 'statsmodels',
  language: 'python',
  ml: true,
  modules: { statsmodels: { path: 'statsmodels' } },
  aliases: {
    'statsmodels.api.tsa': 'statsmodels.tsa.api',
    'statsmodels.tsa.statespace.sarimax': 'statsmodels.tsa.api',
    'statsmodels.tsa.arima.model': 'statsmodels.tsa.api',
  },
  types: { 'statsmodels.tsa.api.Model': {}, 'statsmodels.tsa.api.Results': {} },
  api: {
    'statsmodels.tsa.arima_process.arma_generate_sample': {
      upstream: `${docs}.tsa.arima_process.arma_generate_sample.html`,
      draws: { from: 'numpy.global', orders: true, when: [{ at: 4, name: 'distrvs', given: false }] },
    },
    ...each('statsmodels.tsa.api', names('ARIMA SARIMAX UnobservedComponents'), (name) => ({
      upstream: `${docs}.tsa.statespace.html#${name}`,
      returns: 'statsmodels.tsa.api.Model' as const,
    })),
    'statsmodels.tsa.api.Model#fit': {
      upstream: `${docs}.tsa.statespace.sarimax.SARIMAX.fit.html`,
      trains: 'model',
      returns: 'statsmodels.tsa.api.Results',
    },
    ...methods('statsmodels.tsa.api.Results', ['simulate'], {
      upstream: `${docs}.tsa.statespace.sarimax.SARIMAXResults.simulate.html`,
      draws: {
        from: 'entropy',
        orders: true,
        generator: { name: 'random_state' },
        remedy: '`random_state=seed`',
        // Where the shocks are given there is nothing to draw.
        when: [{ name: 'state_shocks', given: false }],
      },
    }),
  },
}
