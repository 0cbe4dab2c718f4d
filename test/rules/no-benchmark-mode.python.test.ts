import { testPython } from './python.ts'

testPython('no-benchmark-mode', {
  valid: {
    'a mode that a function of MONAI switches off again': `
      import torch
      from monai.utils import set_determinism

      torch.backends.cudnn.benchmark = True
      set_determinism(42)
      torch.nn.Linear(2, 1)(torch.ones(2)).backward()
    `,
    'no sign that the program wants to repeat': `
      import torch
      from torch import nn

      torch.backends.cudnn.benchmark = True
      model = nn.Linear(2, 1).cuda()
    `,
    'benchmark off': `
      import torch

      torch.manual_seed(0)
      torch.use_deterministic_algorithms(True)
      torch.backends.cudnn.benchmark = False
      model = torch.nn.Linear(2, 1)
    `,
    'a branch that excludes the deterministic one': `
      import argparse
      import torch

      parser = argparse.ArgumentParser()
      parser.add_argument('--deterministic', action='store_true')
      args = parser.parse_args()
      if args.deterministic:
          torch.manual_seed(0)
          torch.use_deterministic_algorithms(True)
      else:
          torch.backends.cudnn.benchmark = True
      model = torch.nn.Linear(2, 1)
    `,
    'a branch for runs that need not repeat': `
      import torch
      from options import args

      if args.deterministic:
          torch.use_deterministic_algorithms(True)
          torch.manual_seed(args.seed)
      if not args.deterministic:
          torch.backends.cudnn.benchmark = True
      model = torch.nn.Linear(2, 1)
    `,
    'a script that only infers': `
      import torch

      torch.manual_seed(0)
      torch.backends.cudnn.benchmark = True
      model = torch.jit.load('model.pt').cuda().eval()
      print(model(torch.zeros(1, 3)))
    `,
    'an object of its own that is called cudnn': `
      import torch
      from settings import cudnn

      torch.manual_seed(0)
      cudnn.benchmark = True
    `,
    'the switch of TensorFlow alone': `
      import os

      os.environ['TF_DETERMINISTIC_OPS'] = '1'
      import tensorflow as tf

      tf.random.set_seed(0)
    `,
    'only settings count as intent': {
      code: `
        import torch

        torch.manual_seed(0)
        torch.backends.cudnn.benchmark = True
      `,
      options: { intent: 'settings' },
    },
    'compiling without tuning': `
      import torch

      torch.manual_seed(0)
      model = torch.compile(torch.nn.Linear(2, 1), mode='reduce-overhead')
    `,
    'determinism that was switched off in so many words': `
      import torch

      torch.manual_seed(0)
      torch.backends.cudnn.deterministic = False
      torch.backends.cudnn.benchmark = True
    `,
  },
  invalid: {
    'a mode that is switched on after MONAI has switched it off': `
      import torch
      from monai.utils import set_determinism

      set_determinism(42)
      torch.backends.cudnn.benchmark = True  # ! benchmark ->
      torch.nn.Linear(2, 1)(torch.ones(2)).backward()
    `,
    'a mode that is switched off after training': `
      import torch

      torch.manual_seed(0)
      torch.backends.cudnn.benchmark = True  # ! benchmark ->
      torch.nn.Linear(2, 1)(torch.ones(2)).backward()
      torch.backends.cudnn.benchmark = False
    `,
    'beside a seed': `
      import torch

      torch.manual_seed(0)
      torch.backends.cudnn.benchmark = True  # ! benchmark ->
      model = torch.nn.Linear(2, 1)
    `,
    'beside deterministic algorithms': `
      import torch

      torch.use_deterministic_algorithms(True)
      torch.backends.cudnn.benchmark = True  # ! benchmark ->
    `,
    'before the seed': `
      import torch
      import torch.backends.cudnn as cudnn

      cudnn.benchmark = True  # ! benchmark ->
      torch.manual_seed(0)
      model = torch.nn.Linear(2, 1)
    `,
    'imported from its package': `
      import numpy as np
      import torch
      from torch.backends import cudnn

      np.random.seed(0)
      torch.manual_seed(0)
      cudnn.benchmark = True  # ! benchmark ->
    `,
    'by setattr': `
      import torch

      torch.manual_seed(0)
      setattr(torch.backends.cudnn, 'benchmark', True)  # ! benchmark ->
    `,
    'under another name': `
      import torch

      torch.manual_seed(0)
      backend = torch.backends.cudnn
      backend.benchmark = True  # ! benchmark ->
    `,
    'of Lightning': `
      import lightning as L

      L.seed_everything(0)
      trainer = L.Trainer(deterministic=True, benchmark=True)  # ! benchmark ->
    `,
    'of the compiler': `
      import torch

      torch.manual_seed(0)
      model = torch.compile(torch.nn.Linear(2, 1), mode='max-autotune')  # ! benchmark ->
    `,
    'of inductor': `
      import torch
      import torch._inductor.config

      torch.manual_seed(0)
      torch._inductor.config.max_autotune = True  # ! benchmark ->
    `,
    'with a seed in another file': {
      code: `
        import torch
        from seeding import init_seeds

        def main():
            init_seeds(0)
            torch.backends.cudnn.benchmark = True  # ! benchmark ->
            return torch.nn.Linear(2, 1)

        if __name__ == '__main__':
            main()
      `,
      files: {
        'seeding.py': `
          import torch
          def init_seeds(seed):
              torch.manual_seed(seed)
        `,
      },
    },
    'only settings count as intent, and there is one': {
      code: `
        import torch

        torch.backends.cudnn.deterministic = True
        torch.backends.cudnn.benchmark = True  # ! benchmark ->
      `,
      options: { intent: 'settings' },
    },
    'autotuning of TensorFlow beside deterministic ops': `
      import os

      os.environ['TF_DETERMINISTIC_OPS'] = '1'
      os.environ['TF_CUDNN_USE_AUTOTUNE'] = '1'  # ! benchmark
      import tensorflow as tf
    `,
    'autotuning switched off beside deterministic ops': `
      import os

      os.environ['TF_DETERMINISTIC_OPS'] = '1'
      os.environ['TF_CUDNN_USE_AUTOTUNE'] = '0'  # ! conflict
      import tensorflow as tf
    `,
    'autotuning of XLA': `
      import os

      os.environ['TF_DETERMINISTIC_OPS'] = '1'
      os.environ['XLA_FLAGS'] = '--xla_gpu_autotune_level=4'  # ! benchmark
      import tensorflow as tf
    `,
  },
})
