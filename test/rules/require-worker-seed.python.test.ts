import { testPython } from './python.ts'

const dataset = `
      import random
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              return np.random.randint(10**6)
`
const held = `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __init__(self):
              self.rng = np.random.default_rng(0)

          def __len__(self):
              return 8

          def __getitem__(self, index):
              return int(self.rng.integers(10**6))
`

testPython('require-worker-seed', {
  valid: {
    'a generator of the data set that the worker function makes anew': `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset, get_worker_info

      class Noise(Dataset):
          def __init__(self):
              self.rng = np.random.default_rng(3)

          def __len__(self):
              return 8

          def __getitem__(self, index):
              return self.rng.normal(size=3)

      def seed_worker(worker):
          get_worker_info().dataset.rng = np.random.default_rng(torch.initial_seed())

      torch.manual_seed(0)
      loader = DataLoader(Noise(), num_workers=2, worker_init_fn=seed_worker)
    `,
    'a loader that brings a function for its workers': {
      code: `
        import torch
        from monai.data import DataLoader, Dataset

        torch.manual_seed(0)
        for batch in DataLoader(Dataset([]), num_workers=2, shuffle=True):
            batch.sum().backward()
      `,
      options: { canonical: true },
    },
    'a pipeline of albumentations, which seeds itself in each worker': `
      import albumentations as A
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Images(Dataset):
          def __init__(self):
              self.transform = A.Compose([A.HorizontalFlip()], seed=7)

          def __len__(self):
              return 8

          def __getitem__(self, index):
              return self.transform(image=index)['image']

      torch.manual_seed(0)
      loader = DataLoader(Images(), num_workers=2)
    `,
    'no worker function: torch seeds all generators of a worker': `${dataset}
      torch.manual_seed(0)
      loader = DataLoader(Noisy(), batch_size=4, num_workers=2)
      for batch in loader:
          print(batch)
    `,
    'a worker function derived from torch.initial_seed': `${dataset}
      def seed_worker(worker_id):
          worker_seed = torch.initial_seed() % 2**32
          np.random.seed(worker_seed)
          random.seed(worker_seed)

      g = torch.Generator()
      g.manual_seed(0)
      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker, generator=g)
    `,
    'a worker function derived from get_worker_info().seed': `${dataset}
      def seed_worker(worker_id):
          info = torch.utils.data.get_worker_info()
          np.random.seed(info.seed % 2**32)

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker)
    `,
    'a worker function that makes the held generator anew': `${held}
      def seed_worker(worker_id):
          info = torch.utils.data.get_worker_info()
          info.dataset.rng = np.random.default_rng(info.seed)

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker)
    `,
    'a generator made from the index': `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              return np.random.default_rng((0, index)).integers(10**6)

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2)
    `,
    'a worker function that seeds nothing': `${dataset}
      import cv2

      def quiet(worker_id):
          cv2.setNumThreads(0)
          torch.set_num_threads(1)

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), shuffle=True, num_workers=2, worker_init_fn=quiet)
    `,
    'a held generator without workers': `${held}
      torch.manual_seed(0)
      loader = DataLoader(Noisy(), batch_size=4, num_workers=0)
      for batch in loader:
          print(batch)
    `,
    'a held generator and the default of no workers': `${held}
      torch.manual_seed(0)
      for batch in DataLoader(Noisy(), batch_size=4):
          print(batch)
    `,
    'a loader whose generator is seeded': `${dataset}
      torch.manual_seed(0)
      g = torch.Generator().manual_seed(1)
      loader = DataLoader(Noisy(), shuffle=True, num_workers=4, generator=g)
    `,
    'Lightning seeds the workers': `${dataset}
      import lightning as L

      L.seed_everything(0, workers=True)
      loader = DataLoader(Noisy(), shuffle=True, num_workers=4)
    `,
    'a loader that is made before torch is seeded': `${dataset}
      loader = DataLoader(Noisy(), shuffle=True, num_workers=4)
      torch.manual_seed(0)
      for batch in loader:
          print(batch)
    `,
    'workers and no sign that the program wants to repeat': `
      from torch.utils.data import DataLoader

      loader = DataLoader(range(10), shuffle=True, num_workers=4)
      for batch in loader:
          print(batch)
    `,
    'nothing is drawn': `
      import numpy as np
      from torch.utils.data import DataLoader

      np.random.seed(0)
      loader = DataLoader(range(10), num_workers=4)
      for batch in loader:
          print(batch)
    `,
    'keyword arguments that may hold a generator': `
      import numpy as np
      from torch.utils.data import DataLoader
      from config import options

      np.random.seed(0)
      loader = DataLoader(range(10), shuffle=True, num_workers=4, **options)
    `,
    'functools.partial with a number that depends on the worker and the epoch': `${dataset}
      from functools import partial

      def seed_worker(worker_id, rank):
          np.random.seed((torch.initial_seed() + rank) % 2**32)

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=partial(seed_worker, rank=0))
    `,
    'the strict preset: the documented pair': {
      code: `${dataset}
      def seed_worker(worker_id):
          np.random.seed(torch.initial_seed() % 2**32)

      torch.manual_seed(0)
      g = torch.Generator().manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker, generator=g)
      single = DataLoader(Noisy())
    `,
      options: { canonical: true },
    },
    'a version of torch that seeds NumPy in workers': {
      code: `${dataset}
      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2)
    `,
      settings: { versions: { torch: '2.13.0' } },
    },
    'a seed that a function makes of what it is told about the worker': `
      import random
      from functools import partial
      import torch
      from torch.utils.data import DataLoader, Dataset, get_worker_info

      class Data(Dataset):
          def __len__(self):
              return 4

          def __getitem__(self, index):
              return random.random()

      def init(worker_id, seeding):
          random.seed(seeding(get_worker_info()))

      def load(seeding):
          torch.manual_seed(0)
          return DataLoader(Data(), num_workers=2, worker_init_fn=partial(init, seeding=seeding))
    `,
    'a worker function of another file: it is reported there': {
      files: {
        'data.py': `
          import random
          import numpy as np
          from torch.utils.data import Dataset

          class Data(Dataset):
              def __len__(self):
                  return 4

              def __getitem__(self, index):
                  return np.random.rand()
        `,
        'seeding.py': `
          import numpy as np

          def seed_worker(worker_id):
              np.random.seed(11)
        `,
      },
      code: `
        import torch
        from torch.utils.data import DataLoader
        from data import Data
        from seeding import seed_worker

        torch.manual_seed(0)
        for batch in DataLoader(Data(), num_workers=2, worker_init_fn=seed_worker):
            pass
      `,
    },
  },
  invalid: {
    'a generator of the data set that the worker function does not touch': `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Noise(Dataset):
          def __init__(self):
              self.rng = np.random.default_rng(3)

          def __len__(self):
              return 8

          def __getitem__(self, index):
              return self.rng.normal(size=3)

      def seed_worker(worker):
          np.random.seed(torch.initial_seed() % 2**32)

      torch.manual_seed(0)
      loader = DataLoader(Noise(), num_workers=2, worker_init_fn=seed_worker)  # ! held
    `,
    'a worker function that another file gives to its loader': {
      filename: 'seeding.py',
      files: {
        'data.py': `
          import random
          import numpy as np
          from torch.utils.data import Dataset

          class Data(Dataset):
              def __len__(self):
                  return 4

              def __getitem__(self, index):
                  return np.random.rand()
        `,
        'train.py': `
          import torch
          from torch.utils.data import DataLoader
          from data import Data
          from seeding import seed_worker

          torch.manual_seed(0)
          for batch in DataLoader(Data(), num_workers=2, worker_init_fn=seed_worker):
              pass
        `,
      },
      code: `
        import numpy as np

        def seed_worker(worker_id):
            np.random.seed(11)  # ! alike ->
      `,
    },
    'a loader with workers on an unseeded state': `${dataset}
      np.random.seed(0)
      loader = DataLoader(Noisy(), num_workers=4)  # ! loader ->
      for batch in loader:
          print(batch)
    `,
    'a loader that shuffles in workers': `
      import random
      from torch.utils.data import DataLoader

      random.seed(0)
      loader = DataLoader(range(10), shuffle=True, num_workers=4)  # ! loader ->
      for batch in loader:
          print(batch)
    `,
    'a generator that the data set holds': `${held}
      torch.manual_seed(0)
      loader = DataLoader(Noisy(), batch_size=4, num_workers=2)  # ! held
    `,
    'a generator of the module': `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      rng = np.random.default_rng(0)

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              return rng.integers(10**6)

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2)  # ! held
    `,
    'a Random of the data set': `
      import random
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __init__(self, seed):
              self.random = random.Random(seed)

          def __len__(self):
              return 8

          def __getitem__(self, index):
              return self.random.random()

      torch.manual_seed(0)
      loader = DataLoader(Noisy(3), num_workers=2)  # ! held
    `,
    'a transform that holds a generator': `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Jitter:
          def __init__(self):
              self.rng = np.random.RandomState(0)

          def __call__(self, x):
              return x + self.rng.normal()

      class Data(Dataset):
          def __init__(self, transform):
              self.transform = transform

          def __len__(self):
              return 8

          def __getitem__(self, index):
              return self.transform(index)

      torch.manual_seed(0)
      loader = DataLoader(Data(Jitter()), num_workers=2)  # ! held
    `,
    'a worker function with a constant': `${dataset}
      def seed_worker(worker_id):
          np.random.seed(42)  # ! alike ->

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), batch_size=4, num_workers=2, worker_init_fn=seed_worker)
    `,
    'a worker function with the rank and the seed': `${dataset}
      from functools import partial

      def seed_worker(worker_id, rank, seed):
          worker_seed = rank + seed
          random.seed(worker_seed)  # ! alike ->
          np.random.seed(worker_seed)  # ! alike ->
          torch.manual_seed(worker_seed)  # ! alike ->

      torch.manual_seed(11)
      loader = DataLoader(
          Noisy(), num_workers=2, worker_init_fn=partial(seed_worker, rank=0, seed=11)
      )
    `,
    'a worker function that is a lambda': `${dataset}
      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=lambda _: np.random.seed(7))  # ! alike ->
    `,
    'the worker alone': `${dataset}
      def seed_worker(worker_id):
          np.random.seed(worker_id)  # ! epochs ->

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker)
    `,
    'the seed and the worker': `${dataset}
      SEED = 3

      def seed_worker(worker_id):
          np.random.seed(SEED + worker_id)  # ! epochs ->

      torch.manual_seed(SEED)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker)
    `,
    'the state of NumPy and the worker': `${dataset}
      torch.manual_seed(0)
      loader = DataLoader(
          Noisy(),
          num_workers=2,
          worker_init_fn=lambda i: np.random.seed(np.random.get_state()[1][0] + i),  # ! saved ->
      )
    `,
    'an old version of torch': {
      code: `${dataset}
      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2)  # ! old ->
      for batch in loader:
          print(batch)
    `,
      settings: { versions: { torch: '1.8.1' } },
    },
    'the strict preset asks for the documented pair': {
      code: `${dataset}
      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2)  # ! canonical ->
      for batch in loader:
          print(batch)
    `,
      options: { canonical: true },
    },
  },
})
