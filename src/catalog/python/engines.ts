import { each, methods, names } from './entries.ts'
import type { Api, Library } from '../schema.ts'

const ignite = 'https://docs.pytorch.org/ignite/v0.5.2/generated/ignite.engine.engine.Engine.html'
const igniteSeed = 'https://docs.pytorch.org/ignite/v0.5.2/utils.html#ignite.utils.manual_seed'
const igniteSupervised =
  'https://docs.pytorch.org/ignite/v0.5.2/engine.html#helper-methods-to-define-supervised-trainer-and-evaluator'
const catalyst = 'https://catalyst-team.github.io/catalyst/api/runners.html'
const catalystSeed = 'catalyst-team/catalyst catalyst/utils/misc.py#set_global_seed'
const skorch = 'https://skorch.readthedocs.io/en/v1.0.0/net.html'
const mmengine = 'https://mmengine.readthedocs.io/en/v0.10.4/api/generated/mmengine.runner.Runner.html'
const ultralytics = 'https://docs.ultralytics.com/modes/train'
const poutyne = 'https://poutyne.org/model.html'

const sources = ['python.random', 'numpy.global', 'torch.cpu', 'torch.cuda']
const engine: Api = { upstream: igniteSupervised, returns: 'ignite.engine.Engine' }

/** Other training loops on PyTorch: they take the program's functions and objects, and call them when they are started. */
export const engines: Library = {
  name: 'Ignite, Catalyst and others',
  language: 'python',
  ml: true,
  modules: Object.fromEntries(
    names('ignite catalyst skorch mmengine ultralytics poutyne').map((name) => [
      name,
      { path: name, loads: 'torch' },
    ]),
  ),
  aliases: {
    'ignite.engine.engine.Engine': 'ignite.engine.Engine',
    'catalyst.runners.supervised.SupervisedRunner': 'catalyst.dl.SupervisedRunner',
    'catalyst.runners.runner.Runner': 'catalyst.dl.Runner',
    'catalyst.runners.Runner': 'catalyst.dl.Runner',
    'catalyst.runners.SupervisedRunner': 'catalyst.dl.SupervisedRunner',
    'catalyst.utils.misc.set_global_seed': 'catalyst.utils.set_global_seed',
    'mmengine.runner.runner.Runner': 'mmengine.runner.Runner',
  },
  types: {
    'ignite.engine.Engine': {},
    'catalyst.dl.Runner': {},
    'skorch.NeuralNet': {},
    'mmengine.runner.Runner': {},
    'ultralytics.YOLO': {},
    'poutyne.Model': {},
  },
  api: {
    'ignite.utils.manual_seed': {
      upstream: igniteSeed,
      seeds: {
        sources,
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0, to: 4294967295 } },
      },
    },
    'ignite.engine.Engine': { ...engine, upstream: ignite },
    'ignite.engine.create_supervised_trainer': engine,
    'ignite.engine.create_supervised_evaluator': engine,
    'ignite.engine.Engine#on': { upstream: ignite, returns: 'receiver' },
    'ignite.engine.Engine#run': { upstream: ignite, trains: 'model' },

    'catalyst.utils.set_global_seed': {
      upstream: catalystSeed,
      seeds: {
        sources,
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } },
      },
    },
    ...each('catalyst.dl', names('Runner SupervisedRunner GANRunner SelfSupervisedRunner ConfigRunner'), {
      upstream: catalyst,
      returns: 'catalyst.dl.Runner',
    }),
    /** It seeds with `seed=`, which is 42 where none is given. */
    'catalyst.dl.Runner#train': {
      upstream: catalyst,
      seeds: { sources, seed: { name: 'seed', constant: 'advances' }, unseeded: 'constant' },
      trains: 'model',
    },
    'catalyst.dl.Runner#run': { upstream: catalyst, trains: 'model' },

    ...each('skorch', names('NeuralNet NeuralNetClassifier NeuralNetBinaryClassifier NeuralNetRegressor'), {
      upstream: skorch,
      returns: 'skorch.NeuralNet',
    }),
    ...methods('skorch.NeuralNet', names('fit partial_fit'), { upstream: skorch, trains: 'model' }),
    ...each('mmengine.runner', ['Runner', 'Runner.from_cfg'], {
      upstream: mmengine,
      returns: 'mmengine.runner.Runner',
    }),
    'mmengine.runner.Runner#train': { upstream: mmengine, trains: 'model' },
    'ultralytics.YOLO': { upstream: ultralytics, loadsWeights: true, returns: 'ultralytics.YOLO' },
    /** It seeds with `seed=`, which is 0 where none is given. */
    'ultralytics.YOLO#train': {
      upstream: ultralytics,
      seeds: { sources, seed: { name: 'seed', constant: 'advances' }, unseeded: 'constant' },
      trains: 'model',
    },
    'poutyne.Model': { upstream: poutyne, returns: 'poutyne.Model' },
    ...methods('poutyne.Model', names('fit fit_generator fit_dataset train_on_batch'), {
      upstream: poutyne,
      trains: 'model',
    }),
  },
}
