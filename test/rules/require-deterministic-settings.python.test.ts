import { testPython } from './python.ts'

testPython('require-deterministic-settings', {
  valid: {
    'a key, without which JAX draws nothing, beside the data sets of TensorFlow': `
      import jax
      import tensorflow_datasets as tfds

      data = tfds.load('mnist', split='train').batch(32)
      key = jax.random.PRNGKey(0)
      for batch in data:
          x = jax.random.normal(key, (3,))
    `,
    'on the CPU': `
      import torch

      torch.manual_seed(0)
      model = torch.nn.Linear(2, 1)
    `,
    'no sign that the program wants to repeat': `
      import torch

      model = torch.nn.Linear(2, 1).cuda()
    `,
    'switched on': `
      import torch

      torch.manual_seed(0)
      torch.use_deterministic_algorithms(True)
      torch.backends.cudnn.benchmark = False
      model = torch.nn.Linear(2, 1).cuda()
    `,
    'switched on by a helper of the project': {
      code: `
        import torch
        from seeding import init_seeds

        init_seeds(0, deterministic=True)
        model = torch.nn.Linear(2, 1).cuda()
      `,
      files: {
        'seeding.py': `
          import torch
          def init_seeds(seed=0, deterministic=False):
              torch.manual_seed(seed)
              if deterministic:
                  torch.use_deterministic_algorithms(True)
                  torch.backends.cudnn.deterministic = True
        `,
      },
    },
    'switched on by Lightning': `
      import lightning as L
      import torch

      L.seed_everything(0)
      trainer = L.Trainer(deterministic=True, accelerator='gpu')
      model = torch.nn.Linear(2, 1).cuda()
    `,
    'switched on by Transformers': `
      import torch
      from transformers import enable_full_determinism

      enable_full_determinism(0)
      model = torch.nn.Linear(2, 1).cuda()
    `,
    'TensorFlow that draws one number at a time': `
      import tensorflow as tf

      tf.keras.utils.set_random_seed(0)
      model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      model.fit(tf.data.Dataset.range(8).map(lambda x: tf.random.uniform([])))
    `,
    'TensorFlow, switched on': `
      import tensorflow as tf

      tf.keras.utils.set_random_seed(0)
      tf.config.experimental.enable_op_determinism()
      model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      model.fit(tf.ones((4, 2)), tf.ones((4, 1)))
    `,
    'TensorFlow, switched on in the environment': `
      import os

      os.environ['TF_DETERMINISTIC_OPS'] = '1'
      import tensorflow as tf

      tf.keras.utils.set_random_seed(0)
      model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      model.fit(tf.ones((4, 2)), tf.ones((4, 1)))
    `,
    'a script that only infers': `
      import torch

      torch.manual_seed(0)
      model = torch.jit.load('model.pt').cuda().eval()
      print(model(torch.zeros(1, 3).cuda()))
    `,
    'JAX, switched on': `
      import os

      os.environ['XLA_FLAGS'] = '--xla_gpu_deterministic_ops=true'
      import jax

      jax.devices('gpu')
      key = jax.random.key(0)
    `,
    'a version of torch that needs no workspace configuration': {
      code: `
        import torch

        torch.manual_seed(0)
        torch.use_deterministic_algorithms(True)
        model = torch.nn.Linear(2, 1).cuda()
      `,
      settings: { versions: { torch: '2.13.0' } },
    },
    'TensorFlow that only writes log files': `
      import tensorflow as tf
      import torch
      from torch import nn

      def log(folder):
          return tf.summary.create_file_writer(folder)

      torch.manual_seed(0)
      model = nn.Linear(2, 1)
      model(torch.randn(4, 2)).sum().backward()
    `,
    'PyTorch that only keeps the logs of a JAX program': `
      import random
      import jax
      import torch
      from torch.utils.tensorboard import SummaryWriter

      device = torch.device("cuda")
      random.seed(1)
      key = jax.random.PRNGKey(1)
      x = jax.random.normal(key, (3,))
    `,
    'a program for TensorFlow 1': `
      import numpy as np
      import tensorflow as tf

      tf.set_random_seed(0)
      np.random.seed(0)
      x = tf.placeholder(tf.float32, (None, 2))
      noise = tf.random.normal((2,))
      sess = tf.Session()
      sess.run(tf.global_variables_initializer())
    `,
  },
  invalid: {
    'the seeding is a plainer sign than what the interpreter has read': `
      import os
      import numpy as np
      import torch

      def set_seed(seed):
          os.environ['PYTHONHASHSEED'] = str(seed)
          np.random.seed(seed)  # ! missing ->
          torch.manual_seed(seed)

      set_seed(0)
      model = torch.nn.Linear(2, 1).cuda()
    `,
    'a seed above the import of the library whose switch is open': `
      from sklearn.datasets import make_circles
      from sklearn.model_selection import train_test_split

      X, y = make_circles(100, random_state=42)  # ! missing ->

      import torch

      torch.manual_seed(42)
      model = torch.nn.Linear(2, 1).cuda()
      model(torch.tensor(X)).sum().backward()
    `,
    'PyTorch on CUDA': `
      import torch

      torch.manual_seed(0)  # ! missing ->
      model = torch.nn.Linear(2, 1).cuda()
    `,
    'a device by name': `
      import torch

      device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
      torch.manual_seed(0)  # ! missing ->
      model = torch.nn.Linear(2, 1).to(device)
    `,
    'seeded by a helper of the project': {
      code: `
        import torch
        from seeding import init_seeds

        init_seeds(0)  # ! missing ->
        model = torch.nn.Linear(2, 1).cuda()
      `,
      files: {
        'seeding.py': `
          import torch
          def init_seeds(seed):
              torch.manual_seed(seed)
        `,
      },
    },
    'an older torch asks for the workspace configuration': {
      code: `
        import torch

        torch.manual_seed(0)  # ! missing ->
        torch.use_deterministic_algorithms(True)
        model = torch.nn.Linear(2, 1).cuda()
      `,
      settings: { versions: { torch: '2.4.0' } },
    },
    'TensorFlow, asked for all that it has': {
      code: `
        import tensorflow as tf

        tf.keras.utils.set_random_seed(0)  # ! missing ->
        model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        model.compile('sgd', 'mse')
        model.fit(tf.ones((4, 2)), tf.ones((4, 1)))
      `,
      options: { idle: true },
    },
    'TensorFlow that draws in calls that overlap': `
      import tensorflow as tf

      tf.keras.utils.set_random_seed(0)  # ! missing ->
      noisy = tf.data.Dataset.range(8).map(lambda x: tf.random.uniform([]), num_parallel_calls=4)
      model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      model.fit(noisy)
    `,
    'TensorFlow whose own generator is not seeded: the switch alone would be an error': {
      code: `
        import numpy as np
        import tensorflow as tf

        np.random.seed(0)  # ! missing ->
        model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        model.compile('sgd', 'mse')
        model.fit(tf.ones((4, 2)), tf.ones((4, 1)))
      `,
      options: { idle: true },
    },
    'a trainer that names a GPU': `
      import lightning as L
      import torch
      from project import Net, loader

      L.seed_everything(1)  # ! missing ->
      L.Trainer(accelerator="gpu", devices=1).fit(Net(), loader())
    `,
    'a module that seeds while it is imported': {
      files: { 'seeds.py': 'import numpy as np\nimport torch\n\ntorch.manual_seed(1)\n' },
      code: `
        import seeds  # ! missing ->
        import torch

        model = torch.nn.Linear(2, 1).cuda()
      `,
    },
    'JAX on a GPU': `
      import jax

      jax.devices('gpu')
      key = jax.random.key(0)  # ! missing ->
      x = jax.random.normal(key, (3,))
    `,
  },
})
