import { testPython } from './python.ts'

testPython('no-frozen-random', {
  valid: {
    'each data set is split alike by a function': `
      import torch
      from torch import nn
      from torch.utils.data import DataLoader, random_split
      from data import load
      torch.manual_seed(0)
      def split(ds):
          return random_split(ds, [8, 2], generator=torch.Generator().manual_seed(0))
      parts = []
      for name in ["a", "b", "c"]:
          train, val = split(load(name))
          parts.append(train)
      net = nn.Linear(2, 1)
      for x in DataLoader(torch.utils.data.ConcatDataset(parts)):
          net(x).sum().backward()
    `,
    'a split of each run of a search by a function': `
      import torch
      from torch import nn
      from torch.utils.data import DataLoader, random_split
      from data import load
      def split(ds):
          return random_split(ds, [8, 2], generator=torch.Generator().manual_seed(0))
      for lr in [0.1, 0.2]:
          torch.manual_seed(0)
          train, val = split(load("x"))
          net = nn.Linear(2, 1)
          opt = torch.optim.SGD(net.parameters(), lr)
          for epoch in range(3):
              for x in DataLoader(train):
                  net(x).sum().backward()
                  opt.step()
    `,
    'a subset that each run of a search takes alike': `
      import numpy as np
      import torch
      from models import build

      def train(lr):
          subset = np.random.RandomState(0).permutation(100)[:50]
          model = build()
          optimizer = torch.optim.SGD(model.parameters(), lr)
          for epoch in range(3):
              for i in subset:
                  model(torch.full((1,), float(i))).sum().backward()
                  optimizer.step()

      torch.manual_seed(0)
      for lr in lrs:
          train(lr)
    `,
    'a key that a model makes its own keys of': `
      import flax.linen as nn
      import jax

      class Net(nn.Module):
          def __call__(self, x):
              return nn.Dense(3)(x)

      key = jax.random.key(0)
      params = Net().init(key, jax.numpy.ones((1, 3)))
      key, sub = jax.random.split(key)
      noise = jax.random.normal(sub, (3,))
    `,
    'a key of each step': `
      import jax

      key = jax.random.key(0)
      for step in range(10):
          noise = jax.random.normal(jax.random.fold_in(key, step), (3,))
    `,
    'TensorFlow draws anew in every call of a compiled function': `
      import tensorflow as tf

      tf.random.set_seed(0)

      @tf.function
      def step(x):
          return x + tf.random.normal([3])

      for _ in range(3):
          step(tf.zeros([3]))
    `,
    'JAX: a state whose key every round replaces': `
      from typing import NamedTuple
      import jax

      class State(NamedTuple):
          params: object
          key: object

      @jax.jit
      def update(state, batch):
          key, sub = jax.random.split(state.key)
          return State(state.params - jax.random.normal(sub, (3,)), key), {'loss': 1}

      state = State(0, jax.random.key(0))
      for batch in range(3):
          state, metrics = update(state, batch)
    `,
    'JAX: a trainer whose method gives the key of the next round': `
      import jax
      from jax import random

      class Trainer:
          def __init__(self, seed):
              self.rng = random.PRNGKey(seed)
              def train_step(state, rng, batch):
                  rng, dropout = random.split(rng)
                  return state, rng, random.normal(dropout, (3,))
              self.train_step = jax.jit(train_step)
              self.rng, start = random.split(self.rng)
              self.state = random.normal(start, (3,))

          def train_epoch(self, loader):
              for batch in loader:
                  self.state, self.rng, loss = self.train_step(self.state, self.rng, batch)

      trainer = Trainer(42)
      for epoch in range(3):
          trainer.train_epoch([1, 2])
    `,
    'JAX: a key for each layer, given to a module that is called': `
      import flax.linen as nn
      from jax import random

      class Layer(nn.Module):
          def __call__(self, x, key):
              return x + random.normal(key, x.shape)

      key = random.PRNGKey(0)
      x = 1
      for _ in range(3):
          key, layer_key = random.split(key)
          x = Layer()(x, layer_key)
    `,
    'a training that goes on, where nobody asked for the same numbers': {
      code: `
          import os
          import torch
          from torch.utils.data import DataLoader

          torch.manual_seed(0)
          model = torch.nn.Linear(1, 1)
          optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
          start = 0
          if os.path.exists('last.pt'):
              checkpoint = torch.load('last.pt')
              model.load_state_dict(checkpoint['model'])
              optimizer.load_state_dict(checkpoint['optimizer'])
          for epoch in range(start, 10):
              for batch in DataLoader(range(10), shuffle=True):
                  model(batch.float()).sum().backward()
                  optimizer.step()
        `,
    },
    'a training that goes on with the state of the generator': {
      code: `
          import os
          import torch
          from torch.utils.data import DataLoader

          torch.manual_seed(0)
          model = torch.nn.Linear(1, 1)
          optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
          start = 0
          if os.path.exists('last.pt'):
              checkpoint = torch.load('last.pt')
              model.load_state_dict(checkpoint['model'])
              optimizer.load_state_dict(checkpoint['optimizer'])
              torch.set_rng_state(checkpoint['rng'])
          for epoch in range(start, 10):
              for batch in DataLoader(range(10), shuffle=True):
                  model(batch.float()).sum().backward()
                  optimizer.step()
        `,
      options: { resumed: true },
    },
    'a training that goes on with a state of its own kind': {
      code: `
          import os
          import torch
          from torch.utils.data import DataLoader

          torch.manual_seed(0)
          model = torch.nn.Linear(1, 1)
          optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
          start = 0
          if os.path.exists('last.pt'):
              checkpoint = torch.load('last.pt')
              model.load_state_dict(checkpoint['model'])
              optimizer.load_state_dict(checkpoint['optimizer'])
              restore_rng(checkpoint['rng'])
          for epoch in range(start, 10):
              for batch in DataLoader(range(10), shuffle=True):
                  model(batch.float()).sum().backward()
                  optimizer.step()
        `,
      options: { resumed: true },
    },
    'a training that goes on with a seed for each epoch': {
      code: `
          import os
          import torch
          from torch.utils.data import DataLoader

          torch.manual_seed(0)
          model = torch.nn.Linear(1, 1)
          optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
          start = 0
          if os.path.exists('last.pt'):
              checkpoint = torch.load('last.pt')
              model.load_state_dict(checkpoint['model'])
              optimizer.load_state_dict(checkpoint['optimizer'])
          for epoch in range(start, 10):
              torch.manual_seed(epoch)
              for batch in DataLoader(range(10), shuffle=True):
                  model(batch.float()).sum().backward()
                  optimizer.step()
        `,
      options: { resumed: true },
    },
    'weights alone are a start, and nothing goes on': {
      code: `
          import os
          import torch
          from torch.utils.data import DataLoader

          torch.manual_seed(0)
          model = torch.nn.Linear(1, 1)
          optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
          start = 0
          if os.path.exists('last.pt'):
              checkpoint = torch.load('last.pt')
              model.load_state_dict(checkpoint['model'])
          for epoch in range(start, 10):
              for batch in DataLoader(range(10), shuffle=True):
                  model(batch.float()).sum().backward()
                  optimizer.step()
        `,
      options: { resumed: true },
    },
    'environments that are seeded in the first round': `
      import gymnasium as gym

      env = gym.make('CartPole-v1')
      for phase in range(10):
          if phase == 0:
              state, info = env.reset(seed=42)
          env.step(0)
    `,
    'keys of which nobody knows how many there are, one for each block': `
      import jax

      def network(blocks, x, key):
          first, *others = jax.random.split(key, num=len(blocks) + 1)
          x = x + jax.random.normal(first, (3,))
          for block, other in zip(blocks, others):
              x = x + jax.random.normal(other, (3,))
          return x

      network([1, 2], 0, jax.random.key(0))
    `,
    'a key that an environment splits at every step, and keeps': `
      import gymnasium
      import jax

      class Env(gymnasium.Env):
          def reset(self, seed):
              self.rng = jax.random.key(seed)

          def step(self, action):
              key, self.rng = jax.random.split(self.rng)
              return jax.random.normal(key, (3,))
    `,
    'seeded once, before the loop': `
      import torch

      torch.manual_seed(0)
      drop = torch.nn.Dropout(0.5)
      masks = [drop(torch.ones(16)) for step in range(3)]
    `,
    'one seed a run, in a loop over runs': `
      import torch
      from torch import nn

      def train(model):
          optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
          for step in range(10):
              loss = model(torch.randn(4, 2)).sum()
              loss.backward()
              optimizer.step()

      for width in (2, 4, 8):
          torch.manual_seed(0)
          train(nn.Linear(2, width))
    `,
    'one seed a fold': `
      import numpy as np
      from sklearn.ensemble import RandomForestClassifier
      from sklearn.model_selection import KFold

      X = np.zeros((10, 2))
      for fold, test in KFold(5).split(X):
          np.random.seed(0)
          RandomForestClassifier(random_state=0).fit(X[fold], X[fold, 0])
    `,
    'a seed that depends on the loop': `
      import torch

      for i in range(4):
          torch.manual_seed(i)
          x = torch.rand(3)
    `,
    'a seed that depends on the loop and the rank': `
      import torch
      from distributed import dp_rank

      for i in range(4):
          torch.manual_seed(i + dp_rank)
          x = torch.rand(3)
    `,
    'a state that is restored after an evaluation': `
      import torch

      torch.manual_seed(0)
      model = torch.nn.Linear(2, 1)
      for epoch in range(3):
          with torch.random.fork_rng():
              torch.manual_seed(7)
              sample = model(torch.randn(4, 2))
          loss = model(torch.randn(4, 2)).sum()
          loss.backward()
    `,
    'generators that advance': `
      import keras
      import tensorflow as tf

      drop = keras.layers.Dropout(0.5, seed=3)
      for step in range(3):
          x = drop(tf.random.normal((2, 2), seed=3), training=True)
    `,
    'a generator from the index': `
      import numpy as np
      from torch.utils.data import Dataset

      class Noisy(Dataset):
          def __getitem__(self, index):
              return np.random.default_rng((0, index)).normal()

          def __len__(self):
              return 10
    `,
    'a sampler that is told the epoch': `
      from torch.utils.data.distributed import DistributedSampler

      sampler = DistributedSampler(range(10), num_replicas=1, rank=0, shuffle=True)
      for epoch in range(2):
          sampler.set_epoch(epoch)
          for index in sampler:
              print(index)
    `,
    'a sampler that another file tells the epoch': {
      code: `
        import torch
        from torch.utils.data.distributed import DistributedSampler
        from loop import train_epoch

        sampler = DistributedSampler(range(10), num_replicas=1, rank=0, shuffle=True)
        model = torch.nn.Linear(2, 1)
        for epoch in range(2):
            train_epoch(model, sampler, epoch)
      `,
      files: {
        'loop.py': `
          def train_epoch(model, sampler, epoch):
              sampler.set_epoch(epoch)
              for index in sampler:
                  loss = model(index).sum()
                  loss.backward()
        `,
      },
    },
    'a sampler that does not shuffle, and one epoch': `
      import torch
      from torch.utils.data.distributed import DistributedSampler

      model = torch.nn.Linear(2, 1)
      test = DistributedSampler(range(10), num_replicas=1, rank=0, shuffle=False)
      once = DistributedSampler(range(10), num_replicas=1, rank=0)
      for batch in once:
          model(batch).sum().backward()
    `,
    'JAX: split keys': `
      import jax

      key = jax.random.key(0)
      k1, k2 = jax.random.split(key)
      a = jax.random.normal(k1, (3,))
      b = jax.random.normal(k2, (3,))
    `,
    'JAX: a key that is split in a loop': `
      import jax

      key = jax.random.key(0)
      for step in range(3):
          key, subkey = jax.random.split(key)
          x = jax.random.normal(subkey, (3,))
    `,
    'JAX: a key of the round': `
      import jax

      key = jax.random.key(0)
      for step in range(3):
          x = jax.random.normal(jax.random.fold_in(key, step), (3,))
    `,
    'JAX: many keys, one a round': `
      import jax

      keys = jax.random.split(jax.random.key(0), 3)
      for key in keys:
          x = jax.random.normal(key, (3,))
    `,
    'JAX: one key, either here or there': `
      import jax

      def draw(key, flag):
          if flag:
              return jax.random.normal(key, (3,))
          return jax.random.uniform(key, (3,))

      draw(jax.random.key(0), True)
    `,
    'JAX: a key inside jit': `
      import jax

      @jax.jit
      def f(x, key):
          return x + jax.random.uniform(key)

      f(1.0, jax.random.key(0))
    `,
    'draws of TensorFlow, which are a part of what tf.function traces': `
      import tensorflow as tf

      tf.random.set_seed(0)

      @tf.function
      def jitter(image):
          image = tf.image.random_crop(image, size=[2, 2, 3])
          if tf.random.uniform(()) > 0.5:
              image = tf.image.flip_left_right(image)
          return image + tf.random.normal(tf.shape(image))

      print(jitter(tf.ones((4, 4, 3))))
    `,
    'the same numbers for each of several things that are tried': `
      import numpy as np
      import torch

      def check(layer):
          rng = np.random.default_rng(0)
          return layer()(torch.tensor(rng.normal(size=(4, 2))))

      for layer in (torch.nn.ReLU, torch.nn.GELU):
          check(layer)
      for name in ['ReLU', 'GELU']:
          check(getattr(torch.nn, name))
    `,
    'a sampler of what is only measured': `
      from torch.utils.data import DataLoader
      from torch.utils.data.distributed import DistributedSampler

      def train(model, optimizer, loader, valset):
          for epoch in range(3):
              for batch in loader:
                  model(batch).backward()
                  optimizer.step()
              val_loader = DataLoader(valset, sampler=DistributedSampler(valset))
              print(sum(model(batch) for batch in val_loader))
    `,
    'a draw outside the traced function': `
      import jax
      import numpy as np

      np.random.seed(0)

      @jax.jit
      def f(x, noise):
          return x + noise

      f(1.0, np.random.rand())
    `,
    'a target network that starts as the other does': `
      import jax
      import jax.numpy as jnp
      from flax import linen as nn

      class Net(nn.Module):
          @nn.compact
          def __call__(self, x):
              return nn.Dense(2)(x)

      net = Net()
      key = jax.random.key(0)
      params = net.init(key, jnp.ones((1, 2)))
      target = net.init(key, jnp.ones((1, 2)))
    `,
    'a function that is a whole run, for each of several settings': `
      from accelerate.utils import set_seed
      from setup import make_model, make_loader

      def train(level):
          set_seed(42)
          model, optimizer = make_model(level)
          for batch in make_loader():
              loss = model(batch)
              loss.backward()
              optimizer.step()

      if __name__ == "__main__":
          for level in ["O1", "O2"]:
              train(level)
    `,
    'the files of each class in one order of their own': `
      import os, random
      import keras

      for category in ("neg", "pos"):
          files = sorted(os.listdir(category))
          random.Random(1337).shuffle(files)
          train, validate = files[:10], files[10:]
    `,
    'an epoch that somebody else sets': `
      import torch
      from torch.utils.data import DataLoader, Sampler

      class Shuffled(Sampler):
          def __init__(self, data):
              self.data = data
              self.epoch = 0

          def __iter__(self):
              g = torch.Generator()
              g.manual_seed(self.epoch)
              return iter(torch.randperm(len(self.data), generator=g).tolist())

          def set_epoch(self, epoch):
              self.epoch = epoch

      loader = DataLoader(range(10), sampler=Shuffled(range(10)))
      for batch in loader:
          pass
    `,
    'a test that uses one key twice': `
      import jax

      def test_same_key():
          key = jax.random.key(0)
          assert (jax.random.normal(key, (3,)) == jax.random.normal(key, (3,))).all()
    `,
  },
  invalid: {
    'a generator that a function seeds by a call of its own': `
      import torch
      from torch import nn
      torch.manual_seed(0)
      net = nn.Linear(2, 1)
      def noise():
          g = torch.Generator()  # ! generator
          g.manual_seed(0)
          return torch.rand(1, generator=g)
      for step in range(9):
          net(torch.ones(4, 2) * noise()).sum().backward()
    `,
    'a generator that is seeded where it is made, in a function': `
      import torch
      from torch import nn
      torch.manual_seed(0)
      last = 0
      def noise():
          global last
          last = torch.rand(1, generator=torch.Generator().manual_seed(0))  # ! generator
      net = nn.Linear(2, 1)
      for step in range(9):
          noise()
          net(torch.ones(4, 2) * last).sum().backward()
    `,
    'a loader with such a generator': `
      import torch
      from torch import nn
      from torch.utils.data import DataLoader
      from data import load
      torch.manual_seed(0)
      def loader(ds):
          g = torch.Generator()  # ! generator
          g.manual_seed(0)
          return DataLoader(ds, shuffle=True, generator=g)
      net = nn.Linear(2, 1)
      ds = load("x")
      for epoch in range(3):
          for x in loader(ds):
              net(x).sum().backward()
    `,
    'a key made of a constant in every step': `
      import jax

      def step(w, batch):
          key = jax.random.PRNGKey(0)  # ! made
          return w + jax.random.normal(key, w.shape)

      w = jax.numpy.ones(3)
      for batch in range(10):
          w = step(w, batch)
    `,
    'a generator made for the loader of every epoch': `
      import torch
      from torch.utils.data import DataLoader

      model = torch.nn.Linear(1, 1)
      for epoch in range(3):
          for batch in DataLoader(torch.ones(8, 1), shuffle=True, generator=torch.Generator().manual_seed(1)):  # ! seeding
              model(batch).sum().backward()
    `,
    'a training that goes on with generators that start again': {
      code: `
          import os
          import torch
          from torch.utils.data import DataLoader

          torch.manual_seed(0)
          model = torch.nn.Linear(1, 1)
          optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
          start = 0
          if os.path.exists('last.pt'):
              checkpoint = torch.load('last.pt')
              model.load_state_dict(checkpoint['model'])
              optimizer.load_state_dict(checkpoint['optimizer'])  # ! resumed
          for epoch in range(start, 10):
              for batch in DataLoader(range(10), shuffle=True):
                  model(batch.float()).sum().backward()
                  optimizer.step()
        `,
      options: { resumed: true },
    },
    'one key for every block': `
      import jax

      class Block:
          def __init__(self, key):
              a, b = jax.random.split(key)  # ! key
              self.weights = jax.random.normal(a, (3,))

      def network(key):
          first, second = jax.random.split(key)
          return [Block(second) for _ in range(3)]

      network(jax.random.key(0))
    `,
    'an evaluation that seeds, in the loop over epochs': `
      import torch
      from torch import nn

      def evaluate(model):
          torch.manual_seed(0)  # ! seeding
          return model(torch.randn(4, 2)).sum()

      torch.manual_seed(1)
      model = nn.Linear(2, 1)
      optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
      for epoch in range(3):
          for step in range(10):
              loss = model(torch.randn(4, 2)).sum()
              loss.backward()
              optimizer.step()
          evaluate(model)
          noise = torch.randn(3)
    `,
    'seeding in a training loop': `
      import torch

      drop, masks = torch.nn.Dropout(0.5), []
      for step in range(3):
          torch.manual_seed(0)  # ! seeding
          masks.append(drop(torch.ones(16)).tolist())
    `,
    'seeding in __getitem__': `
      import numpy as np
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              np.random.seed(0)  # ! seeding
              return np.random.rand(3)

      loader = DataLoader(Noisy())
      for batch in loader:
          print(batch)
    `,
    'seeding in forward': `
      import torch
      from torch import nn

      class Net(nn.Module):
          def forward(self, x):
              torch.manual_seed(0)  # ! seeding
              return x + torch.randn_like(x)
    `,
    'seeding in forward, called in a loop': `
      import torch
      from torch import nn

      class Net(nn.Module):
          def forward(self, x):
              torch.manual_seed(0)  # ! seeding
              return x + torch.randn_like(x)

      net = Net()
      for step in range(4):
          print(net(torch.ones(3)))
    `,
    'seeding in a collate function': `
      import random
      import torch
      from torch.utils.data import DataLoader

      def collate(items):
          random.seed(0)  # ! seeding
          random.shuffle(items)
          return torch.tensor(items)

      torch.manual_seed(0)
      for batch in DataLoader(range(10), batch_size=5, collate_fn=collate):
          print(batch)
    `,
    'a generator made in __getitem__': `
      import numpy as np
      from torch.utils.data import Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              rng = np.random.default_rng(0)  # ! generator
              return rng.normal()
    `,
    'a generator made in a loop': `
      import numpy as np

      rows = []
      for row in range(10):
          rows.append(np.random.RandomState(0).normal(size=3))  # ! generator
      np.save('rows.npy', rows)
    `,
    'a generator made in a function that a loop calls': `
      import numpy as np

      def noise(n):
          rng = np.random.default_rng(0)  # ! generator
          return rng.normal(size=n)

      rows = [noise(3) for _ in range(10)]
      np.save('rows.npy', rows)
    `,
    'a sampler that nobody tells the epoch': `
      import torch
      from torch.utils.data import DataLoader
      from torch.utils.data.distributed import DistributedSampler

      model = torch.nn.Linear(2, 1)
      optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
      sampler = DistributedSampler(range(10), num_replicas=1, rank=0, shuffle=True)  # ! sampler
      loader = DataLoader(range(10), sampler=sampler)
      for epoch in range(2):
          for batch in loader:
              loss = model(batch).sum()
              loss.backward()
              optimizer.step()
    `,
    'JAX: one key for two draws': `
      import jax

      key = jax.random.key(0)
      a = jax.random.normal(key, (3,))
      b = jax.random.normal(key, (3,))  # ! key
    `,
    'JAX: an old key, after it was split': `
      import jax
      from jax import random

      key = random.PRNGKey(0)
      key2, subkey = random.split(key)
      a = random.normal(key, (3,))  # ! key
    `,
    'JAX: one key in every round': `
      import jax

      key = jax.random.key(0)
      for step in range(3):
          x = jax.random.normal(key, (3,))  # ! key
    `,
    'JAX: a function that splits the key of all rounds': `
      import jax

      def step(x, key):
          key, sub = jax.random.split(key)  # ! key
          return x + jax.random.normal(sub, (3,))

      key = jax.random.key(0)
      x = 0
      for _ in range(3):
          x = step(x, key)
    `,
    'JAX: a key for each epoch, and several steps with it': `
      import jax

      key = jax.random.key(0)
      for epoch in range(3):
          for step in range(3):
              x = jax.random.normal(key, (3,))  # ! key
          key, _ = jax.random.split(key)  # ! key
    `,
    'a draw in a function that jit traces': `
      import jax
      import numpy as np

      @jax.jit
      def f(x):
          return x + np.random.rand()  # ! traced

      f(1.0)
    `,
    'a draw in a function that jit is called on': `
      import jax
      import numpy as np

      def f(x):
          return x + np.random.rand()  # ! traced

      g = jax.jit(f)
      print(g(1.0))
    `,
    'a draw in a tf.function': `
      import random
      import numpy as np
      import tensorflow as tf

      @tf.function
      def step(x):
          return x + np.random.normal()  # ! traced

      step(tf.ones(3))
    `,
    'Keras and TensorFlow with a constant seed in a loop': `
      import keras
      import tensorflow as tf

      for step in range(3):
          x = keras.random.normal((2, 2), seed=1)  # ! draw
          y = tf.random.stateless_normal((2, 2), seed=(1, 2))  # ! draw
    `,
  },
})
