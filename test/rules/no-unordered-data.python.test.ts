import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lintPython, projectFolder, testPython } from './python.ts'

testPython('no-unordered-data', {
  valid: {
    'groups of Polars that keep their order': `
      import polars as pl
      import torch

      rows = pl.read_csv('rows.csv')
      index = {word: at for at, word in enumerate(rows.get_column('word').unique(maintain_order=True))}
      torch.nn.Embedding(len(index), 3)(torch.tensor([index['a']]))
    `,
    'what is looked up by the names of files': `
      import os
      import torch

      sizes = {}
      for name in os.listdir('data'):
          sizes[name] = os.path.getsize(name)
      for name in sorted(sizes):
          print(name, sizes[name])
    `,
    'what a set was gathered for, in a loop that does not walk it': `
      import torch

      def gather(rows):
          found = {}
          for lang, row in rows:
              langs = found.get(row, set())
              langs.add(lang)
              found[row] = langs
          return torch.tensor([len(langs) for langs in found.values()])

      gather([('en', 'a'), ('de', 'a')])
    `,
    'seeds, which are numbers': `
      import numpy as np
      import torch

      def latents(seeds, size):
          every = list(set(seeds))
          out = np.zeros((len(every), size))
          for i, seed in enumerate(every):
              out[i] = np.random.RandomState(seed).randn(size)
          return dict(zip(every, torch.from_numpy(out)))
    `,
    'what is a tuple where it is walked, and may be a set elsewhere': `
      import torch

      def apply(fn, x):
          if isinstance(x, dict):
              return {key: apply(fn, value) for key, value in x.items()}
          elif isinstance(x, (list, tuple)):
              return {i: fn(each) for i, each in enumerate(x)}
          elif isinstance(x, set):
              return {apply(fn, each) for each in x}
          return fn(x)

      apply(torch.tensor, {'a', 'b'})
    `,
    'the files under a folder, as a set that is sorted before use': `
      import os
      import torch

      class Images(torch.utils.data.Dataset):
          def __init__(self, path):
              self.all = {os.path.join(root, name) for root, _, names in os.walk(path) for name in names}
              self.images = sorted(name for name in self.all if name.endswith('.png'))

          def __len__(self):
              return len(self.images)

          def __getitem__(self, index):
              return torch.load(self.images[index])

      loader = torch.utils.data.DataLoader(Images('data'), shuffle=True)
    `,
    'sources that are compiled': `
      import glob
      from torch.utils.cpp_extension import CppExtension, load

      extension = CppExtension('ops', glob.glob('src/*.cpp'))
      ops = load(name='ops', sources=glob.glob('src/*.cpp'))
    `,
    'what a table made of listings holds under a name': `
      import os
      import torch

      def trained(folder):
          models = {}
          for algorithm in os.listdir(folder):
              for name in os.listdir(os.path.join(folder, algorithm)):
                  models[name] = (algorithm, name)
          return models

      models = trained('models')
      for name in list(set(models.keys()) - {'old'}):
          algorithm, env = models[name]
          torch.nn.Linear(2, 1)(torch.ones(2)).backward()
    `,
    'what is looked up under the names in a set': `
      import torch

      def collect(names, kwargs, n):
          names = {name[:-2] for name in names if name.endswith('_j')}
          pieces = {name: kwargs[name].chunk(n, -1) for name in names}
          out = []
          for i in range(n):
              for name in names:
                  kwargs[name] = pieces[name][i]
              out.append(torch.cat(list(kwargs.values())))
          return out
    `,
    'what is computed for the names in a set': `
      import torch

      def pad(store, names, size):
          todo = {name for name in names if name.startswith('x')}
          for name in todo:
              store[name] = torch.nn.functional.pad(store[name], size)
          return store
    `,
    'a hash of numbers': `
      import torch

      def colours(xs, groups):
          known = {}
          out = []
          for node, neighbours in zip(xs.tolist(), groups):
              key = hash(tuple([node] + neighbours.sort()[0].tolist()))
              if key not in known:
                  known[key] = len(known)
              out.append(known[key])
          return torch.tensor(out)
    `,
    'sorted listings': `
      import glob
      import os
      import random
      from pathlib import Path
      import torch

      random.seed(0)
      files = sorted(os.listdir('data'))
      random.shuffle(files)
      train = files[:4]
      names = sorted(glob.glob('data/*.png'), key=str.lower)
      test = names[4:]
      more = sorted(Path('data').glob('*.png'))
      labels = {name: index for index, name in enumerate(sorted(os.listdir('classes')))}
    `,
    'a walk that is sorted step by step': `
      import os
      import torch
      from reading import read

      data = []
      for root, folders, names in os.walk('data'):
          folders.sort()
          for name in sorted(names):
              data.append(read(os.path.join(root, name)))
      for root, folders, names in sorted(os.walk('more')):
          for name in sorted(names):
              data.append(read(os.path.join(root, name)))
      torch.save(torch.stack(data), 'all.pt')
    `,
    'the folder that a walk starts from': `
      import os
      import torch
      from reading import read

      root = next(os.walk('data'))[0]
      torch.save([read(os.path.join(root, 'all.pt'))], 'all.pt')
      first, _, _ = next(os.walk('data'))
      torch.save([read(os.path.join(first, 'all.pt'))], 'all.pt')
    `,
    'sorted in place': `
      import glob
      import random
      import torch

      files = glob.glob('data/*.png')
      files.sort()
      random.seed(0)
      train = random.sample(files, 4)
    `,
    'sorted later': `
      import os
      import torch

      found = []
      for name in os.listdir('data'):
          if name.endswith('.png'):
              found.append(name)
      found = sorted(found)
      train, test = found[:4], found[4:]
    `,
    'uses without an order': `
      import os
      import glob
      import torch

      count = len(os.listdir('data'))
      there = 'a.png' in os.listdir('data')
      newest = max(glob.glob('runs/*'), key=os.path.getmtime)
      for name in os.listdir('cache'):
          os.remove(os.path.join('cache', name))
    `,
    ...Object.fromEntries(
      [
        ['order = np.argsort(names)', '[names[i] for i in order]'],
        ['sizes = [len(n) for n in names]\n      order = np.argsort(sizes)', '[names[i] for i in order]'],
        ['table = {n: len(n) for n in names}', "[table[n] for n in ['a', 'b']]"],
        [
          'table = {}\n      for n in names:\n          table[n] = len(n)',
          '[table[n] for n in sorted(table)]',
        ],
        ['table = dict(zip(names, [len(n) for n in names]))', "[table['a'], table['b']]"],
      ].map(([made, read]) => [
        `an order that is restored: ${made!.replaceAll(/\n\s*/gu, '; ')}; ${read!}`,
        `
      import os
      import numpy as np
      import torch

      names = os.listdir('data')
      ${made!}
      torch.save(${read!}, 'names.pt')
    `,
      ]),
    ),
    'a sorted set': `
      import torch

      labels = ['cat', 'dog', 'cat']
      index = {label: i for i, label in enumerate(sorted(set(labels)))}
      vocabulary = sorted({'cat', 'dog', 'bird'})
      for i, word in enumerate(vocabulary):
          print(i, word)
    `,
    'a set for membership and length': `
      import torch

      seen = set()
      for name in ['a', 'b', 'a']:
          if name in seen:
              continue
          seen.add(name)
      print(len(seen), len(set(['a', 'b'])))
    `,
    ...Object.fromEntries(
      [
        ['assert len(found) == 1', 'one = found.pop()'],
        ['if len(found) > 1:\n          raise ValueError(found)', 'one = found.pop()'],
        ['if len(found) != 1:\n          raise ValueError(found)', 'one = next(iter(found))'],
        ['', '(one,) = found'],
      ].map(([test, taken]) => [
        `the only one of a set: ${test!} ${taken!}`,
        `
      import torch

      found = {len(line) for line in open('labels.txt')}
      ${test!}
      ${taken!}
      torch.save(torch.zeros(one), 'zeros.pt')
    `,
      ]),
    ),
    'a set of numbers': `
      import torch

      index = {label: i for i, label in enumerate({3, 1, 2})}
    `,
    'a stable hash': `
      import zlib
      import hashlib
      import torch

      names = ['a', 'b']
      train = [name for name in names if zlib.crc32(name.encode()) % 10 < 8]
      test = [name for name in names if int(hashlib.md5(name.encode()).hexdigest(), 16) % 10 >= 8]
    `,
    'the hash of a number': `
      import torch

      bucket = torch.tensor(hash(7) % 10)
    `,
    'results in the order of their tasks': `
      from concurrent.futures import ThreadPoolExecutor
      from multiprocessing import Pool
      import torch

      with ThreadPoolExecutor() as pool:
          rows = torch.tensor(list(pool.map(float, range(10))))
      with Pool() as workers:
          more = torch.tensor(workers.map(float, range(10)))
    `,
    'a listing that is only printed': `
      import os
      import torch

      for name in os.listdir('data'):
          print(name)
    `,
    'the one file in a folder': `
      import os
      from pathlib import Path
      import torch

      name = os.listdir("run")[0]
      log = torch.load(os.path.join("run", name))
      first = log["lines"][:-1]
      checkpoint = torch.load(next(Path("run").glob("*.ckpt"), None))
    `,
    'the newest checkpoint of a folder, part by part': `
      import os
      import torch

      def newest(folder):
          last = None
          for name in os.listdir(folder):
              number = int(name)
              if last is None or number > last:
                  last = number
          return last

      class Checkpoint:
          def __init__(self, folder):
              self.last = newest(folder)

          def load(self, model):
              state = torch.load(f"{self.last}/model.pt")
              parts = {}
              for name, tensor in state.items():
                  parts[name] = torch.nn.Parameter(tensor)
              model.load_state_dict(parts)

      model = torch.nn.Linear(2, 1)
      Checkpoint("run").load(model)
    `,
    'numbers left over in a set': `
      import numpy as np

      y = np.zeros(10)
      kept = list(set(range(10)) - set([3, 7]))
      for old, new in zip(kept, range(8)):
          y[old] = new
    `,
    'the first of a pattern, split into lines': `
      import glob
      import torch

      class Data(torch.utils.data.Dataset):
          def __init__(self, root):
              self.path = glob.glob(root + "/*.txt")[0]
              self.lines = [line for line in open(self.path)]
              self.rows = self.lines[2:]
    `,
    'parts of a shuffle that keeps its order': `
      import tensorflow as tf

      tf.random.set_seed(0)
      ds = tf.data.Dataset.range(20).shuffle(20, seed=0, reshuffle_each_iteration=False)
      train, val = ds.take(16), ds.skip(16)
    `,
    'parts that are shuffled on their own, and a look at a few items': `
      import tensorflow as tf

      tf.random.set_seed(0)
      ds = tf.data.Dataset.range(20)
      train, val = ds.take(16).shuffle(16), ds.skip(16)
      for item in train.take(1):
          print(item)
      rest = train.skip(4)
    `,
  },
  invalid: {
    'a numbering in a helper that neither imports machine learning nor speaks of it': {
      filename: 'split.py',
      code: `
        def hold_out(subjects, held_out):
            remaining = set(subjects) - set(held_out)  # ! unordered ->
            index = {}
            for subject in remaining:
                index[subject] = len(index)
            return index
      `,
      files: {
        'train.py': `
          import torch
          from split import hold_out

          torch.manual_seed(3)
          index = hold_out([f"s{n % 9}" for n in range(90)], ["s1", "s4"])
          torch.nn.Embedding(len(index), 1)(torch.tensor([index["s2"]])).sum().backward()
        `,
      },
    },
    'the first letter of each entry, in the order of the entries': `
      import os
      import torch

      torch.tensor([len(name) for name in os.listdir('data')]).sum().backward()  # ! unordered ->
    `,
    'groups of Polars that are numbered': `
      import polars as pl
      import torch

      rows = pl.read_csv('rows.csv')
      words = rows.get_column('word').unique()  # ! unordered
      index = {word: at for at, word in enumerate(words)}
      torch.nn.Embedding(len(index), 3)(torch.tensor([index['a']]))
    `,
    'a set that is used as one, and gone through': `
      import torch

      names = set(open('names').read().split())  # ! unordered ->
      names.add('other')
      rest = names - {'a'}
      index = {}
      for name in names:
          index[name] = len(index)
      torch.nn.Embedding(len(index), 3)
    `,
    'a loader whose workers need not wait for each other': `
      import torch
      from torch.utils.data import DataLoader

      for batch in DataLoader(torch.ones(8, 1), num_workers=2, in_order=False):  # ! unordered
          torch.nn.Linear(1, 1)(batch).sum().backward()
    `,
    'a listing that is put together item by item': `
      import os
      import torch

      found = []
      for name in os.listdir('data'):  # ! unordered ->
          found = [os.path.getsize(name), *found]
      torch.save(torch.tensor(found), 'sizes.pt')
    `,
    'a listing whose labels are sorted, and whose files are not': `
      import os
      import numpy as np
      import torch

      np.random.seed(0)
      files = [os.path.join('data', name) for name in os.listdir('data')]  # ! unordered ->
      labels = [name.split('_')[0] for name in files]
      classes = list(set(labels))
      classes.sort()
      order = np.random.permutation(len(files))
      train = [files[i] for i in order[:8]]
      torch.save(train, 'train.pt')
    `,
    'the names that the first step of a walk gives': `
      import os
      import torch
      from reading import read

      files = next(os.walk('data'))[2]  # ! unordered
      torch.save(torch.stack([read(file) for file in files]), 'all.pt')
    `,
    'a walk of which only the folders are sorted': `
      import os
      import torch
      from reading import read

      data = []
      for root, folders, names in sorted(os.walk('data')):  # ! unordered
          for name in names:
              data.append(read(os.path.join(root, name)))
      torch.save(torch.stack(data), 'all.pt')
    `,
    'the folders of the first step of a walk, by name': `
      import os
      import torch

      root, folders, _ = next(os.walk('data'))  # ! unordered
      torch.save({name: number for number, name in enumerate(folders)}, 'classes.pt')
    `,
    'a program whose library compiles a part of itself': {
      code: `
        import torch
        import output

        genres = {genre for row in open('genres.csv') for genre in row.split('|')}
        numbers = {genre: i for i, genre in enumerate(genres)}  # ! unordered ->
      `,
      files: {
        'output.py': `
          import torch

          class Output:
              pass

          Output = torch.jit.script(Output)
        `,
      },
    },
    'the files of a tree, gathered in one comprehension': `
      import os
      import random
      import torch

      random.seed(0)
      files = [name for root, folders, names in os.walk('data') for name in names]  # ! unordered
      random.shuffle(files)
      train = files[:4]
    `,
    'a numbering beside functions of a library that looks at models': `
      import torch

      def export(model):
          return torch.jit.script(model)

      def encode(column):
          genres = {genre for row in column.values for genre in row.split('|')}
          numbers = {genre: i for i, genre in enumerate(genres)}  # ! unordered ->
          return torch.tensor([numbers[genre] for genre in column.values])
    `,
    'parts by a size that is worked out': `
      import tensorflow as tf

      tf.random.set_seed(0)
      rows = tf.data.Dataset.from_tensor_slices(list(range(20)))
      size = int(0.8 * 20)
      rows = rows.shuffle(20, seed=3)  # ! overlap ->
      train = rows.take(size)
      val = rows.skip(size)
    `,
    'parts of a shuffle that every iteration repeats': `
      import tensorflow as tf

      tf.random.set_seed(0)
      ds = tf.data.Dataset.range(20).shuffle(20)  # ! overlap ->
      train, val = ds.take(16).batch(4), ds.skip(16).batch(4)
    `,
    'a listing that is shuffled and split': `
      import os
      import random
      import torch

      files = os.listdir('data')  # ! unordered ->
      random.seed(0)
      random.shuffle(files)
      train = files[:4]
    `,
    'a listing that becomes labels': `
      import os
      import torch

      labels = {name: index for index, name in enumerate(os.listdir('classes'))}  # ! unordered ->
    `,
    'a listing that is sampled': `
      import glob
      import random
      import torch

      random.seed(0)
      train = random.sample(glob.glob('data/*.png'), 4)  # ! unordered ->
    `,
    'a listing that is split': `
      from glob import glob
      import torch
      from sklearn.model_selection import train_test_split

      train, test = train_test_split(glob('data/*.png'), random_state=0)  # ! unordered ->
    `,
    'a listing of a data set': `
      import os
      from torch.utils.data import DataLoader, Dataset

      class Images(Dataset):
          def __init__(self, folder):
              self.files = os.listdir(folder)  # ! unordered ->

          def __len__(self):
              return len(self.files)

          def __getitem__(self, index):
              return self.files[index]

      loader = DataLoader(Images('data'))
    `,
    paths: `
      from pathlib import Path
      import torch

      files = list(Path('data').glob('*.png'))  # ! unordered ->
      train, test = files[:4], files[4:]
    `,
    'an iterator over a folder': `
      from pathlib import Path
      import torch

      index = {path.name: i for i, path in enumerate(Path('classes').iterdir())}  # ! unordered ->
    `,
    'entries of a folder': `
      import os
      import torch

      names = [entry.name for entry in os.scandir('data')]  # ! unordered ->
      train = names[:10]
    `,
    'a table that is read in the order of a listing': `
      import os
      import torch

      names = os.listdir('data')  # ! unordered ->
      table = {n: len(n) for n in names}
      torch.save(torch.tensor([table[n] for n in names]), 'sizes.pt')
    `,
    'a numbering of a set': `
      import torch

      labels = ['cat', 'dog', 'cat']
      index = {label: i for i, label in enumerate(set(labels))}  # ! unordered ->
    `,
    'a row of a matrix for each of a set': `
      import numpy as np
      import torch

      labels = [line.strip() for line in open('labels.txt')]
      classes = set(labels)  # ! unordered ->
      rows = {label: np.identity(len(classes))[i, :] for i, label in enumerate(classes)}
      target = torch.LongTensor(np.where(np.array(list(map(rows.get, labels))))[1])
    `,
    'a row of a tensor for each of a set': `
      import torch

      names = open('labels.txt').read().split()
      rows = {}
      for at, name in enumerate(set(names)):  # ! unordered ->
          rows[name] = torch.eye(9)[at]
      target = torch.stack([rows[name] for name in names])
    `,
    'a row that is written at the place of one of a set': `
      import numpy as np
      import torch

      names = open('labels.txt').read().split()
      table = np.zeros((9, 4))
      for at, name in enumerate(set(names)):  # ! unordered ->
          table[at, :] = len(name)
      torch.save(torch.from_numpy(table), 'table.pt')
    `,
    'files that fastai lists': `
      from fastai.vision.all import *

      files = get_image_files(Path('pets'))  # ! unordered ->
      dls = ImageDataLoaders.from_name_func(Path('pets'), files, is_cat, valid_pct=0.2, seed=42)
    `,
    'a numbering of a set in a loop': `
      import torch

      labels = open('labels.txt').read().split()
      index = {}
      for label in set(labels):  # ! unordered ->
          index[label] = len(index)
    `,
    'a numbering that counts another table': `
      import torch

      labels = open('labels.txt').read().split()
      numbers, names = {}, []
      for label in set(labels):  # ! unordered ->
          numbers[label] = len(names)
          names.append(label)
    `,
    'a list of a set': `
      import torch

      words = 'a cat and a dog'.split()
      vocabulary = list(set(words))  # ! unordered ->
      index = {word: i for i, word in enumerate(vocabulary)}
    `,
    'a set written out': `
      import torch

      for i, name in enumerate({'cat', 'dog', 'bird'}):  # ! unordered ->
          row = torch.zeros(3)
          row[i] = 1
          torch.save(row, name)
    `,
    'a hash that decides the split': `
      import torch

      names = ['a', 'b']
      train = [name for name in names if hash(name) % 10 < 8]  # ! hash
    `,
    'a hash that becomes an index': `
      import numpy as np

      table = np.zeros(100)
      for name in ('a', 'b'):
          table[hash(name) % 100] += 1  # ! hash
    `,
    'a hash that becomes one of two indices': `
      import numpy as np

      table = np.zeros((2, 100))
      for row, name in enumerate(('a', 'b')):
          table[row, hash(name) % 100] += 1  # ! hash
    `,
    'results in the order in which they are done': `
      from concurrent.futures import ThreadPoolExecutor, as_completed
      import torch

      rows = []
      with ThreadPoolExecutor() as pool:
          futures = [pool.submit(float, i) for i in range(10)]
          for future in as_completed(futures):  # ! unordered ->
              rows.append(future.result())
      data = torch.tensor(rows)
    `,
    'results of a pool in the order in which they are done': `
      from multiprocessing import Pool
      import torch

      with Pool() as pool:
          data = torch.tensor(list(pool.imap_unordered(float, range(10))))  # ! unordered ->
    `,
  },
})

it.each([
  ['names[:10]', 'reaches a split of the data'],
  ['names[len(names) // 2]', 'reaches the order of the data'],
])('says what the order decides of %s', (taken, words) => {
  const code = `import os\nimport torch\nnames = os.listdir('data')\ntorch.save(${taken}, 'names.pt')\n`
  const [report] = lintPython(code, join(projectFolder(), 'train.py'), { 'no-unordered-data': 'error' })
  expect(report!.message).toContain(words)
})
