/** Programs that load weights: those that train all the same are judged, those that only infer are not. */
import { join } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import { dedented, projectFolder } from './python.ts'

interface Program {
  readonly file: string
  readonly code: string
  readonly others?: Readonly<Record<string, string>>
}

const TRAINS: Readonly<Record<string, Program>> = {
  'a training with a generator of Keras 2': {
    file: 'train.py',
    code: `
      import keras
      import numpy as np
      import sys

      model = keras.Sequential([keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      model.load_weights('w.h5')
      rows = np.random.permutation(4)
      model.fit_generator(iter([rows]))
    `,
  },
  'a runner of Catalyst': {
    file: 'train.py',
    code: `
      import numpy as np
      import torch
      from catalyst import dl
      from model import Net

      net = Net()
      net.load_state_dict(torch.load('w.pt'))
      rows = torch.tensor(np.random.permutation(4))
      runner = dl.Runner()
      runner.run(model=net, loaders={'train': rows})
    `,
  },
  'an engine of its own': {
    file: 'train.py',
    code: `
      import numpy as np
      import torch
      from engine import Engine

      net = torch.nn.Linear(1, 1)
      net.load_state_dict(torch.load('w.pt'))
      rows = torch.tensor(np.random.permutation(4))
      engine = Engine(net)
      for row in rows:
          engine.step(row)
    `,
  },
  'gradients of the weights': {
    file: 'train.py',
    code: `
      import numpy as np
      import torch

      net = torch.nn.Linear(1, 1)
      net.load_state_dict(torch.load('w.pt'))
      rows = torch.tensor(np.random.permutation(4), dtype=torch.float32)
      for row in rows:
          grads = torch.autograd.grad(net(row[None]).sum(), list(net.parameters()))
          with torch.no_grad():
              for p, g in zip(net.parameters(), grads):
                  p -= 0.1 * g
    `,
  },
  'a replay memory': {
    file: 'train.py',
    code: `
      import random
      import gymnasium as gym
      import torch
      from collections import deque

      env = gym.make('CartPole-v1')
      net = torch.nn.Linear(4, 2)
      net.load_state_dict(torch.load('w.pt'))
      memory = deque(maxlen=1000)
      state, _ = env.reset(seed=0)
      for step in range(100):
          action = random.randrange(2) if random.random() < 0.1 else int(net(torch.tensor(state)).argmax())
          after, reward, done, _, _ = env.step(action)
          memory.append((state, action, reward, after))
          state = after
    `,
  },
  'a loaded model that is compiled and handed over': {
    file: 'train.py',
    code: `
      import numpy as np
      import tensorflow as tf

      model = tf.keras.models.load_model('m.keras')
      model.compile('sgd', 'mse')
      rows = np.random.permutation(4)
      learn(model, rows)
    `,
  },
  'a module that exports what it has trained': {
    file: 'train.mjs',
    code: `
      import * as tf from '@tensorflow/tfjs'
      export const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'zeros' })] })
      const xs = tf.tensor([[Math.random(), 1]])
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
      await model.fit(xs, tf.zeros([1, 1]), { shuffle: false })
    `,
  },
  'a module whose body trains and that is imported': {
    file: 'train.py',
    code: `
      import numpy as np
      import torch
      __all__ = ['net']
      rows = torch.tensor(np.random.rand(4, 2), dtype=torch.float32)
      net = torch.nn.Linear(2, 1)
      net(rows).sum().backward()
    `,
  },
  'a trainer of its own in JavaScript': {
    file: 'train.mjs',
    code: `
      import * as tf from '@tensorflow/tfjs'
      import { Trainer } from './trainer.mjs'
      const model = await tf.loadLayersModel('file://m/model.json')
      const xs = tf.tensor([[Math.random(), 1]])
      const trainer = new Trainer(model)
      await trainer.step(xs)
    `,
  },
  'a replay memory in JavaScript': {
    file: 'train.mjs',
    code: `
      import * as tf from '@tensorflow/tfjs'
      const model = await tf.loadLayersModel('file://m/model.json')
      const memory = []
      for (let i = 0; i < 100; i++) {
        const action = Math.random() < 0.1 ? Math.floor(Math.random() * 2) : model.predict(tf.zeros([1, 4])).argMax(1).dataSync()[0]
        memory.push({ action, reward: i })
      }
    `,
  },
  'a function that learns in JavaScript': {
    file: 'train.mjs',
    code: `
      import * as tf from '@tensorflow/tfjs'
      const model = await tf.loadLayersModel('file://m/model.json')
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
      const xs = tf.tensor([[Math.random(), 1]])
      await learn(model, xs)
    `,
  },
}

const INFERS: Readonly<Record<string, Program>> = {
  'samples of a loaded generator': {
    file: 'sample.py',
    code: `
      import torch
      from model import Net

      net = Net()
      net.load_state_dict(torch.load('w.pt'))
      net.eval()
      z = torch.randn(16, 8)
      torch.save(net(z), 'out.pt')
    `,
    others: {
      'model.py': `
      import torch

      class Net(torch.nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = torch.nn.Linear(8, 8)
          def forward(self, x):
              return self.layer(x)
    `,
    },
  },
  'a generate() beside a training that does not use it': {
    file: 'gan.py',
    code: `
      import numpy as np
      import torch

      class Generator(torch.nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = torch.nn.Linear(4, 4)
          def forward(self, x):
              return self.layer(x)

      def generate(path):
          net = Generator()
          net.load_state_dict(torch.load(path))
          net.eval()
          z = torch.tensor(np.random.randn(1, 4))
          return net(z)
    `,
    others: {
      'train.py': `
      import torch
      from gan import Generator, generate

      torch.manual_seed(0)
      net = Generator()
      opt = torch.optim.SGD(net.parameters(), lr=0.1)
      for i in range(3):
          net(torch.ones(1, 4)).sum().backward()
          opt.step()
    `,
    },
  },
  'a slider of a page': {
    file: 'demo.mjs',
    code: `
      import * as tf from '@tensorflow/tfjs'
      import * as dat from 'dat.gui'
      const model = await tf.loadLayersModel('model.json')
      const gui = new dat.GUI()
      gui.add({ frames: 1 }, 'frames', 1, 60).step(1)
      model.predict(tf.tensor([[Math.random(), 1]])).print()
    `,
  },
  'an agent that only plays': {
    file: 'play.py',
    code: `
      import random
      import gymnasium as gym
      import torch

      env = gym.make('CartPole-v1')
      net = torch.nn.Linear(4, 2)
      net.load_state_dict(torch.load('w.pt'))
      state, _ = env.reset(seed=0)
      total = 0
      for _ in range(100):
          action = random.randrange(2) if random.random() < 0.01 else int(net(torch.tensor(state)).argmax())
          state, reward, done, _, _ = env.step(action)
          total += reward
      print(total)
    `,
  },
}

function rulesOf({ file, code, others = {} }: Program): string[] {
  const text = dedented(code)
  const folder = projectFolder({ [file]: code, ...others })
  const config = plugin.configs.recommended as unknown as Linter.Config[]
  return new Linter({ cwd: folder })
    .verify(text, config, { filename: join(folder, file) })
    .map(({ ruleId }) => ruleId!.split('/')[1]!)
}

describe('a program that loads weights', () => {
  it.each(Object.entries(TRAINS))('trains: %s', (_, program) => {
    expect(rulesOf(program)).toContain('no-unseeded-random')
  })

  it.each(Object.entries(INFERS))('infers: %s', (_, program) => {
    expect(rulesOf(program)).toEqual([])
  })
})
