import { testPython } from './python.ts'

testPython('no-nondeterministic-op', {
  valid: {
    'on the CPU': `
      import torch

      x = torch.ones(8, requires_grad=True)
      torch.cumsum(x, 0).sum().backward()
    `,
    'other libraries with functions of these names': `
      import matplotlib.pyplot as plt
      import numpy as np
      import pandas as pd
      import queue
      import tensorflow as tf
      import torch

      model = torch.nn.Linear(2, 1).cuda()
      plt.scatter([1], [2])
      np.median([1])
      np.cumsum([1])
      np.bincount([1])
      pd.Series([1]).median()
      tf.gather([1], [0])
      queue.Queue().empty()
      model(torch.ones(4, 2).cuda()).sum().backward()
    `,
    'a convolution': `
      import torch
      from torch.nn import Conv2d

      layer = Conv2d(3, 3, 3).cuda()
      layer(torch.ones(1, 3, 8, 8).cuda()).sum().backward()
    `,
    'a gradient nobody asks for': `
      import torch
      from torch.nn import functional as F

      x = torch.ones(1, 3, 8, 8).cuda()
      y = F.grid_sample(x, x[..., :2])
    `,
    'a mode with a deterministic implementation': `
      import torch
      import torch.nn.functional as F

      x = torch.ones(1, 3, 8, 8).cuda()
      y = F.interpolate(x, None, 2, 'nearest')
      y.sum().backward()
    `,
  },
  invalid: {
    'a running sum': `
      import torch

      x = torch.ones(8).cuda()
      y = torch.cumsum(x, 0)  # ! differs
      y.sum().backward()
    `,
    'an interpolation, its mode by position': `
      import torch
      import torch.nn.functional as F

      x = torch.ones(1, 3, 8, 8).cuda()
      y = F.interpolate(x, None, 2, 'bicubic')  # ! differs
      y.sum().backward()
    `,
    'a layer': `
      import torch
      from torch import nn

      loss = nn.CTCLoss()  # ! differs
      model = nn.Linear(2, 1).cuda()
      model(torch.ones(4, 2).cuda()).sum().backward()
    `,
  },
})
