/** Programs to begin with. */
import type { Files } from './project.ts'

const notebook = (...cells: readonly string[]) =>
  JSON.stringify(
    {
      cells: cells.map((source, i) => ({
        cell_type: 'code',
        execution_count: i + 1,
        metadata: {},
        outputs: [],
        source: source.split(/(?<=\n)/u),
      })),
      metadata: { kernelspec: { name: 'python3', language: 'python', display_name: 'Python 3' } },
      nbformat: 4,
      nbformat_minor: 5,
    },
    undefined,
    1,
  )

export const EXAMPLES: Readonly<Record<string, Files>> = {
  'PyTorch: a seed that comes too late': {
    'train.py': `import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader

from data import Points

model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))

torch.manual_seed(0)
torch.backends.cudnn.benchmark = True

loader = DataLoader(Points(256), batch_size=32, shuffle=True, num_workers=2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(3):
    for points, labels in loader:
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(points), labels)
        loss.backward()
        optimizer.step()
`,
    'data.py': `import numpy as np
import torch
from torch.utils.data import Dataset


class Points(Dataset):
    def __init__(self, size):
        self.rng = np.random.default_rng(0)
        self.points = np.random.randn(size, 2)

    def __len__(self):
        return len(self.points)

    def __getitem__(self, i):
        point = self.points[i] + 0.1 * self.rng.standard_normal(2)
        return torch.tensor(point).float(), torch.tensor([float(point.sum() > 0)])
`,
  },
  'TensorFlow.js in two files': {
    'train.js': `import * as tf from '@tensorflow/tfjs'
import { points } from './points.js'

const model = tf.sequential()
model.add(tf.layers.dense({ units: 8, inputShape: [2], kernelInitializer: tf.initializers.heNormal({ seed: 0 }) }))
model.add(tf.layers.dropout({ rate: 0.2, seed: 7 }))
model.add(tf.layers.dense({ units: 1 }))
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })

const { xs, ys } = points(100)
await model.fit(xs, ys, { epochs: 5 })
`,
    'points.js': `import * as tf from '@tensorflow/tfjs'

export function points(count) {
  const xs = tf.randomNormal([count, 2])
  return { xs, ys: xs.sum(1, true) }
}
`,
  },
  'A notebook': {
    'train.ipynb': notebook(
      'import numpy as np\nimport random\nfrom sklearn.ensemble import RandomForestClassifier\nfrom sklearn.model_selection import train_test_split\n',
      'random.seed(0)\nx = np.random.rand(100, 4)\ny = (x.sum(1) > 2).astype(int)\n',
      'x_train, x_test, y_train, y_test = train_test_split(x, y)\nforest = RandomForestClassifier()\nforest.fit(x_train, y_train)\nprint(forest.score(x_test, y_test))\n',
    ),
  },
  'scikit-learn, as it should be': {
    'train.py': `import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

rng = np.random.default_rng(0)
x = rng.random((100, 4))
y = (x.sum(1) > 2).astype(int)
x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=1)
forest = RandomForestClassifier(random_state=2)
forest.fit(x_train, y_train)
print(forest.score(x_test, y_test))
`,
  },
}
