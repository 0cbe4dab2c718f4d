/**
 * What a framework calls runs in the state in force where the framework is started: every hook of the catalogue with
 * nothing seeded, with another source seeded, with its own source seeded in time and too late.
 */
import { join } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import { dedented, projectFolder } from './python.ts'

/** Programs with `§` where a number is drawn and `¤` where sources are seeded before the framework starts. */
const python: Readonly<Record<string, string>> = {
  'a training step of Lightning': `
      import lightning as L
      import numpy as np
      import torch

      class Net(L.LightningModule):
          def __init__(self):
              super().__init__()
              self.layer = torch.nn.Linear(2, 1)

          def training_step(self, batch, batch_idx):
              x, y = batch
              lam = §
              return ((self.layer(lam * x) - y) ** 2).mean()

      ¤
      trainer = L.Trainer(max_epochs=2)
      trainer.fit(Net(), torch.utils.data.DataLoader([1, 2]))
  `,
  'the optimizer of a Lightning module': `
      import pytorch_lightning as pl
      import numpy as np
      import torch

      class Net(pl.LightningModule):
          def __init__(self):
              super().__init__()
              self.layer = torch.nn.Linear(2, 1)

          def configure_optimizers(self):
              return torch.optim.SGD(self.parameters(), lr=§)

          def training_step(self, batch, batch_idx):
              return self.layer(batch).mean()

      ¤
      pl.Trainer().fit(Net(), torch.utils.data.DataLoader([1, 2]))
  `,
  'the loader of a Lightning module': `
      import lightning.pytorch as pl
      import numpy as np
      import torch

      class Net(pl.LightningModule):
          def __init__(self):
              super().__init__()
              self.layer = torch.nn.Linear(2, 1)

          def train_dataloader(self):
              rows = torch.tensor([§, 1.0])
              return torch.utils.data.DataLoader(rows)

          def training_step(self, batch, batch_idx):
              return self.layer(batch).mean()

      def main():
          ¤
          model = Net()
          trainer = pl.Trainer(max_epochs=1)
          trainer.fit(model)

      main()
  `,
  'the set-up of a Lightning data module': `
      import lightning as L
      import numpy as np
      import torch
      from model import Net

      class Data(L.LightningDataModule):
          def setup(self, stage):
              self.rows = torch.tensor([§, 1.0])

          def train_dataloader(self):
              return torch.utils.data.DataLoader(self.rows)

      ¤
      L.Trainer().fit(Net(), datamodule=Data())
  `,
  'a callback of Lightning': `
      import lightning as L
      import numpy as np
      import torch
      from model import Net

      class Noise(L.Callback):
          def on_train_batch_start(self, trainer, module, batch, batch_idx):
              batch.add_(§)

      ¤
      trainer = L.Trainer(callbacks=[Noise()])
      trainer.fit(Net(), torch.utils.data.DataLoader([1, 2]))
  `,
  'a callback of a Trainer of Transformers': `
      import numpy as np
      import transformers
      from model import Net

      class Noise(transformers.TrainerCallback):
          def on_step_begin(self, args, state, control, model=None, **kwargs):
              model.head.weight.data.mul_(§)

      ¤
      trainer = transformers.Trainer(Net(), transformers.TrainingArguments('out'), callbacks=[Noise()])
      ¤
      trainer.train()
  `,
  'an overridden loss of a Trainer of Transformers': `
      import numpy as np
      from transformers import Trainer, TrainingArguments
      from model import Net

      class Mixing(Trainer):
          def compute_loss(self, model, inputs, return_outputs=False):
              return model(inputs['x'] * §).loss

      trainer = Mixing(model=Net(), args=TrainingArguments('out'), train_dataset=[])
      ¤
      trainer.train()
  `,
  'the collator of a Trainer of Transformers': `
      import numpy as np
      import torch
      from transformers import Trainer, TrainingArguments
      from model import Net

      def collate(rows):
          return {'x': torch.tensor([row['x'] * § for row in rows])}

      trainer = Trainer(model=Net(), args=TrainingArguments('out'), train_dataset=[], data_collator=collate)
      ¤
      trainer.train()
  `,
  'a callback of Keras': `
      import keras
      import numpy as np

      class Noise(keras.callbacks.Callback):
          def on_epoch_begin(self, epoch, logs=None):
              self.model.optimizer.learning_rate = §

      ¤
      model = keras.Sequential([keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      x, y = np.zeros((4, 2)), np.zeros((4, 1))
      model.fit(x, y, shuffle=False, callbacks=[Noise()])
  `,
  'a schedule of Keras that a callback takes': `
      import keras
      import numpy as np

      def schedule(epoch, rate):
          return rate * §

      ¤
      model = keras.Sequential([keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      x, y = np.zeros((4, 2)), np.zeros((4, 1))
      model.fit(x, y, shuffle=False, callbacks=[keras.callbacks.LearningRateScheduler(schedule)])
  `,
  'a lambda callback of Keras': `
      import keras
      import numpy as np

      ¤
      model = keras.Sequential([keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      x, y = np.zeros((4, 2)), np.zeros((4, 1))
      again = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: x.fill(§))
      model.fit(x, y, shuffle=False, callbacks=[again])
  `,
  'a layer of Keras in a list of layers': `
      import keras
      import numpy as np

      class Noise(keras.layers.Layer):
          def call(self, inputs):
              return inputs * §

      ¤
      model = keras.Sequential([Noise(), keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      model.fit(np.zeros((4, 2)), np.zeros((4, 1)), shuffle=False)
  `,
  'a layer of Keras that is added': `
      import keras
      import numpy as np

      class Noise(keras.layers.Layer):
          def build(self, shape):
              self.scale = §

          def call(self, inputs):
              return inputs * self.scale

      ¤
      model = keras.Sequential()
      model.add(Noise())
      model.add(keras.layers.Dense(1))
      model.compile('sgd', 'mse')
      model.fit(np.zeros((4, 2)), np.zeros((4, 1)), shuffle=False)
  `,
  'a model of Keras with a training step of its own': `
      import keras
      import numpy as np

      class Net(keras.Model):
          def __init__(self):
              super().__init__()
              self.layer = keras.layers.Dense(1)

          def train_step(self, data):
              x, y = data
              return {'loss': self.compute_loss(x * §, y, self.layer(x))}

      ¤
      model = Net()
      model.compile('sgd', 'mse')
      model.fit(np.zeros((4, 2)), np.zeros((4, 1)), shuffle=False)
  `,
  'a data set of Keras': `
      import keras
      import numpy as np

      class Rows(keras.utils.PyDataset):
          def __len__(self):
              return 4

          def __getitem__(self, index):
              return np.zeros((2, 2)) + §, np.zeros((2, 1))

      ¤
      model = keras.Sequential([keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      model.fit(Rows())
  `,
  'a loss of Keras': `
      import keras
      import numpy as np

      def loss(truth, guess):
          return ((truth - guess) ** 2) * §

      ¤
      model = keras.Sequential([keras.layers.Dense(1)])
      model.compile('sgd', loss=loss)
      model.fit(np.zeros((4, 2)), np.zeros((4, 1)), shuffle=False)
  `,
  'the items of a data set of PyTorch': `
      import numpy as np
      import torch

      class Rows(torch.utils.data.Dataset):
          def __len__(self):
              return 4

          def __getitem__(self, index):
              return torch.tensor([index * §])

      ¤
      layer = torch.nn.Linear(1, 1)
      for x in torch.utils.data.DataLoader(Rows()):
          layer(x).sum().backward()
  `,
  'the items of a loader that was made before': `
      import numpy as np
      import torch

      class Rows:
          def __len__(self):
              return 4

          def __getitem__(self, index):
              return torch.tensor([index * §])

      train, rest = torch.utils.data.random_split(Rows(), [2, 2], torch.Generator().manual_seed(1))
      loader = torch.utils.data.DataLoader(train)
      ¤
      layer = torch.nn.Linear(1, 1)
      for x in loader:
          layer(x).sum().backward()
  `,
  'the items of a part of a data set of PyTorch': `
      import numpy as np
      import torch

      class Rows(torch.utils.data.Dataset):
          def __len__(self):
              return 4

          def __getitem__(self, index):
              return torch.tensor([index * §])

      ¤
      layer = torch.nn.Linear(1, 1)
      for x in torch.utils.data.DataLoader(torch.utils.data.Subset(Rows(), [0, 1])):
          layer(x).sum().backward()
  `,
  'a function that puts batches together': `
      import numpy as np
      import torch

      def collate(rows):
          return torch.tensor(rows) * §

      ¤
      layer = torch.nn.Linear(1, 1)
      for x in torch.utils.data.DataLoader([[1.0], [2.0]], collate_fn=collate):
          layer(x).sum().backward()
  `,
  'an object that puts batches together': `
      import numpy as np
      import torch

      class Collate:
          def __call__(self, rows):
              return torch.tensor(rows) * §

      ¤
      layer = torch.nn.Linear(1, 1)
      for x in torch.utils.data.DataLoader([[1.0], [2.0]], collate_fn=Collate()):
          layer(x).sum().backward()
  `,
  'a sampler': `
      import numpy as np
      import torch

      class Order(torch.utils.data.Sampler):
          def __init__(self, rows):
              self.rows = rows

          def __iter__(self):
              return iter([int(§ * len(self.rows))])

      ¤
      rows = [[1.0], [2.0]]
      layer = torch.nn.Linear(1, 1)
      for x in torch.utils.data.DataLoader(rows, sampler=Order(rows)):
          layer(x[0]).sum().backward()
  `,
  'a batch sampler': `
      import numpy as np
      import torch
      from torch.utils.data import BatchSampler, DataLoader

      class Batches(BatchSampler):
          def __iter__(self):
              yield [int(§ * 2)]

      ¤
      rows = [[1.0], [2.0]]
      layer = torch.nn.Linear(1, 1)
      for x in DataLoader(rows, batch_sampler=Batches([0, 1], 1, False)):
          layer(x[0]).sum().backward()
  `,
  'a step of Ignite': `
      import numpy as np
      import torch
      from ignite.engine import Engine

      layer = torch.nn.Linear(1, 1)
      optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)

      def step(engine, batch):
          layer(batch * §).sum().backward()
          optimizer.step()

      trainer = Engine(step)
      ¤
      trainer.run([torch.ones(1)], max_epochs=2)
  `,
  'a handler of Ignite': `
      import numpy as np
      import torch
      from ignite.engine import Engine, Events

      layer = torch.nn.Linear(1, 1)

      def step(engine, batch):
          layer(batch).sum().backward()

      trainer = Engine(step)

      @trainer.on(Events.EPOCH_STARTED)
      def shake(engine):
          layer.weight.data.mul_(§)

      ¤
      trainer.run([torch.ones(1)], max_epochs=2)
  `,
  'a handler that is added to an engine of Ignite': `
      import numpy as np
      import torch
      from ignite.engine import Events, create_supervised_trainer

      layer = torch.nn.Linear(1, 1)
      optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)

      def shake(engine):
          layer.weight.data.mul_(§)

      trainer = create_supervised_trainer(layer, optimizer, torch.nn.MSELoss())
      trainer.add_event_handler(Events.EPOCH_STARTED, shake)
      ¤
      trainer.run([torch.ones(1)], max_epochs=2)
  `,
  'a runner of Catalyst': `
      import numpy as np
      from catalyst import dl
      from model import Net

      class Runner(dl.Runner):
          def handle_batch(self, batch):
              x, y = batch
              self.batch_metrics = {'loss': self.model(x * §).sum()}

      ¤
      Runner().train(model=Net(), loaders={}, num_epochs=1)
  `,
  'a callback of Catalyst': `
      import numpy as np
      from catalyst import dl
      from model import Net

      class Noise(dl.Callback):
          def on_batch_start(self, runner):
              runner.batch['x'].add_(§)

      ¤
      dl.SupervisedRunner().train(model=Net(), loaders={}, callbacks=[Noise()])
  `,
  'a callback of fastai': `
      import numpy as np
      from fastai.vision.all import Callback, Learner
      from model import Net, loaders

      class Noise(Callback):
          def before_batch(self):
              self.learn.xb = (self.xb[0] * §,)

      ¤
      Learner(loaders, Net(), cbs=Noise()).fit(1)
  `,
  'a transformer of scikit-learn': `
      import numpy as np
      from sklearn.base import BaseEstimator, TransformerMixin
      from sklearn.linear_model import LinearRegression
      from sklearn.pipeline import make_pipeline

      class Noise(BaseEstimator, TransformerMixin):
          def fit(self, X, y=None):
              return self

          def transform(self, X):
              return X + §

      ¤
      model = make_pipeline(Noise(), LinearRegression())
      model.fit(np.zeros((4, 2)), np.zeros(4))
  `,
  'a function that scikit-learn transforms with': `
      import numpy as np
      from sklearn.linear_model import LinearRegression
      from sklearn.pipeline import Pipeline
      from sklearn.preprocessing import FunctionTransformer

      def noise(X):
          return X + §

      ¤
      model = Pipeline([('noise', FunctionTransformer(noise)), ('line', LinearRegression())])
      model.fit(np.zeros((4, 2)), np.zeros(4))
  `,
  'an environment of Stable-Baselines3': `
      import gymnasium as gym
      import numpy as np
      from stable_baselines3 import PPO

      class Walk(gym.Env):
          def reset(self, seed=None, options=None):
              return np.zeros(2), {}

          def step(self, action):
              return np.zeros(2) + §, 0.0, False, False, {}

      agent = PPO('MlpPolicy', Walk())
      ¤
      agent.learn(100)
  `,
  'a callback of Stable-Baselines3': `
      import numpy as np
      from stable_baselines3 import PPO
      from stable_baselines3.common.callbacks import BaseCallback

      class Noise(BaseCallback):
          def _on_step(self):
              self.model.learning_rate = §
              return True

      agent = PPO('MlpPolicy', 'CartPole-v1')
      ¤
      agent.learn(100, callback=Noise())
  `,
  'an objective of Optuna': `
      import numpy as np
      import optuna
      import torch

      def objective(trial):
          layer = torch.nn.Linear(1, 1)
          x = torch.ones(1) * §
          layer(x).sum().backward()
          return float(layer.weight)

      ¤
      study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
      study.optimize(objective, n_trials=3)
  `,
}

/** They seed every source themselves, with a constant where they are given no seed. */
const FRAMEWORKS_THAT_SEED = /Transformers|Catalyst/u

const SEEDS = {
  nothing: 'pass',
  another:
    'import torch, random, tensorflow as tf; torch.manual_seed(0); random.seed(0); tf.random.set_seed(0)',
  all: 'import torch, random, tensorflow as tf; torch.manual_seed(0); random.seed(0); tf.random.set_seed(0); np.random.seed(0)',
}
const DRAW = 'np.random.beta(0.2, 0.2)'

function linted(template: string, seeds: keyof typeof SEEDS): string[] {
  const code = dedented(template).replaceAll('§', DRAW).replaceAll('¤', SEEDS[seeds])
  const folder = projectFolder({
    'train.py': code,
    'model.py': 'import torch\n\n\nclass Net(torch.nn.Module):\n    pass\n',
  })
  const messages = new Linter({ cwd: folder }).verify(
    code,
    plugin.configs.recommended as unknown as Linter.Config[],
    { filename: join(folder, 'train.py') },
  )
  const line = code.split('\n').findIndex((each) => each.includes(DRAW)) + 1
  return messages.filter((each) => each.line === line).map(({ ruleId }) => ruleId!.split('/')[1]!)
}

describe('what a framework of Python calls is run where it is started', () => {
  it.each(Object.keys(python))('%s', (name) => {
    const found = Object.fromEntries(
      Object.keys(SEEDS).map((seeds) => [seeds, linted(python[name]!, seeds as keyof typeof SEEDS)]),
    )
    const reported = FRAMEWORKS_THAT_SEED.test(name) ? [] : ['no-unseeded-random']
    expect(found).toEqual({ nothing: reported, another: reported, all: [] })
  })
})

const IMPORTS = "import * as tf from '@tensorflow/tfjs'\nimport seedrandom from 'seedrandom'\n"

/** With `§` where a number is drawn, and `¤` where `Math.random` is seeded. */
const javascript: Readonly<Record<string, string>> = {
  'a callback of a class of its own': `
      class Noise extends tf.Callback {
        async onEpochBegin(epoch) {
          this.model.layers[0].setWeights([tf.tensor1d([§])])
        }
      }
      ¤
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, kernelInitializer: 'zeros' })] })
      await model.fit(tf.zeros([4, 2]), tf.zeros([4, 1]), { shuffle: false, callbacks: new Noise() })
  `,
  'a callback of a class of its own in a list': `
      class Noise extends tf.Callback {
        async onBatchEnd(batch) {
          this.model.optimizer.learningRate = §
        }
      }
      ¤
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, kernelInitializer: 'zeros' })] })
      const callbacks = [new Noise()]
      await model.fitDataset(tf.data.array([]), { epochs: 1, callbacks })
  `,
  'an object of callbacks': `
      ¤
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, kernelInitializer: 'zeros' })] })
      await model.fit(tf.zeros([4, 2]), tf.zeros([4, 1]), {
        shuffle: false,
        callbacks: { onEpochEnd: () => { model.optimizer.learningRate = § } },
      })
  `,
  'a custom callback': `
      ¤
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, kernelInitializer: 'zeros' })] })
      const noise = new tf.CustomCallback({ onEpochEnd: () => { model.optimizer.learningRate = § } })
      await model.fit(tf.zeros([4, 2]), tf.zeros([4, 1]), { shuffle: false, callbacks: [noise] })
  `,
  'a layer that is added': `
      class Noise extends tf.layers.Layer {
        call(inputs) {
          return tf.mul(inputs[0], §)
        }
      }
      ¤
      const model = tf.sequential()
      model.add(new Noise())
      model.add(tf.layers.dense({ units: 1, kernelInitializer: 'zeros' }))
      await model.fit(tf.zeros([4, 2]), tf.zeros([4, 1]), { shuffle: false })
  `,
  'a layer in the list of a model': `
      class Noise extends tf.layers.Layer {
        build() {
          this.scale = tf.scalar(§)
        }
        call(inputs) {
          return tf.mul(inputs[0], this.scale)
        }
      }
      ¤
      const model = tf.sequential({ layers: [new Noise(), tf.layers.dense({ units: 1, kernelInitializer: 'zeros' })] })
      await model.fit(tf.zeros([4, 2]), tf.zeros([4, 1]), { shuffle: false })
  `,
  'a layer that is applied': `
      class Noise extends tf.layers.Layer {
        call(inputs) {
          return tf.mul(inputs[0], §)
        }
      }
      ¤
      const input = tf.input({ shape: [2] })
      const outputs = new Noise().apply(input)
      const model = tf.model({ inputs: input, outputs })
      await model.fit(tf.zeros([4, 2]), tf.zeros([4, 1]), { shuffle: false })
  `,
  'a loss': `
      ¤
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, kernelInitializer: 'zeros' })] })
      model.compile({ optimizer: 'sgd', loss: (truth, guess) => tf.losses.meanSquaredError(truth, guess).mul(§) })
      await model.fit(tf.zeros([4, 2]), tf.zeros([4, 1]), { shuffle: false })
  `,
  'a generator of a data set': `
      ¤
      const rows = tf.data.generator(function* () {
        yield { xs: tf.tensor1d([§]), ys: tf.zeros([1]) }
      })
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, kernelInitializer: 'zeros' })] })
      await model.fitDataset(rows, { epochs: 1 })
  `,
  'what a minimizer calls': `
      ¤
      const w = tf.variable(tf.zeros([1]))
      tf.train.sgd(0.1).minimize(() => w.mul(§).sum())
  `,
}

const JAVASCRIPT_SEEDS = {
  nothing: '',
  another: 'const other = seedrandom("a"); console.log(other())',
  all: 'seedrandom("a", { global: true })',
}

describe('what a framework of JavaScript calls is run where it is started', () => {
  it.each(Object.keys(javascript))('%s', (name) => {
    const found = Object.fromEntries(
      Object.entries(JAVASCRIPT_SEEDS).map(([seeds, line]) => {
        const code =
          IMPORTS + dedented(javascript[name]!).replaceAll('§', 'Math.random()').replaceAll('¤', line)
        const folder = projectFolder({ 'train.mjs': code })
        const messages = new Linter({ cwd: folder }).verify(
          code,
          plugin.configs.recommended as unknown as Linter.Config[],
          { filename: join(folder, 'train.mjs') },
        )
        const at = code.split('\n').findIndex((each) => each.includes('Math.random()')) + 1
        return [
          seeds,
          messages.filter(({ line: on }) => on === at).map(({ ruleId }) => ruleId!.split('/')[1]),
        ]
      }),
    )
    expect(found).toEqual({ nothing: ['no-unseeded-random'], another: ['no-unseeded-random'], all: [] })
  })
})
