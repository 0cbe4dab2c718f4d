import { testPython } from './python.ts'

testPython('no-ineffective-seed', {
  valid: {
    'a helper that seeds before the program does': {
      files: { 'tracking.py': 'import torch\n\ndef begin(name):\n    torch.manual_seed(7)\n' },
      code: `
        import sys
        import torch
        from tracking import begin

        begin('first')
        torch.manual_seed(int(sys.argv[1]))
        print(torch.rand(3))
      `,
    },
    'a draw before a helper seeds with its own': {
      files: { 'tracking.py': 'import torch\n\ndef begin(name):\n    torch.manual_seed(7)\n' },
      code: `
        import sys
        import torch
        from tracking import begin

        torch.manual_seed(int(sys.argv[1]))
        model = torch.nn.Linear(3, 1)
        begin('first')
        print(model(torch.rand(3)))
      `,
    },
    'a function that is asked for other pictures': `
      import random
      import torch

      def shown(files, seed=42):
          random.seed(seed)
          return random.sample(files, k=3)

      shown(['a', 'b', 'c'])
      shown(['a', 'b', 'c'], seed=None)
    `,
    'guards that let 0 through': `
      import argparse
      import torch

      def set_seed(seed=None):
          if seed is not None:
              torch.manual_seed(seed)

      args = argparse.ArgumentParser().parse_args()
      set_seed(0)
      if args.seed >= 0:
          torch.manual_seed(args.seed)
      if args.use_seed:
          torch.manual_seed(args.seed)
      if not args.no_seed:
          torch.manual_seed(1)
    `,
    'a guard on something else': `
      import torch
      from options import args

      if args.deterministic and args.seed is not None:
          torch.manual_seed(args.seed)
    `,
    'a guard on text, whose 0 counts as true': `
      import os
      import random
      import sys
      import torch

      seed = os.environ.get("SEED")
      if seed:
          random.seed(int(seed))
      if len(sys.argv) > 1:
          seed = sys.argv[1]
          if seed:
              torch.manual_seed(int(seed))
    `,
    'a default for None only': `
      import numpy as np

      def split(seed=None):
          seed = 0 if seed is None else seed
          return np.random.default_rng(seed).permutation(10)
    `,
    'PYTHONHASHSEED for processes that are started': `
      import os
      import subprocess
      import sys
      import torch

      os.environ['PYTHONHASHSEED'] = '0'
      subprocess.run([sys.executable, 'worker.py'])
    `,
    'PYTHONHASHSEED before the program starts itself anew': `
      import os
      import sys
      import torch

      if os.environ.get('PYTHONHASHSEED') != '0':
          os.environ['PYTHONHASHSEED'] = '0'
          os.execv(sys.executable, [sys.executable] + sys.argv)
    `,
    'the right names': `
      import os
      import torch

      torch.backends.cudnn.deterministic = True
      torch.backends.cudnn.benchmark = False
      torch.backends.cudnn.enabled = True
      torch.backends.cuda.matmul.allow_tf32 = False
      os.environ['CUBLAS_WORKSPACE_CONFIG'] = ':4096:8'
      os.environ['CUDA_VISIBLE_DEVICES'] = '0'
      os.environ['TF_DETERMINISTIC_OPS'] = '1'
    `,
    'names of the program itself': `
      import os
      import torch
      from settings import cudnn, torch_options

      cudnn.determinstic = True
      torch_options.benckmark = True
      os.environ['MY_SEED'] = '1'
      os.environ['RANK'] = '0'
      os.environ['WORLD_SIZE'] = '1'
    `,
    'a generator that is seeded': `
      import torch
      from torch.utils.data import DataLoader

      g = torch.Generator()
      g.manual_seed(0)
      loader = DataLoader(range(10), shuffle=True, generator=g)
      h = torch.Generator().manual_seed(1)
      other = DataLoader(range(10), shuffle=True, generator=h)
    `,
    'GAN generators': `
      import torch
      from models import Generator

      torch.manual_seed(0)
      generator = Generator()
      fake = generator(torch.randn(3, 2))
    `,
    'tf.random.set_seed beside the seed of Keras': `
      import random
      import keras
      import tensorflow as tf

      tf.random.set_seed(0)
      random.seed(0)
      model = keras.Sequential([keras.layers.Dense(2)])
      model.build((None, 2))
    `,
    'tf.random.set_seed for what TensorFlow draws itself': `
      import tensorflow as tf

      tf.random.set_seed(0)
      x = tf.random.normal((2, 2))
    `,
    'tf.random.set_seed with Keras 2': {
      code: `
        import tensorflow as tf

        tf.random.set_seed(0)
        model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
      `,
      settings: { versions: { keras: '2.15.0' } },
    },
    'the seed of TensorFlow 1 under its own name': `
      import tensorflow.compat.v1 as tf

      tf.set_random_seed(0)
    `,
    called: `
      import tensorflow as tf
      import torch

      tf.config.experimental.enable_op_determinism()
      torch.use_deterministic_algorithms(True)
    `,
    'an entropy seed is not undone': `
      import numpy as np

      np.random.seed(0)
      x = np.random.rand(3)
      np.random.seed(1)
    `,
    'np.random.seed where the global generator is drawn from as well': `
      import numpy as np

      np.random.seed(0)
      rng = np.random.default_rng(0)
      x = np.random.rand(3) + rng.random(3)
    `,
    'np.random.seed and scikit-learn': `
      import numpy as np
      from sklearn.ensemble import RandomForestClassifier

      np.random.seed(0)
      rng = np.random.default_rng(0)
      RandomForestClassifier().fit(rng.normal(size=(3, 1)), [0, 1, 0])
    `,
    'tf.set_random_seed in a program for TensorFlow 1': `
      import tensorflow as tf

      tf.set_random_seed(0)
      x = tf.placeholder(tf.float32, (None, 2))
      y = x + tf.random_normal((2,))
      sess = tf.Session()
      sess.run(tf.global_variables_initializer())
    `,
    'one call that is reached with a seed and without one': `
      import random
      import torch

      def split(rows, seed=None):
          random.seed(seed)
          random.shuffle(rows)
          return rows

      train = torch.tensor(split(list(range(10)), 7))
      for part in range(2):
          test = torch.tensor(split(list(range(10))))
    `,
    'tf.random.set_seed for windows that are shuffled': `
      import tensorflow as tf

      def windows(series):
          found = tf.data.Dataset.from_tensor_slices(series).window(5, shift=1)
          return found.flat_map(lambda each: each.batch(5)).shuffle(100)

      tf.random.set_seed(0)
      model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
      model.fit(windows(range(20)), epochs=2)
    `,
    'tf.random.set_seed for a data set that is not known': `
      import tensorflow as tf
      from data import batches

      tf.random.set_seed(0)
      model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
      model.fit(batches().shuffle(100), epochs=2)
    `,
    'tf.random.set_seed with tf.keras before TensorFlow 2.16': {
      settings: { versions: { tensorflow: '2.15' } },
      code: `
        import tensorflow as tf

        tf.random.set_seed(0)
        model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
      `,
    },
  },
  invalid: {
    'a seed of the run that a helper replaces by its own': {
      files: {
        'tracking.py':
          'import random\n\nimport torch\n\ndef begin(name):\n    random.seed(7)\n    torch.manual_seed(7)\n',
      },
      code: `
        import sys
        import torch
        from tracking import begin

        seed = int(sys.argv[1])
        torch.manual_seed(seed)  # ! overwritten
        begin('first')
        print(torch.rand(3))
      `,
    },
    'jobs that ask one sampler': `
      import optuna

      study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
      study.optimize(lambda trial: trial.suggest_float('x', 0, 1), n_trials=9, n_jobs=4)  # ! argument
    `,
    'a guard that 0 does not pass': `
      import torch

      def set_seed(seed=None):
          if seed:  # ! falsy ->
              torch.manual_seed(seed)

      set_seed(0)
      print(torch.rand(2))
    `,
    'a guard on an option': `
      import argparse
      import torch

      args = argparse.ArgumentParser().parse_args()
      if args.seed:  # ! falsy ->
          torch.manual_seed(args.seed)
    `,
    'the other way round': `
      import numpy as np

      def set_seed(seed):
          if not seed:  # ! falsy ->
              return
          np.random.seed(seed)
    `,
    'a default for 0': `
      import random
      import numpy as np

      def split(seed=None):
          rng = np.random.default_rng(seed or 42)  # ! replaced ->
          return rng.permutation(10)
    `,
    'a guard in a conditional expression': `
      import numpy as np

      def split(seed=None):
          rng = np.random.default_rng(seed if seed else 42)  # ! falsy ->
          return rng.permutation(10)
    `,
    'a guard in front of a generator': `
      import numpy as np

      class Split:
          def __init__(self, seed=None):
              if seed:  # ! falsy ->
                  self.rng = np.random.default_rng(seed)
              else:
                  self.rng = np.random.default_rng()
    `,
    'a guard on what was text': `
      import os
      import torch

      seed = int(os.environ.get("SEED", 0))
      if seed:  # ! falsy ->
          torch.manual_seed(seed)
    `,
    'PYTHONHASHSEED in a running program': `
      import os
      import torch

      os.environ['PYTHONHASHSEED'] = '0'  # ! start
      torch.manual_seed(0)
    `,
    'PYTHONHASHSEED from a parameter': `
      import os
      import random
      import torch

      def seed_all(seed):
          random.seed(seed)
          os.environ['PYTHONHASHSEED'] = str(seed)  # ! start
          torch.manual_seed(seed)

      seed_all(1)
    `,
    'a misspelt switch': {
      code: `
        import torch

        torch.backends.cudnn.determinstic = True  # ! misspelt
      `,
      output: `
        import torch

        torch.backends.cudnn.deterministic = True  # ! misspelt
      `,
    },
    'a misspelt switch under another name': {
      code: `
        import torch.backends.cudnn as cudnn

        cudnn.benckmark = False  # ! misspelt
      `,
      output: `
        import torch.backends.cudnn as cudnn

        cudnn.benchmark = False  # ! misspelt
      `,
    },
    'a switch that lost its middle': `
      import torch

      torch.abled = False  # ! misspelt
    `,
    'a misspelt variable': {
      code: `
        import os
        import torch

        os.environ['PYTHONASHSEED'] = '0'  # ! misspelt
      `,
      output: `
        import os
        import torch

        os.environ['PYTHONHASHSEED'] = '0'  # ! misspelt
      `,
    },
    'a misspelt variable of cuBLAS': {
      code: `
        import os
        import torch

        os.environ['CUBLAS_WORKSPACE_CONFG'] = ':4096:8'  # ! misspelt
      `,
      output: `
        import os
        import torch

        os.environ['CUBLAS_WORKSPACE_CONFIG'] = ':4096:8'  # ! misspelt
      `,
    },
    'a generator that nobody seeds': `
      import torch
      from torch.utils.data import DataLoader

      def loader(seed):
          torch.manual_seed(seed)
          g = torch.Generator()  # ! constant ->
          return DataLoader(range(10), shuffle=True, generator=g)

      for batch in loader(3):
          print(batch)
    `,
    'a seed that is undone later': `
      import numpy as np

      np.random.seed(0)
      np.random.seed()  # ! undone
      x = np.random.rand(3)
    `,
    'a seed that another function undoes': `
      import random
      import torch

      def prepare():
          random.seed()  # ! undone
          return random.sample(range(10), 10)

      random.seed(0)
      torch.manual_seed(0)
      x = torch.tensor(prepare())
    `,
    'tf.random.set_seed alone before a Keras 3 model': `
      import keras
      import tensorflow as tf

      tf.random.set_seed(0)  # ! other ->
      layer = keras.layers.Dense(2)
      layer.build((None, 2))
    `,
    'not called': `
      import tensorflow as tf
      import torch

      tf.config.experimental.enable_op_determinism  # ! mention ->
      torch.use_deterministic_algorithms  # ! mention ->
    `,
    'np.random.seed for generators that do not listen': `
      import numpy as np

      np.random.seed(0)  # ! other
      rng = np.random.default_rng()
      print(rng.random(3))
    `,
    'tf.set_random_seed of TensorFlow 1': `
      import tensorflow as tf

      tf.set_random_seed(42)  # ! void ->
      x = tf.random.normal((2,))
    `,
    'seeding that optimised Python leaves out': `
      import torch

      if __debug__:
          torch.manual_seed(0)  # ! debug
      model = torch.nn.Linear(2, 1)
    `,
    'the seed of the system generator': `
      import random
      import torch

      rng = random.SystemRandom()
      rng.seed(0)  # ! void
      x = torch.tensor([rng.random()])
    `,
    'a value that TensorFlow does not know': `
      import os

      os.environ['TF_DETERMINISTIC_OPS'] = 'yes'  # ! invalid
      import tensorflow as tf
    `,
  },
})
