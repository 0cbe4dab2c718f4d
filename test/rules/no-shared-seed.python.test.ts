import { testPython } from './python.ts'

testPython('no-shared-seed', {
  valid: {
    'an initializer for each layer': `
      import keras

      a = keras.layers.Dense(4, kernel_initializer=keras.initializers.GlorotUniform(seed=1))
      b = keras.layers.Dense(4, kernel_initializer=keras.initializers.GlorotUniform(seed=2))
    `,
    'initializers by name': `
      import keras

      keras.utils.set_random_seed(1)
      a = keras.layers.Dense(4, kernel_initializer='glorot_uniform')
      b = keras.layers.Dense(4, kernel_initializer='glorot_uniform')
    `,
    'an initializer without a number for a seed': `
      import keras

      seeds = keras.random.SeedGenerator(1)
      init = keras.initializers.GlorotUniform(seed=seeds)
      a = keras.layers.Dense(4, kernel_initializer=init)
      b = keras.layers.Dense(4, kernel_initializer=init)
    `,
    'initial weights from one seed, then one seed a rank': `
      import torch
      import torch.distributed as dist
      from torch import nn
      from torch.nn.parallel import DistributedDataParallel

      dist.init_process_group('gloo')
      torch.manual_seed(0)
      model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5))
      torch.manual_seed(dist.get_rank())
      model = DistributedDataParallel(model)
    `,
    'a model with dropout that is only asked': `
      import torch
      import torch.distributed as dist
      from torch import nn

      dist.init_process_group('gloo')
      torch.manual_seed(0)
      model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5)).eval()
      print(model(torch.ones(1, 2)))
    `,
    'an option beside the one that holds the rank': `
      import argparse
      import torch
      import torch.distributed as dist
      from torch.utils.data import random_split

      dist.init_process_group('gloo')
      args = argparse.ArgumentParser().parse_args()
      args.rank = dist.get_rank()
      parts = random_split(range(10), [5, 5], generator=torch.Generator().manual_seed(args.seed))
    `,
    'a sampler with the same seed on every rank': `
      import torch
      import torch.distributed as dist
      from torch.utils.data.distributed import DistributedSampler

      dist.init_process_group('gloo')
      torch.manual_seed(3 + dist.get_rank())
      sampler = DistributedSampler(range(10), seed=3)
    `,
    'estimators with the same seed': `
      from sklearn.ensemble import RandomForestClassifier
      from sklearn.model_selection import KFold, train_test_split

      a, b = train_test_split(range(10), random_state=0)
      one = RandomForestClassifier(random_state=0)
      two = RandomForestClassifier(random_state=0)
      folds = KFold(shuffle=True, random_state=0)
    `,
    'a split from an integer seed': `
      from sklearn.model_selection import ShuffleSplit

      folds = ShuffleSplit(2, random_state=0)
      first = list(folds.split(range(10)))
      second = list(folds.split(range(10)))
    `,
    'JAX keys with the same seed on purpose': `
      import jax

      a = jax.random.key(0)
      b = jax.random.key(0)
    `,
  },
  invalid: {
    'augmentation of a data set, alike on all ranks': `
      import numpy as np
      import torch
      import torch.distributed as dist
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              return torch.tensor(index + np.random.rand())

      dist.init_process_group('gloo')
      torch.manual_seed(3)  # ! ranks
      model = torch.nn.Linear(1, 1)
      for batch in DataLoader(Noisy(), num_workers=2):
          model(batch).sum().backward()
    `,
    'dropout within a model that every rank calls': `
      import torch
      import torch.distributed as dist
      from torch import nn
      from torch.nn.parallel import DistributedDataParallel

      dist.init_process_group('gloo')
      torch.manual_seed(0)  # ! ranks
      model = DistributedDataParallel(nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5)))
      for batch in torch.ones(3, 4, 2):
          model(batch).sum().backward()
    `,
    'dropout within blocks, in a list of modules and behind a star': `
      import torch
      import torch.distributed as dist
      from torch import nn
      from torch.nn.parallel import DistributedDataParallel

      class Block(nn.Module):
          def __init__(self):
              super().__init__()
              layers = []
              for width in (2, 2):
                  layers.append(nn.Linear(width, width))
                  layers.append(nn.Dropout(0.5))
              self.inner = nn.Sequential(*layers)

          def forward(self, x):
              return self.inner(x)

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.blocks = nn.ModuleList([Block() for _ in range(3)])

          def forward(self, x):
              for block in self.blocks:
                  x = block(x)
              return x

      dist.init_process_group('gloo')
      torch.manual_seed(0)  # ! ranks
      model = DistributedDataParallel(Net())
      for batch in torch.ones(3, 4, 2):
          model(batch).sum().backward()
    `,
    'one initializer for two layers': `
      import keras

      init = keras.initializers.GlorotUniform(seed=1)  # ! object
      a = keras.layers.Dense(4, kernel_initializer=init)
      b = keras.layers.Dense(4, kernel_initializer=init)
    `,
    'one seed for two initializers': `
      from keras import initializers, layers

      a = layers.Dense(4, kernel_initializer=initializers.GlorotUniform(seed=1))
      b = layers.Dense(4, kernel_initializer=initializers.GlorotUniform(seed=1))  # ! initializer ->
    `,
    'a sampler seeded with the rank': `
      import torch
      import torch.distributed as dist
      from torch.utils.data.distributed import DistributedSampler

      dist.init_process_group('gloo')
      sampler = DistributedSampler(range(10), seed=3 + dist.get_rank())  # ! sampler
    `,
    'a split seeded with the option that holds the rank': `
      import argparse
      import torch
      import torch.distributed as dist
      from torch.utils.data import random_split

      dist.init_process_group('gloo')
      args = argparse.ArgumentParser().parse_args()
      args.rank = dist.get_rank()
      g = torch.Generator().manual_seed(args.seed + args.rank)
      parts = random_split(range(10), [5, 5], generator=g)  # ! sampler
    `,
    'a split seeded with the rank': `
      import torch
      import torch.distributed as dist
      from torch.utils.data import random_split

      dist.init_process_group('gloo')
      g = torch.Generator().manual_seed(3 + dist.get_rank())
      parts = random_split(range(10), [8, 2], generator=g)  # ! sampler
    `,
    'a split from a generator that was seeded with the rank': `
      import os
      import torch
      from torch.utils.data import random_split

      rank = int(os.environ['RANK'])
      g = torch.Generator()
      g.manual_seed(3 + rank)
      parts = random_split(range(10), [8, 2], generator=g)  # ! sampler
    `,
    'every rank seeded alike where each draws for itself': `
      import torch
      import torch.distributed as dist
      from torch import nn
      from torch.nn.parallel import DistributedDataParallel

      dist.init_process_group('gloo')
      torch.manual_seed(0)  # ! ranks
      layer = DistributedDataParallel(nn.Linear(2, 2))
      dropout = nn.Dropout(0.5)
      optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
      for batch in torch.ones(3, 4, 2):
          loss = dropout(layer(batch)).sum()
          loss.backward()
          optimizer.step()
    `,
  },
})
