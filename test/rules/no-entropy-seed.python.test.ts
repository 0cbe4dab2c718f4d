import { testPython } from './python.ts'

testPython('no-entropy-seed', {
  valid: {
    'a function that is asked for other pictures': `
      import random
      import torch

      def shown(files, seed=42):
          random.seed(seed)
          return random.sample(files, k=3)

      shown(['a', 'b', 'c'])
      shown(['a', 'b', 'c'], seed=None)
    `,
    'entropy that is replaced before anything is drawn': `
      import random
      import numpy as np
      import torch

      SEED = 11
      np.random.seed()
      np.random.seed(7)
      torch.seed()
      if SEED is not None:
          torch.manual_seed(SEED)
      random.seed(None)
      random.seed(SEED)
      x = torch.rand(2) + random.random() + torch.tensor(np.random.rand(2))
    `,
    'constants and options': `
      import argparse
      import os
      import random
      import numpy as np
      import torch

      args = argparse.ArgumentParser().parse_args()
      torch.manual_seed(args.seed)
      np.random.seed(int(os.environ.get('SEED', 0)))
      random.seed('a name')
    `,
    'a stable hash': `
      import random
      import zlib
      import hashlib
      import torch

      random.seed(zlib.crc32(b'train'))
      torch.manual_seed(int(hashlib.md5(b'x').hexdigest(), 16) % 2**32)
    `,
    'the hash of a number': `
      import random
      import torch

      random.seed(hash(7))
      torch.manual_seed(0)
    `,
    'a chosen seed that is printed': `
      import random
      import torch

      seed = random.randint(1, 10000)
      print('Random Seed:', seed)
      random.seed(seed)
      torch.manual_seed(seed)
    `,
    'a seed from the clock that is logged': `
      import logging
      import time
      import numpy as np

      seed = int(time.time())
      logging.info('seed %d', seed)
      np.random.seed(seed)
    `,
    'a draw from a seeded generator as a seed': `
      import random
      import torch

      random.seed(0)
      torch.manual_seed(random.randint(0, 1000))
    `,
    'the clock for a measurement': `
      import time
      import torch

      start = time.time()
      torch.manual_seed(0)
      print(time.time() - start)
    `,
  },
  invalid: {
    'fresh entropy in every epoch': `
      import numpy as np

      np.random.seed(3)
      for epoch in range(3):
          np.random.seed()  # ! nothing
          print(np.random.rand(3))
    `,
    'the clock': `
      import time
      import numpy as np
      import torch

      torch.manual_seed(int(time.time() * 1e6))  # ! entropy
      np.random.seed(int(time.time()))  # ! entropy
    `,
    'the clock through a variable and another name': `
      import time
      import numpy as np

      npr = np.random
      now = int(time.time())
      npr.seed(now)  # ! entropy
    `,
    datetime: `
      from datetime import datetime
      import numpy as np

      np.random.seed(datetime.now().microsecond)  # ! entropy
    `,
    'the process': `
      import os
      import torch

      torch.manual_seed(os.getpid())  # ! entropy
    `,
    "the operating system's entropy": `
      import os
      import secrets
      import uuid
      import random
      import numpy as np
      import torch

      random.seed(os.urandom(8))  # ! entropy
      torch.manual_seed(secrets.randbits(32))  # ! entropy
      np.random.seed(uuid.uuid4().int % 2**32)  # ! entropy
    `,
    'a salted hash': `
      import random
      import torch

      random.seed(hash('train'))  # ! entropy
      print(random.random())
    `,
    'no seed at all': `
      import random
      import numpy as np
      import torch

      np.random.seed()  # ! nothing
      np.random.seed(None)  # ! nothing
      random.seed()  # ! nothing
      torch.seed()  # ! nothing
    `,
    'a seeding that replaces it only sometimes': `
      import sys
      import numpy as np
      import torch

      np.random.seed()  # ! nothing
      if len(sys.argv) > 2:
          np.random.seed(7)
      x = torch.tensor(np.random.rand(3))
    `,
    'a draw before it is replaced': `
      import numpy as np
      import torch

      np.random.seed()  # ! nothing
      x = torch.tensor(np.random.rand(3))
      np.random.seed(7)
    `,
    'a draw before seeding': `
      import random
      import torch

      seed = random.randint(1, 10000)
      random.seed(seed)  # ! entropy
      torch.manual_seed(seed)  # ! entropy
    `,
    'a generator from the clock': `
      import time
      import numpy as np
      from sklearn.ensemble import RandomForestClassifier

      rng = np.random.default_rng(time.time_ns())  # ! entropy
      x = rng.normal(size=(3, 1))
      RandomForestClassifier(random_state=int(time.time())).fit(x, x)  # ! entropy
    `,
    'a key from the clock': `
      import time
      import jax

      key = jax.random.key(time.time_ns())  # ! entropy
      x = jax.random.normal(key, (3,))
    `,
    'a chosen seed that is printed is reported where the option says so': {
      code: `
        import random
        import torch

        seed = random.randint(1, 10000)
        print('Random Seed:', seed)
        torch.manual_seed(seed)  # ! entropy
      `,
      options: { allowLogged: false },
    },
  },
})
