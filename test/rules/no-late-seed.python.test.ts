import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dedented, lintPython, projectFolder, testPython } from './python.ts'

testPython('no-late-seed', {
  valid: {
    'a plot before': `
      import matplotlib.pyplot as plt
      import numpy as np

      plt.hist(np.random.randn(1000))
      np.random.seed(0)
      x = np.random.rand(3)
    `,
    'a look at a batch before': `
      import torch
      from torch.utils.data import DataLoader

      loader = DataLoader(range(10), batch_size=2, shuffle=True)
      for batch in loader:
          print(batch.shape)
          break

      torch.manual_seed(0)
      model = torch.nn.Linear(2, 1)
      for batch in loader:
          model(batch).sum().backward()
    `,
    'a test at the start': `
      import torch

      def unflatten_test():
          a = torch.rand(4, 3)
          assert torch.equal(a, a.flatten().reshape(4, 3))

      unflatten_test()
      torch.manual_seed(0)
      model = torch.nn.Linear(2, 1)
    `,
    'a module that tries out at import what works on this machine': {
      code: `
        import torch
        import machine

        torch.manual_seed(0)
        print(machine.WORKS, torch.rand(3))
      `,
      files: {
        'machine.py': `
          import torch

          try:
              x = torch.randn(3, 4, device='cuda')
              WORKS = bool((x @ x.T).sum() > 0)
          except RuntimeError:
              WORKS = False
        `,
      },
    },
    'a function that is only decorated': `
      import functools
      import torch

      def deprecated(details):
          def decorator(func):
              @functools.wraps(func)
              def wrapper(*args, **kwargs):
                  print(details)
                  return func(*args, **kwargs)
              return wrapper
          return decorator

      @deprecated('use another')
      def drop(x):
          return x * torch.rand(3)

      torch.manual_seed(0)
      print(drop(torch.ones(3)))
    `,
    'seeded first': `
      import torch

      torch.manual_seed(0)
      model = torch.nn.Linear(2, 1)
    `,
    'a loader before the seed': `
      import torch
      from torch.utils.data import DataLoader

      loader = DataLoader(range(10), shuffle=True)
      torch.manual_seed(0)
      for batch in loader:
          print(batch)
    `,
    'a trainer object before the seed': `
      import lightning as L
      import torch

      trainer = L.Trainer(max_epochs=1)
      L.seed_everything(0, workers=True)
      model = torch.nn.Linear(2, 1)
    `,
    'a class that is only defined before the seed': `
      import torch

      class Net(torch.nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = torch.nn.Linear(2, 1)

      torch.manual_seed(0)
      net = Net()
    `,
    'seeded a second time': `
      import torch

      torch.manual_seed(0)
      model = torch.nn.Linear(2, 1)
      torch.manual_seed(1)
      x = torch.randn(3)
    `,
    'Transformers: a model that the trainer makes': `
      from transformers import Trainer, TrainingArguments, AutoModelForSequenceClassification

      def make():
          return AutoModelForSequenceClassification.from_pretrained('bert-base-uncased', num_labels=2)

      trainer = Trainer(model_init=make, args=TrainingArguments(output_dir='out', seed=42))
      trainer.train()
    `,
    'Transformers: set_seed first': `
      from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments, set_seed

      set_seed(42)
      model = BertForSequenceClassification(BertConfig())
      trainer = Trainer(model=model, args=TrainingArguments(output_dir='out', seed=42))
      trainer.train()
    `,
    'set_seed earlier, in another file': {
      code: `
        import start
        from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

        model = BertForSequenceClassification(BertConfig())
        trainer = Trainer(model=model, args=TrainingArguments(output_dir='out', seed=42))
        trainer.train()
      `,
      files: {
        'start.py': `
          from transformers import set_seed
          set_seed(42)
        `,
      },
    },
    'random used for a name before it is seeded': `
      import random
      import torch

      name = f'run-{random.randint(0, 999)}'
      print(name)
      random.seed(0)
      torch.manual_seed(0)
      order = random.sample(range(10), 10)
      x = torch.tensor(order)
    `,
    'a switch after work on the CPU, and which GPUs are seen': `
      import os
      import torch

      torch.manual_seed(0)
      x = torch.randn(8, 8)
      os.environ['CUBLAS_WORKSPACE_CONFIG'] = ':4096:8'
      os.environ['CUDA_VISIBLE_DEVICES'] = '0'
    `,
    'the environment before the library': `
      import os

      os.environ['TF_DETERMINISTIC_OPS'] = '1'
      os.environ['CUBLAS_WORKSPACE_CONFIG'] = ':4096:8'
      import tensorflow as tf
      import torch

      x = torch.randn(8, device='cuda')
    `,
    "Python's seed after the weights of Keras 2": {
      settings: { versions: { tensorflow: '2.15' } },
      code: `
        import random
        import tensorflow as tf

        tf.random.set_seed(0)
        layer = tf.keras.layers.Dense(2)
        random.seed(0)
        order = random.sample(range(9), 9)
      `,
    },
  },
  invalid: {
    'batches that a model was trained on before': `
      import torch
      from torch.utils.data import DataLoader

      loader = DataLoader(range(10), batch_size=2, shuffle=True)
      for batch in loader:
          weights.loss(batch).backward()

      torch.manual_seed(0)  # ! late ->
      noise = torch.rand(3)
    `,
    'a head that is drawn before a trainer of TRL seeds': `
      from transformers import AutoModelForTokenClassification
      from trl.experimental.prm import PRMConfig, PRMTrainer

      model = AutoModelForTokenClassification.from_pretrained('bert', num_labels=2)
      trainer = PRMTrainer(model=model, args=PRMConfig('out', seed=3))  # ! late
      trainer.train()
    `,
    'the weights drawn before the callback that seeds': `
      import torch
      from torch import nn
      from ignite.engine import Engine, Events

      def main(seed):
          policy = nn.Linear(4, 2)

          def step(engine, batch):
              return torch.multinomial(policy(batch), 1)

          trainer = Engine(step)

          @trainer.on(Events.EPOCH_STARTED)
          def start():
              torch.manual_seed(seed + trainer.state.epoch)  # ! late

          trainer.run(range(10))

      main(1)
    `,
    'a model before the seed': `
      import torch

      model = torch.nn.Linear(2, 1)
      torch.manual_seed(0)  # ! late ->
      print(model.weight)
    `,
    'a split before the seed': `
      import torch
      from torch.utils.data import random_split

      train, test = random_split(range(10), [8, 2])
      torch.manual_seed(0)  # ! late ->
    `,
    'NumPy before the seed': `
      import numpy as np

      x = np.random.rand(10)
      np.random.seed(0)  # ! late ->
      y = np.random.rand(10)
    `,
    'cells of a notebook, the seed after the first draw': `
      import numpy as np
      import pandas as pd

      df = pd.read_csv('data.csv')

      test = df.sample(frac=0.2)

      np.random.seed(1)  # ! late ->
      train = df.drop(test.index).sample(frac=1)
    `,
    'Lightning after a module': `
      import torch
      import lightning as L

      net = torch.nn.Linear(2, 1)
      L.seed_everything(0, workers=True)  # ! late ->
      print(net.weight)
    `,
    'a Keras model before the seed': `
      import keras

      model = keras.Sequential([keras.layers.Dense(2)])
      model.build((None, 2))
      keras.utils.set_random_seed(0)  # ! late ->
    `,
    'Transformers: the trainer seeds after the head is made': `
      from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

      model = BertForSequenceClassification(BertConfig())
      trainer = Trainer(model=model, args=TrainingArguments(output_dir='out', seed=42))  # ! late
      trainer.train()
    `,
    'a draw when a module of the project is imported': {
      code: `
        import numpy as np
        from data import order

        np.random.seed(0)  # ! late
        print(order, np.random.rand())
      `,
      files: {
        'data.py': `
          import numpy as np
          order = np.random.permutation(10)
        `,
      },
    },
    'in the function that runs the program': `
      import argparse
      import torch

      def main():
          args = argparse.ArgumentParser().parse_args()
          model = torch.nn.Linear(2, 1)
          torch.manual_seed(args.seed)  # ! late
          return model

      if __name__ == '__main__':
          main()
    `,
    'a workspace configuration after CUDA work': `
      import os
      import torch

      torch.manual_seed(0)
      x = torch.randn(8, 8, device='cuda') @ torch.ones(8, 8, device='cuda')
      os.environ['CUBLAS_WORKSPACE_CONFIG'] = ':4096:8'  # ! operation
    `,
  },
})

it('names the first of the draws that come before, whichever generator they are from', () => {
  const [report] = lintPython(
    dedented(`
      import random
      import numpy as np
      from transformers import set_seed

      order = np.random.permutation(10)
      random.shuffle(order)
      set_seed(3)
      print(order)
    `),
    join(projectFolder(), 'train.py'),
    { 'no-late-seed': 'error' },
  )
  expect(report?.message).toContain('`np.random.permutation` (line 5)')
})
