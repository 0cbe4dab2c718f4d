/**
 * Pairs of programs, the whole `recommended` preset on each: one with a defect, reported by the named rules and no
 * others, and its mend, reported by none.
 */
import { join } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import { dedented, projectFolder } from './python.ts'

interface Pair {
  readonly rules: readonly string[]
  readonly wrong: string
  readonly right: string
}

const noisy = `
      import random
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              return np.random.randint(1000)

      torch.manual_seed(0)
`

const pairs: Readonly<Record<string, Pair>> = {
  'a model before the seed': {
    rules: ['no-late-seed'],
    wrong: `
      import torch
      layer = torch.nn.Linear(3, 3)
      torch.manual_seed(7)
      print(layer.bias)
    `,
    right: `
      import torch
      torch.manual_seed(7)
      layer = torch.nn.Linear(3, 3)
      print(layer.bias)
    `,
  },
  'the wrong generator': {
    rules: ['no-unseeded-random'],
    wrong: `
      import random
      import torch
      torch.manual_seed(7)
      rows = list(range(9))
      random.shuffle(rows)
      print(torch.tensor(rows))
    `,
    right: `
      import random
      import torch
      torch.manual_seed(7)
      random.seed(7)
      rows = list(range(9))
      random.shuffle(rows)
      print(torch.tensor(rows))
    `,
  },
  'only CUDA is seeded': {
    rules: ['no-unseeded-random'],
    wrong: `
      import torch
      torch.cuda.manual_seed(7)
      print(torch.nn.Linear(3, 3).bias)
    `,
    right: `
      import torch
      torch.cuda.manual_seed(7)
      torch.manual_seed(7)
      print(torch.nn.Linear(3, 3).bias)
    `,
  },
  'a guard that drops 0': {
    rules: ['no-ineffective-seed'],
    wrong: `
      import torch
      def fix(seed=None):
          if seed:
              torch.manual_seed(seed)
      fix(0)
      print(torch.rand(3))
    `,
    right: `
      import torch
      def fix(seed=None):
          if seed is not None:
              torch.manual_seed(seed)
      fix(0)
      print(torch.rand(3))
    `,
  },
  'workers that ignore their number': {
    rules: ['require-worker-seed'],
    wrong: `${noisy}
      def start(worker_id):
          np.random.seed(5)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=start)
    `,
    right: `${noisy}
      def start(worker_id):
          np.random.seed(torch.initial_seed() % 2**32)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=start)
    `,
  },
  'the first word of the state': {
    rules: ['require-worker-seed'],
    wrong: `${noisy}
      loader = DataLoader(
          Noisy(),
          num_workers=2,
          worker_init_fn=lambda n: np.random.seed(np.random.get_state()[1][0] + n),
      )
    `,
    right: `${noisy}
      loader = DataLoader(Noisy(), num_workers=2)
    `,
  },
  'an entropy seed': {
    rules: ['no-entropy-seed'],
    wrong: `
      import time
      import torch
      torch.manual_seed(int(time.time()))
      print(torch.rand(2))
    `,
    right: `
      import torch
      torch.manual_seed(5)
      print(torch.rand(2))
    `,
  },
  'a seed that is undone': {
    rules: ['no-ineffective-seed'],
    wrong: `
      import numpy as np
      np.random.seed(5)
      np.random.seed()
      print(np.random.rand(2))
    `,
    right: `
      import numpy as np
      np.random.seed(5)
      print(np.random.rand(2))
    `,
  },
  'a listing that is split': {
    rules: ['no-unordered-data'],
    wrong: `
      import os
      import random
      import torch
      names = os.listdir('images')
      random.seed(5)
      random.shuffle(names)
      train = names[:40]
    `,
    right: `
      import os
      import random
      import torch
      names = sorted(os.listdir('images'))
      random.seed(5)
      random.shuffle(names)
      train = names[:40]
    `,
  },
  'a seed in the loop': {
    rules: ['no-frozen-random'],
    wrong: `
      import torch
      drop = torch.nn.Dropout(0.3)
      for step in range(4):
          torch.manual_seed(5)
          print(drop(torch.ones(9)))
    `,
    right: `
      import torch
      torch.manual_seed(5)
      drop = torch.nn.Dropout(0.3)
      for step in range(4):
          print(drop(torch.ones(9)))
    `,
  },
  'a salted hash': {
    rules: ['no-entropy-seed'],
    wrong: `
      import random
      import torch
      random.seed(hash('validation'))
      print(torch.tensor(random.sample(range(9), 3)))
    `,
    right: `
      import random
      import zlib
      import torch
      random.seed(zlib.crc32(b'validation'))
      print(torch.tensor(random.sample(range(9), 3)))
    `,
  },
  'PYTHONHASHSEED in the running program': {
    rules: ['no-ineffective-seed'],
    wrong: `
      import os
      import torch
      os.environ['PYTHONHASHSEED'] = '5'
      print(sorted({'b', 'a'}))
    `,
    right: `
      import torch
      print(sorted({'b', 'a'}))
    `,
  },
  'a misspelt switch': {
    rules: ['no-ineffective-seed'],
    wrong: `
      import torch
      torch.backends.cudnn.benchmrk = False
    `,
    right: `
      import torch
      torch.backends.cudnn.benchmark = False
    `,
  },
  'benchmark beside determinism': {
    rules: ['no-benchmark-mode'],
    wrong: `
      import torch
      torch.use_deterministic_algorithms(True)
      torch.backends.cudnn.benchmark = True
    `,
    right: `
      import torch
      torch.use_deterministic_algorithms(True)
      torch.backends.cudnn.benchmark = False
    `,
  },
  'Keras 3 with the seed of TensorFlow': {
    rules: ['no-ineffective-seed', 'no-unseeded-random'],
    wrong: `
      import keras
      import tensorflow as tf
      tf.config.experimental.enable_op_determinism()
      tf.random.set_seed(5)
      layer = keras.layers.Dense(3)
      layer.build((None, 3))
    `,
    right: `
      import keras
      import tensorflow as tf
      tf.config.experimental.enable_op_determinism()
      keras.utils.set_random_seed(5)
      layer = keras.layers.Dense(3)
      layer.build((None, 3))
    `,
  },
  'a split without random_state': {
    rules: ['no-unseeded-random'],
    wrong: `
      from sklearn.model_selection import train_test_split
      print(train_test_split([[1], [2], [3], [4]])[0])
    `,
    right: `
      from sklearn.model_selection import train_test_split
      print(train_test_split([[1], [2], [3], [4]], random_state=5)[0])
    `,
  },
  'a key used twice': {
    rules: ['no-frozen-random'],
    wrong: `
      import jax
      key = jax.random.key(5)
      print(jax.random.normal(key, (2,)), jax.random.normal(key, (2,)))
    `,
    right: `
      import jax
      one, two = jax.random.split(jax.random.key(5))
      print(jax.random.normal(one, (2,)), jax.random.normal(two, (2,)))
    `,
  },
  'a number frozen by jit': {
    rules: ['no-frozen-random'],
    wrong: `
      import jax
      import numpy as np
      np.random.seed(5)
      @jax.jit
      def f(x):
          return x * np.random.rand()
      print(f(2.0))
    `,
    right: `
      import jax
      @jax.jit
      def f(x, key):
          return x * jax.random.uniform(key)
      print(f(2.0, jax.random.key(5)))
    `,
  },
  'a trainer that seeds after its model': {
    rules: ['no-late-seed'],
    wrong: `
      import torch
      import lightning as L
      net = torch.nn.Linear(3, 3)
      L.seed_everything(5, workers=True)
      print(net.bias)
    `,
    right: `
      import torch
      import lightning as L
      L.seed_everything(5, workers=True)
      net = torch.nn.Linear(3, 3)
      print(net.bias)
    `,
  },
  'one initializer for two layers': {
    rules: ['no-shared-seed'],
    wrong: `
      import keras
      init = keras.initializers.HeNormal(seed=5)
      a = keras.layers.Dense(3, kernel_initializer=init)
      b = keras.layers.Dense(3, kernel_initializer=init)
    `,
    right: `
      import keras
      keras.utils.set_random_seed(5)
      a = keras.layers.Dense(3, kernel_initializer='he_normal')
      b = keras.layers.Dense(3, kernel_initializer='he_normal')
    `,
  },
}

function reporters(code: string): string[] {
  const folder = projectFolder()
  const messages = new Linter({ cwd: folder }).verify(dedented(code), plugin.configs.recommended, {
    filename: join(folder, 'train.py'),
  })
  return [...new Set(messages.map(({ ruleId, message }) => ruleId?.split('/')[1] ?? message))].toSorted()
}

describe('a defect and its mend, with all rules', () => {
  it.each(Object.entries(pairs))('%s', (_, { rules, wrong, right }) => {
    expect(reporters(wrong)).toEqual([...rules].toSorted())
    expect(reporters(right)).toEqual([])
  })
})
