import { each, names } from './entries.ts'
import type { Library, SeedSlot } from '../schema.ts'

const hyperopt = 'hyperopt/hyperopt hyperopt/fmin.py#fmin'
const tuner = 'keras-team/keras-tuner keras_tuner/engine/oracle.py#Oracle.__init__'
const autokeras = 'keras-team/autokeras autokeras/auto_model.py#AutoModel.__init__'

const seed: SeedSlot = { name: 'seed', constant: 'advances', write: { as: 'number', from: 1 } }

/** Searches for hyperparameters: hyperopt, KerasTuner, AutoKeras; read upstream, not run. */
export const searches: Library = {
  name: 'hyperopt, KerasTuner and AutoKeras',
  language: 'python',
  ml: true,
  modules: {
    hyperopt: { path: 'hyperopt' },
    keras_tuner: { path: 'keras_tuner', loads: 'tensorflow' },
    kerastuner: { path: 'keras_tuner', loads: 'tensorflow' },
    autokeras: { path: 'autokeras', loads: 'tensorflow' },
  },
  types: { 'keras_tuner.Tuner': {}, 'autokeras.AutoModel': {} },
  api: {
    'hyperopt.fmin': {
      upstream: hyperopt,
      draws: {
        from: 'entropy',
        implicit: "the search's proposals",
        generator: {
          name: 'rstate',
          made: { source: 'np.random.default_rng({seed})', module: 'numpy' },
        },
        remedy: '`rstate=np.random.default_rng(seed)`',
      },
      calls: [{ at: 0, name: 'fn', times: 'many' }],
    },
    /** `self.seed = seed or random.randint(1, 10000)` */
    ...each('keras_tuner', names('RandomSearch BayesianOptimization Hyperband'), {
      upstream: tuner,
      draws: {
        from: 'python.random',
        implicit: "the search's proposals",
        seed: { ...seed, ignores: ['zero'] },
      },
      calls: [{ at: 0, name: 'hypermodel', times: 'many' }],
      returns: 'keras_tuner.Tuner',
    }),
    'keras_tuner.Tuner#search': { upstream: tuner, trains: 'model' },
    ...each(
      'autokeras',
      names(`
        AutoModel ImageClassifier ImageRegressor TextClassifier TextRegressor StructuredDataClassifier
        StructuredDataRegressor TimeseriesForecaster
      `),
      {
        upstream: autokeras,
        draws: {
          from: 'python.random',
          implicit: 'the models that it tries',
          seed: { ...seed, ignores: ['zero'] },
        },
        returns: 'autokeras.AutoModel',
      },
    ),
    'autokeras.AutoModel#fit': { upstream: autokeras, trains: 'model' },
  },
}
