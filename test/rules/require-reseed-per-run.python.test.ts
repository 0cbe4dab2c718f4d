import { testPython } from './python.ts'

testPython('require-reseed-per-run', {
  valid: {
    'seeded in the loop': `
      import torch
      from torch import nn

      for fold in range(5):
          torch.manual_seed(fold)
          model = nn.Linear(2, 1)
          model(torch.randn(4, 2)).sum().backward()
    `,
    'one run': `
      import torch
      from torch import nn

      torch.manual_seed(0)
      model = nn.Linear(2, 1)
      for step in range(5):
          model(torch.randn(4, 2)).sum().backward()
    `,
    'estimators with seeds of their own': `
      import numpy as np
      from sklearn.ensemble import RandomForestClassifier

      np.random.seed(0)
      X = np.random.rand(10, 2)
      for depth in (1, 2, 3):
          RandomForestClassifier(max_depth=depth, random_state=0).fit(X, X[:, 0] > 0.5)
    `,
    'layers made in a loop': `
      import torch
      from torch import nn

      torch.manual_seed(0)
      layers = []
      for width in (2, 4):
          layers.append(nn.Linear(2, width))
      model = nn.Sequential(*layers)
      model(torch.randn(4, 2)).sum().backward()
    `,
  },
  invalid: {
    folds: `
      import torch
      from torch import nn

      torch.manual_seed(0)
      for fold in range(5):  # ! shared ->
          model = nn.Linear(2, 1)
          model(torch.randn(4, 2)).sum().backward()
    `,
    'configurations, with a function that trains': `
      import keras
      import numpy as np

      def train(width):
          model = keras.Sequential([keras.layers.Dense(width)])
          model.compile('sgd', 'mse')
          model.fit(np.ones((4, 2)), np.ones((4, width)))

      keras.utils.set_random_seed(0)
      for width in (1, 2, 4):  # ! shared ->
          train(width)
    `,
  },
})
