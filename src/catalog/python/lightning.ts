import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const docs = 'https://lightning.ai/docs/pytorch/2.6.6'
const seeding = `${docs}/api/lightning.fabric.utilities.seed.html`
const trainer = `${docs}/common/trainer.html`
const module = `${docs}/common/lightning_module.html`

const sources = ['python.random', 'numpy.global', 'torch.cpu', 'torch.cuda', 'torch.mps', 'torch.xpu']

const called = <K extends 'once' | 'batch' | 'epoch'>(how: K, text: string): Record<string, K> =>
  Object.fromEntries(names(text).map((name) => [name, how]))

/** lightning/pytorch/core/hooks.py:365-642, in the order in which `fit` calls them. */
const dataHooks = {
  ...called(
    'once',
    'prepare_data setup train_dataloader val_dataloader test_dataloader predict_dataloader on_load_checkpoint',
  ),
  ...called('batch', 'on_before_batch_transfer transfer_batch_to_device on_after_batch_transfer'),
  ...called('once', 'on_save_checkpoint teardown'),
}
/** lightning/pytorch/core/hooks.py:30-333 and module.py:697-1370. */
const moduleHooks = {
  ...called(
    'once',
    'configure_model configure_sharded_model configure_callbacks configure_optimizers on_fit_start on_train_start',
  ),
  ...called('epoch', 'on_train_epoch_start'),
  ...called(
    'batch',
    `on_train_batch_start training_step forward on_before_zero_grad optimizer_zero_grad on_before_backward backward
     on_after_backward on_before_optimizer_step configure_gradient_clipping optimizer_step lr_scheduler_step
     on_train_batch_end training_step_end`,
  ),
  ...called('epoch', 'training_epoch_end on_train_epoch_end'),
  ...called('once', 'on_train_end on_fit_end'),
  ...called('epoch', 'on_validation_start on_validation_epoch_start'),
  ...called('batch', 'on_validation_batch_start validation_step on_validation_batch_end'),
  ...called('epoch', 'validation_epoch_end on_validation_epoch_end on_validation_end'),
  ...called('epoch', 'on_test_epoch_start test_epoch_end on_test_epoch_end'),
  ...called('batch', 'test_step predict_step'),
}

/** Lightning under its three names; run on 2.6.6. */
export const lightning: Library = {
  name: 'Lightning',
  language: 'python',
  ml: true,
  modules: {
    lightning: { path: 'lightning', loads: 'torch' },
    pytorch_lightning: { path: 'lightning.pytorch', loads: 'torch' },
    lightning_fabric: { path: 'lightning.fabric', loads: 'torch' },
  },
  aliases: {
    'lightning.Trainer': 'lightning.pytorch.Trainer',
    'lightning.LightningModule': 'lightning.pytorch.LightningModule',
    'lightning.LightningDataModule': 'lightning.pytorch.LightningDataModule',
    'lightning.seed_everything': 'lightning.pytorch.seed_everything',
    'lightning.fabric.seed_everything': 'lightning.pytorch.seed_everything',
    'lightning.fabric.utilities.seed.seed_everything': 'lightning.pytorch.seed_everything',
    'lightning.fabric.Fabric': 'lightning.Fabric',
    'lightning.pytorch.trainer.Trainer': 'lightning.pytorch.Trainer',
    'lightning.pytorch.core.LightningModule': 'lightning.pytorch.LightningModule',
  },
  settings: [
    {
      name: 'PL_GLOBAL_SEED',
      kind: 'environment',
      read: { when: 'any-time' },
      meaning: '`seed_everything()` takes its seed from it when it is given none',
      upstream: seeding,
    },
    {
      name: 'PL_SEED_WORKERS',
      kind: 'environment',
      read: { when: 'any-time' },
      meaning: '`1` gives every data loader a worker function',
      upstream: seeding,
    },
  ],
  types: {
    'lightning.pytorch.LightningModule': {
      extends: 'torch.nn.Module',
      hooks: { ...dataHooks, ...moduleHooks },
    },
    'lightning.pytorch.LightningDataModule': { hooks: dataHooks },
    'lightning.pytorch.Trainer': {},
    'lightning.Fabric': {},
  },
  api: {
    /** Without a seed it takes `PL_GLOBAL_SEED`, or 0 with a warning. */
    'lightning.pytorch.seed_everything': {
      upstream: seeding,
      seeds: {
        sources,
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0, to: 4294967295 } },
        unseeded: 'constant',
        workers: [{ at: 1, name: 'workers', is: [true], default: false }],
      },
    },
    'lightning.pytorch.utilities.seed.isolate_rng': {
      upstream: seeding,
      seeds: { sources, restores: true, scoped: true },
    },
    'lightning.Fabric.seed_everything': {
      upstream: `${docs}/../fabric/api/fabric_methods.html`,
      seeds: {
        sources,
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0, to: 4294967295 } },
        unseeded: 'constant',
        workers: [{ at: 1, name: 'workers', isNot: [false] }],
      },
    },
    'lightning.pytorch.Trainer': {
      upstream: trainer,
      sets: [
        { setting: 'torch.use_deterministic_algorithms', value: { name: 'deterministic' } },
        { setting: 'torch.backends.cudnn.benchmark', value: { name: 'benchmark' } },
      ],
      selects: { name: 'accelerator' },
      selectsWhere: [
        { name: 'accelerator', is: ['gpu', 'cuda', 'auto'], backend: 'cuda' },
        // Before Lightning 2.
        { name: 'gpus', isNot: [0, '0', null], backend: 'cuda' },
      ],
      returns: 'lightning.pytorch.Trainer',
    },
    'lightning.pytorch.Trainer#fit': { upstream: trainer, trains: 'model' },
    ...methods('lightning.pytorch.Trainer', names('test validate predict'), () => ({ upstream: trainer })),
    'lightning.pytorch.cli.LightningCLI': {
      upstream: `${docs}/api/lightning.pytorch.cli.LightningCLI.html`,
      seeds: {
        sources,
        seed: { name: 'seed_everything_default', constant: 'advances' },
        unseeded: 'constant',
        workers: [],
      },
      trains: 'model',
    },
    'lightning.pytorch.LightningModule.load_from_checkpoint': {
      upstream: module,
      loadsWeights: true,
      returns: 'lightning.pytorch.LightningModule',
    },
    'lightning.Fabric': {
      upstream: `${docs}/../fabric/api/fabric_args.html`,
      selects: { name: 'accelerator' },
      returns: 'lightning.Fabric',
    },
    ...methods('lightning.Fabric', ['setup', 'setup_dataloaders', 'setup_module'], (name) => ({
      upstream: `${docs}/../fabric/api/fabric_methods.html`,
      returns: 'arguments' as const,
      ...(name === 'setup_dataloaders' && { tellsEpochs: true }),
    })),
    'lightning.Fabric#backward': {
      upstream: `${docs}/../fabric/api/fabric_methods.html`,
      trains: 'step',
    },
    ...each('lightning.pytorch', ['LightningModule', 'LightningDataModule'], (name) => ({
      upstream: module,
      returns: `lightning.pytorch.${name}`,
    })),
  },
}
