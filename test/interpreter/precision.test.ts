/** Programs like those of real repositories that a rule once blamed wrongly, or once overlooked. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { ESLint } from 'eslint'
import { afterAll, describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'

const folders: string[] = []

/** The reports on a project, as `file:line rule`. */
async function reports(
  files: Readonly<Record<string, string>>,
  preset: 'recommended' | 'strict' = 'recommended',
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'reproducible-precision-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text.replaceAll(/^ {6}/gmu, '').trimStart())
  }
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: plugin.configs[preset] as never,
  })
  const results = await eslint.lintFiles(['**/*.py'])
  return results.flatMap(({ filePath, messages }) =>
    messages.map(
      ({ line, ruleId, message }) =>
        `${relative(folder, filePath)}:${line} ${ruleId?.replace('reproducible/', '') ?? message}`,
    ),
  )
}

afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

describe('a draw that only becomes the seed', () => {
  const program = `
      import random
      import torch

      seed = random.randint(1, 10000)
      print('Random Seed:', seed)
      random.seed(seed)
      torch.manual_seed(seed)
      model = torch.nn.Linear(2, 1)
      model(torch.randn(4, 2)).sum().backward()
    `

  it('is fine when it is written down', async () => {
    expect(await reports({ 'train.py': program })).toEqual([])
  })

  it('is the seed of the strict preset’s report, and no late seed', async () => {
    expect(
      new Set((await reports({ 'train.py': program }, 'strict')).map((each) => each.split(' ')[1])),
    ).toEqual(new Set(['no-entropy-seed']))
  })
})

describe('a model that is loaded, or only looked at', () => {
  const net = `
      import torch

      class Net(torch.nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = torch.nn.Linear(4, 4)
              self.dropout = torch.nn.Dropout(0.1)

          def forward(self, x):
              return self.dropout(self.layer(x))
    `

  it('leaves the function that loads its weights alone, and judges the one that trains', async () => {
    const main = (seeded: boolean) => `
      import argparse
      import torch
      from net import Net

      def train(args):
          ${seeded ? 'torch.manual_seed(args.seed)' : 'pass'}
          model = Net()
          optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
          for step in range(10):
              loss = model(torch.ones(1, 4)).sum()
              loss.backward()
              optimizer.step()
          torch.save(model.state_dict(), 'model.pt')

      def predict(args):
          model = Net()
          model.load_state_dict(torch.load(args.model))
          model.eval()
          print(model(torch.ones(1, 4)))

      def main():
          parser = argparse.ArgumentParser()
          parser.add_argument('command')
          parser.add_argument('--seed', type=int)
          parser.add_argument('--model')
          args = parser.parse_args()
          if args.command == 'train':
              train(args)
          else:
              predict(args)

      if __name__ == '__main__':
          main()
    `
    expect(await reports({ 'main.py': main(true), 'net.py': net })).toEqual([])
    expect(await reports({ 'main.py': main(false), 'net.py': net })).toEqual(['main.py:7 no-unseeded-random'])
  })

  it('says nothing about a model whose operations are counted, or that is traced', async () => {
    const summary = `
      import torch
      from thop import profile
      from torchsummary import summary
      from net import Net

      if __name__ == '__main__':
          model = Net()
          summary(model, (3, 32, 32))
          flops, parameters = profile(model, (torch.randn(1, 4),))
          print(flops, parameters)
    `
    const trace = `
      import torch
      import torchvision

      model = torchvision.models.resnet18(weights='DEFAULT')
      torch.jit.trace(model, torch.rand(1, 3, 224, 224)).save('model.pt')
    `
    expect(await reports({ 'summary.py': summary, 'net.py': net, 'trace.py': trace })).toEqual([])
  })

  it('sees the weights of a layer that is derived from a library’s', async () => {
    const program = `
      import torch

      class Layer(torch.nn.Linear):
          def __init__(self, width):
              super().__init__(width, width)

      layer = Layer(3)
      layer(torch.ones(1, 3)).sum().backward()
    `
    expect(await reports({ 'train.py': program })).toEqual(['train.py:5 no-unseeded-random'])
  })

  it('takes a Keras layer with constant or seeded initializers for reproducible', async () => {
    const program = `
      import keras
      import numpy as np

      model = keras.Sequential([
          keras.layers.Conv2D(4, 3, kernel_initializer=keras.initializers.Constant(0.5)),
          keras.layers.Flatten(),
          keras.layers.Dense(1, kernel_initializer='zeros'),
      ])
      model.compile('sgd', 'mse')
      model.fit(np.ones((4, 8, 8, 1)), np.ones(4), shuffle=False)
    `
    const findings = await reports({ 'train.py': program })
    expect(findings.filter((each) => each.includes('no-unseeded-random'))).toEqual([])
  })

  it('judges a class that nobody makes by the programs that train with its module', async () => {
    const activations = `
      import torch

      class Acon(torch.nn.Module):
          def __init__(self, width):
              super().__init__()
              self.p = torch.nn.Parameter(torch.randn(width))

      def silu(x):
          return x * torch.sigmoid(x)
    `
    const exporting = `
      import torch
      from activations import silu

      def main():
          x = torch.randn(1, 3)
          torch.save(silu(x), 'x.pt')

      if __name__ == '__main__':
          main()
    `
    expect(await reports({ 'activations.py': activations, 'export.py': exporting })).toEqual([
      'export.py:5 no-unseeded-random',
    ])
  })
})

describe('an order that the machine decides', () => {
  const harmless: Readonly<Record<string, string>> = {
    'keys that are taken out of a table one by one': `
      import torch

      def merge(state):
          result = {}
          for key in {name.replace('_mask', '') for name in state}:
              result[key] = state.pop(key + '_orig') * state.pop(key + '_mask')
          return result

      torch.save(merge(torch.load('state.pt')), 'merged.pt')
    `,
    'a table from names to what they name': `
      import torch

      def sizes(names):
          known = set(names)
          tables = {name: torch.load(name) for name in known if name}
          return {name: table.shape for name, table in tables.items() if name in known}

      print(sizes(['a', 'b']))
    `,
    'one file, and a check that there is one': `
      import glob
      import torch

      found = glob.glob('runs/*.pt')
      assert len(found) == 1, found
      state = torch.load(found[0])
      torch.save(state, 'copy.pt')
    `,
    'a question about the entries': `
      import os
      import torch

      files = sorted(name for name in os.listdir('.') if name.endswith('.pt'))
      if any(name for name in os.listdir('.') if name.startswith('tmp')):
          raise SystemExit
      print(torch.load(files[0]))
    `,
    'the greatest of the entries': `
      import os
      import torch

      def latest(folder):
          best = None
          for name in os.listdir(folder):
              number = int(name)
              if best is None or number > best:
                  best = number
          return best

      print(latest('runs'), torch.ones(1))
    `,
    'each file by itself, down to its columns': `
      from pathlib import Path
      import pandas as pd
      import torch

      for file in Path('runs').glob('*.csv'):
          table = pd.read_csv(file)
          names = [column.strip() for column in table.columns]
          for i, j in enumerate([1, 2, 3]):
              print(names[j], torch.tensor(table.values[:, j]).mean())
    `,
  }
  it.each(Object.entries(harmless))('does not matter to %s', async (_, program) => {
    expect(await reports({ 'tool.py': program })).toEqual([])
  })

  const decisive: Readonly<Record<string, readonly [string, number]>> = {
    enumerate: [
      `
      import torch

      with open('labels.txt') as file:
          labels = file.read().split()
      index = {}
      for number, label in enumerate(set(labels)):
          index[label] = number
      torch.save(torch.tensor([index[label] for label in labels]), 'labels.pt')
    `,
      6,
    ],
    'a counter': [
      `
      import torch

      with open('labels.txt') as file:
          labels = file.read().split()
      index, number = {}, 0
      for label in set(labels):
          index[label] = number
          number += 1
      torch.save(torch.tensor([index[label] for label in labels]), 'labels.pt')
    `,
      6,
    ],
    'the size of the table': [
      `
      import torch

      with open('labels.txt') as file:
          labels = file.read().split()
      index = {}
      for label in set(labels):
          index[label] = len(index)
      torch.save(torch.tensor([index[label] for label in labels]), 'labels.pt')
    `,
      6,
    ],
    'zip with numbers': [
      `
      import torch

      with open('labels.txt') as file:
          labels = file.read().split()
      classes = list(set(labels))
      index = dict(zip(classes, range(len(classes))))
      torch.save(torch.tensor([index[label] for label in labels]), 'labels.pt')
    `,
      5,
    ],
    'the comprehension of a table': [
      `
      import torch

      with open('labels.txt') as file:
          labels = file.read().split()
      names = list(set(labels))
      index = {names[i]: i for i in range(len(names))}
      torch.save(torch.tensor([index[label] for label in labels]), 'labels.pt')
    `,
      5,
    ],
  }
  it.each(Object.entries(decisive))('numbers classes through %s', async (_, [program, line]) => {
    expect(await reports({ 'train.py': program })).toEqual([`train.py:${line} no-unordered-data`])
  })
})

describe('switches', () => {
  it('asks nothing of a library that is only imported on the way to an export', async () => {
    const program = `
      import torch

      def export(model, kind):
          if kind == 'saved_model':
              import tensorflow as tf
              tf.saved_model.save(model, 'saved')

      torch.manual_seed(0)
      model = torch.nn.Linear(2, 1)
      model(torch.ones(1, 2)).sum().backward()
      export(model, 'onnx')
    `
    expect(await reports({ 'train.py': program })).toEqual([])
  })

  it('takes PYTHONHASHSEED for effective only where another interpreter is started', async () => {
    const program = (command: string) => `
      import os
      import subprocess
      import torch

      torch.manual_seed(0)
      os.environ['PYTHONHASHSEED'] = '0'
      subprocess.run(${command})
      print(torch.rand(1))
    `
    expect(await reports({ 'train.py': program("['git', 'status']") })).toEqual([
      'train.py:6 no-ineffective-seed',
    ])
    expect(await reports({ 'train.py': program("['python', 'worker.py']") })).toEqual([])
  })
})

describe('seeding in a loop', () => {
  it('is right in a loop over runs whose models come from elsewhere', async () => {
    const program = `
      import torch
      from zoo import make_model

      for fold in range(5):
          torch.manual_seed(0)
          model, loader, optimizer = make_model(fold)
          for epoch in range(10):
              for x, y in loader:
                  torch.nn.functional.mse_loss(model(x), y).backward()
                  optimizer.step()
    `
    expect(await reports({ 'train.py': program })).toEqual([])
  })

  it('is right where each round compares an order', async () => {
    const program = `
      import torch
      from torch.utils.data import DataLoader, RandomSampler

      data = range(8)
      for loader in [DataLoader(data, shuffle=True), DataLoader(data, sampler=RandomSampler(data))]:
          torch.manual_seed(1)
          assert [int(item) for item in loader] == [5, 2, 7, 1, 3, 4, 0, 6]
    `
    expect(await reports({ 'check.py': program })).toEqual([])
  })

  it('freezes every step, with an option as well', async () => {
    const program = `
      import argparse
      import torch

      parser = argparse.ArgumentParser()
      parser.add_argument('--seed', type=int, default=0)
      args = parser.parse_args()
      torch.manual_seed(args.seed)
      model = torch.nn.Linear(2, 1)
      for step in range(100):
          torch.manual_seed(args.seed)
          model(torch.randn(4, 2)).sum().backward()
    `
    expect(await reports({ 'train.py': program })).toEqual(['train.py:10 no-frozen-random'])
  })
})

describe('a module that tries its model out when it is run', () => {
  const model = `
      import torch
      import torch.nn as nn

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = nn.Linear(4, 2)

          def forward(self, x):
              return self.layer(x)
    `
  const tried = `${model}
      def test():
          net = Net()
          y = net(torch.randn(2, 4))
          print(y.size())

      if __name__ == '__main__':
          net = Net().eval()
          logits = net(torch.randn(2, 4))
          assert logits.shape == (2, 2)
          net(torch.randn(2, 4)).sum().backward()
          print('shape', logits.shape, f'{logits.ndim} {sum(p.numel() for p in net.parameters())}')
          test()
    `

  it('is fine when it looks at shapes alone', async () => {
    expect(await reports({ 'net.py': tried })).toEqual([])
  })

  it('is reported when it shows or keeps numbers', async () => {
    for (const deed of [
      'print(y)',
      'torch.save(net.state_dict(), "net.pt")',
      'y.sum().backward(); torch.optim.SGD(net.parameters(), lr=1).step()',
    ]) {
      const shown = `${model}
      if __name__ == '__main__':
          net = Net()
          y = net(torch.randn(2, 4))
          ${deed}
    `
      expect(await reports({ 'net.py': shown })).toEqual([
        'net.py:7 no-unseeded-random',
        'net.py:14 no-unseeded-random',
      ])
    }
  })

  it('is judged where another program trains with it', async () => {
    const train = `
      import torch
      from net import Net

      net = Net()
      optimizer = torch.optim.SGD(net.parameters(), lr=1)
      for batch in torch.ones(3, 2, 4):
          net(batch).sum().backward()
          optimizer.step()
    `
    expect(await reports({ 'net.py': tried, 'train.py': train })).toEqual(['train.py:4 no-unseeded-random'])
  })
})
