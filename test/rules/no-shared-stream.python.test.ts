import { testPython } from './python.ts'

const training = `
      import numpy as np
      import torch
      from torch import nn
      from torch.utils.data import DataLoader

      torch.manual_seed(0)
      np.random.seed(0)
      model = nn.Linear(1, 1)
      optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
`

testPython('no-shared-stream', {
  valid: {
    'a splitter with a number, and an estimator that is trained once': `
      import numpy as np
      from sklearn.ensemble import RandomForestClassifier
      from sklearn.model_selection import ShuffleSplit

      folds = ShuffleSplit(2, random_state=0)
      first = list(folds.split(range(10)))
      second = list(folds.split(range(10)))
      forest = RandomForestClassifier(random_state=np.random.RandomState(0))
      forest.fit([[0], [1]], [0, 1])
      once = ShuffleSplit(2, random_state=np.random.RandomState(0)).split(range(10))
    `,
    'a generator for each loader': `${training}
      train = DataLoader(range(10), shuffle=True, generator=torch.Generator().manual_seed(0))
      val = DataLoader(range(10), generator=torch.Generator().manual_seed(1))
      for epoch in range(2):
          for batch in train:
              model(batch).sum().backward()
              optimizer.step()
          for batch in val:
              print(model(batch))
    `,
    'one loader': `${training}
      train = DataLoader(range(10), shuffle=True)
      for epoch in range(2):
          for batch in train:
              model(batch).sum().backward()
              optimizer.step()
    `,
    'two loaders and no training': `
      import torch
      from torch.utils.data import DataLoader

      torch.manual_seed(0)
      for batch in DataLoader(range(10), shuffle=True):
          print(batch)
      for batch in DataLoader(range(10)):
          print(batch)
    `,
    'a number that training uses': `${training}
      for step in range(3):
          noise = np.random.normal()
          model(torch.tensor([noise])).sum().backward()
          optimizer.step()
    `,
  },
  invalid: {
    'train and validation on the global generator': `${training}
      train = DataLoader(range(10), shuffle=True)
      val = DataLoader(range(10))  # ! loaders ->
      for epoch in range(2):
          for batch in train:
              model(batch).sum().backward()
              optimizer.step()
          for batch in val:
              print(model(batch))
    `,
    'one generator for two loaders': `${training}
      g = torch.Generator().manual_seed(0)  # ! generator
      train = DataLoader(range(10), shuffle=True, generator=g)
      val = DataLoader(range(10), shuffle=True, generator=g)
      for epoch in range(2):
          for batch in train:
              model(batch).sum().backward()
              optimizer.step()
          for batch in val:
              print(model(batch))
    `,
    'a splitter that moves on': `
      import numpy as np
      from sklearn.model_selection import ShuffleSplit

      folds = ShuffleSplit(2, random_state=np.random.RandomState(0))  # ! splitter ->
      first = list(folds.split(range(10)))
      second = list(folds.split(range(10)))
    `,
    'a number for a log': `${training}
      for step in range(3):
          print('sample', np.random.randint(10))  # ! aside
          model(torch.ones(1)).sum().backward()
          optimizer.step()
    `,
  },
})
