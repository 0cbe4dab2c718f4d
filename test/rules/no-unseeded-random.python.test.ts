import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lintPython, projectFolder, testPython } from './python.ts'

testPython('no-unseeded-random', {
  valid: {
    'rows of Polars after its own seed': `
      import polars as pl

      pl.set_random_seed(3)
      rows = pl.read_csv('rows.csv').sample(fraction=1)
      other = pl.read_csv('rows.csv').sample(3, seed=1)
    `,
    'entropy that comes by another argument, or with a saved state': `
      import pickle
      import numpy as np
      import tensorflow_datasets as tfds

      counted = np.random.Generator(np.random.Philox(key=7)).normal(size=3)
      rng = np.random.default_rng()
      rng.bit_generator.state = pickle.load(open('state', 'rb'))
      bits = np.random.PCG64()
      bits.state = pickle.load(open('state', 'rb'))
      numbers = rng.normal(size=3) + np.random.Generator(bits).normal(size=3) + counted
      config = tfds.ReadConfig(shuffle_seed=1)
      for row in tfds.load('mnist', split='train', shuffle_files=True, read_config=config):
          print(row, numbers)
    `,
    'seedings that are called by a name nobody reads': `
      import sys
      import torch

      def seed_a():
          torch.manual_seed(1)

      def seed_b():
          torch.manual_seed(2)

      {'a': seed_a, 'b': seed_b}[sys.argv[1]]()
      print(torch.rand(3))
    `,
    'a seeding that anybody may find by its name': `
      import sys
      import torch

      def seed_all():
          torch.manual_seed(1)

      globals()[sys.argv[1]]()
      print(torch.rand(3))
    `,
    'a seeding that a framework is given, or calls as a hook': `
      import lightning as L
      import torch
      from some_framework import Loop, run_with

      class Seeds(L.Callback):
          def setup(self, trainer, module, stage):
              torch.manual_seed(1)

      class Own(Loop):
          def before(self):
              torch.manual_seed(1)

      @run_with(seed=3)
      def prepare():
          torch.manual_seed(1)

      run_with(prepare)
      print(torch.rand(3))
    `,
    'two functions that nobody is seen to call': `
      import torch

      def draw():
          return torch.rand(3)

      def set_seed(seed):
          torch.manual_seed(seed)

      print(torch.zeros(1))
    `,
    'an agent that seeds everything, its environment too': `
      import gymnasium as gym
      from stable_baselines3 import PPO
      from stable_baselines3.common.env_util import make_vec_env

      env = gym.make('CartPole-v1')
      model = PPO('MlpPolicy', env, seed=3)
      model.learn(10_000)
      obs, _ = env.reset()
      env.action_space.sample()
      PPO('MlpPolicy', make_vec_env('CartPole-v1'), seed=4).learn(10)
    `,
    'a generator for those who give no seed': `
      import numpy as np
      import torch

      class Agent:
          def __init__(self, seed=None):
              if seed is None:
                  self.rng = np.random.default_rng()
              else:
                  self.rng = np.random.default_rng(seed)

          def act(self):
              return torch.tensor(self.rng.integers(3))
    `,
    'an agent that was trained elsewhere': `
      import gymnasium as gym
      from stable_baselines3 import PPO

      model = PPO.load('agent', env=gym.make('CartPole-v1'))
      print(model.predict([0, 0, 0, 0]))
    `,
    'agents after the function of their library': `
      from sb3_contrib import TQC
      from stable_baselines3.common.utils import set_random_seed
      from stable_baselines3.sac import SAC

      set_random_seed(3)
      for agent in SAC('MlpPolicy', 'Pendulum-v1'), TQC('MlpPolicy', 'Pendulum-v1'):
          agent.learn(10)
    `,
    'a training with PyTorch Geometric that is seeded': `
      from torch_geometric import seed_everything
      from torch_geometric.datasets import TUDataset
      from torch_geometric.loader import DataLoader
      from torch_geometric.nn import GCNConv

      seed_everything(12345)
      dataset = TUDataset('data', name='MUTAG').shuffle()
      model = GCNConv(4, 2)
      for batch in DataLoader(dataset, batch_size=8, shuffle=True):
          model(batch.x, batch.edge_index).sum().backward()
    `,
    'a loader that is thrown away': `
      from torch.utils.data import DataLoader

      def loaders(train, val):
          return DataLoader(train, shuffle=True), DataLoader(val)

      _, val_loader = loaders([1], [2])
      for batch in val_loader:
          batch.backward()
    `,
    'a training with MONAI that is seeded': `
      from monai.data import CacheDataset, DataLoader
      from monai.engines import SupervisedTrainer
      from monai.networks.nets import UNet
      from monai.utils import set_determinism

      set_determinism()
      loader = DataLoader(CacheDataset([]), batch_size=2, shuffle=True)
      net = UNet(spatial_dims=2, in_channels=1, out_channels=1, channels=(4, 8), strides=(2,))
      SupervisedTrainer(device='cpu', max_epochs=1, train_data_loader=loader, network=net).run()
    `,
    'an evaluation with MONAI, whose weights come from a file': `
      from monai.handlers import CheckpointLoader
      from monai.networks.nets import UNet

      net = UNet(spatial_dims=2, in_channels=1, out_channels=1, channels=(4, 8), strides=(2,))
      CheckpointLoader(load_path='net.pt', load_dict={'net': net})
    `,
    'numbers that are only plotted, or put into a table that is': `
      import matplotlib.pyplot as plt
      import numpy as np
      import pandas as pd
      from IPython.display import display

      x = np.linspace(0, 10, 50)
      y = np.sin(x) + 0.8 * np.random.randn(50)
      plt.errorbar(x, y, yerr=0.8)
      figure, axes = plt.subplots(2)
      z = np.random.rand(3)
      axes[0].scatter(z, np.cos(z))
      table = pd.DataFrame(np.random.rand(3, 2), columns=['a', 'b'])
      display(table)
    `,
    'a function that shows some items': `
      import random
      import numpy as np
      import pandas as pd
      from IPython.display import HTML, display

      def show_random_elements(data, count=10):
          picks = []
          for _ in range(count):
              pick = random.randint(0, len(data) - 1)
              while pick in picks:
                  pick = random.randint(0, len(data) - 1)
              picks.append(pick)
          display(HTML(pd.DataFrame(data[picks]).to_html()))

      show_random_elements(np.arange(100))
    `,
    'what has another default than None': `
      import tensorflow as tf
      from sklearn.datasets import fetch_20newsgroups

      news = fetch_20newsgroups()
      net = tf.keras.applications.MobileNetV2()
      net(tf.zeros((1, 224, 224, 3)))
    `,
    'an ensemble seeds what it is made of': `
      from sklearn.ensemble import BaggingClassifier
      from sklearn.tree import DecisionTreeClassifier

      bag = BaggingClassifier(DecisionTreeClassifier(), random_state=1)
      bag.fit([[0], [1]], [0, 1])
    `,
    'functions that are put into a registry': `
      import torch.nn as nn
      from registry import Registry, models

      def small():
          return nn.Linear(2, 1)

      Registry(small)
      models.register(small)
    `,
    'a project that runs albumentations of old': {
      code: `
        import albumentations as A

        train = A.Compose([A.HorizontalFlip()])
      `,
      files: { 'requirements.txt': 'albumentations==1.3.1' },
    },
    'a trainer of the program, which seeds as the one it derives from': `
      import torch
      from transformers import Trainer, TrainingArguments

      class Noisy(Trainer):
          def __init__(self, *args, **kwargs):
              super().__init__(*args, **kwargs)

      class Plain(Trainer):
          pass

      Noisy(model=None, args=TrainingArguments('out')).train()
      print(torch.rand(3))
    `,
    'a trainer without a constructor of its own': `
      import torch
      from transformers import Trainer

      class Plain(Trainer):
          pass

      Plain(model=None).train()
      print(torch.rand(3))
    `,
    'a source that is seeded before': `
      import random
      import numpy as np
      import torch
      from torch import nn
      from sklearn.ensemble import RandomForestClassifier
      from sklearn.model_selection import KFold, train_test_split

      random.seed(0)
      np.random.seed(0)
      torch.manual_seed(0)
      x = list(range(10))
      random.shuffle(x)
      order = np.random.permutation(10)
      index = torch.randperm(10)
      model = nn.Linear(2, 1)
      train, test = train_test_split(x)
      folds = KFold(shuffle=True)
      forest = RandomForestClassifier()
    `,
    'seeds in the call': `
      import numpy as np
      import pandas as pd
      import torch
      from sklearn.ensemble import RandomForestClassifier
      from sklearn.model_selection import KFold, train_test_split
      from torch.utils.data import DataLoader, random_split

      rng = np.random.default_rng(0)
      order = rng.permutation(10)
      g = torch.Generator().manual_seed(0)
      parts = random_split(range(10), [8, 2], generator=g)
      loader = DataLoader(range(10), shuffle=True, generator=g)
      for batch in loader:
          print(batch)
      train, test = train_test_split(order, random_state=0)
      folds = KFold(shuffle=True, random_state=0)
      forest = RandomForestClassifier(random_state=0)
      frame = pd.DataFrame({'x': order}).sample(frac=1, random_state=0)
    `,
    'what draws nothing': `
      import numpy as np
      from sklearn.linear_model import LogisticRegression
      from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
      from sklearn.svm import SVC

      X = np.zeros((10, 2))
      y = np.arange(10)
      train, test = train_test_split(X, shuffle=False)
      for fold, _ in KFold().split(X):
          LogisticRegression().fit(X[fold], y[fold])
      StratifiedKFold(n_splits=5)
      SVC().fit(X, y)
    `,
    'arguments that may hold the seed': `
      import sys
      import numpy as np
      from sklearn.ensemble import RandomForestClassifier
      from sklearn.model_selection import train_test_split
      from config import options

      train, test = train_test_split(np.arange(10), **options)
      forest = RandomForestClassifier(**options)
      forest.fit(train, test)
    `,
    'a known dictionary of arguments with the seed': `
      from sklearn.ensemble import RandomForestClassifier

      options = dict(n_estimators=10, random_state=0)
      forest = RandomForestClassifier(**options).fit([[0], [1]], [0, 1])
    `,
    'an unseeded torch.Generator is a constant': `
      import torch

      g = torch.Generator()
      print(torch.randn(3, generator=g))
    `,
    'np.random.seed covers scikit-learn, pandas and SciPy': `
      import numpy as np
      import pandas as pd
      from scipy import stats
      from sklearn.model_selection import train_test_split

      np.random.seed(0)
      train, test = train_test_split(np.arange(10))
      frame = pd.DataFrame({'x': train}).sample(frac=1)
      noise = stats.norm.rvs(size=3)
    `,
    'keras.utils.set_random_seed covers everything': `
      import random
      import keras
      import numpy as np

      keras.utils.set_random_seed(0)
      random.shuffle(names := ['a', 'b'])
      x = np.random.rand(10, 2)
      model = keras.Sequential([keras.layers.Dense(2)])
      model.compile('sgd', 'mse')
      model.fit(x, x)
    `,
    'tf.keras.utils.set_random_seed under another name': `
      import tensorflow as tf

      tf.keras.utils.set_random_seed(0)
      x = tf.random.normal((10, 2))
      model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
      model.compile('sgd', 'mse')
      model.fit(x, x)
    `,
    'tf.random.set_seed covers the ops': `
      import tensorflow as tf

      tf.random.set_seed(0)
      x = tf.random.normal((10, 2))
      data = tf.data.Dataset.range(100).shuffle(100)
    `,
    'a seed for the order of a tf.data set': `
      import tensorflow as tf

      data = tf.data.Dataset.range(100).shuffle(100, seed=3)
    `,
    'random for a delay': `
      import random
      import time
      import torch

      torch.manual_seed(0)
      time.sleep(random.uniform(0, 1))
      model = torch.nn.Linear(2, 1)
    `,
    'random for a name': `
      import random
      import torch

      torch.manual_seed(0)
      run = f'run-{random.randint(0, 9999)}'
      print(run)
      torch.save(torch.nn.Linear(2, 1).state_dict(), f'{run}.pt')
    `,
    'a class that is called Generator': `
      import torch
      from torch import nn

      torch.manual_seed(0)

      class Generator(nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = nn.Linear(2, 2)

          def forward(self, z):
              return self.layer(z)

      generator = Generator()
      fake = generator(torch.randn(3, 2))
    `,
    'seeds in the constructor of a trainer': `
      import random
      import numpy as np
      import torch

      class Trainer:
          def __init__(self, seed):
              random.seed(seed)
              np.random.seed(seed)
              torch.manual_seed(seed)
              self.model = torch.nn.Linear(2, 1)

          def fit(self, data):
              order = np.random.permutation(len(data))
              return self.model(data[order])

      if __name__ == '__main__':
          Trainer(0).fit(torch.zeros(4, 2))
    `,
    'a seeding behind "if seed is not None"': `
      import argparse
      import torch

      parser = argparse.ArgumentParser()
      parser.add_argument('--seed', type=int)
      args = parser.parse_args()
      if args.seed is not None:
          torch.manual_seed(args.seed)
      model = torch.nn.Linear(2, 1)
    `,
    'seeding in a with statement': `
      import torch

      with torch.no_grad():
          torch.manual_seed(0)
      model = torch.nn.Linear(2, 1)
    `,
    'seed_everything of Lightning': `
      import lightning as L
      import numpy as np
      import torch

      L.seed_everything(0, workers=True)
      x = np.random.rand(10)
      model = torch.nn.Linear(2, 1)
    `,
    'set_seed of Transformers': `
      import random
      import numpy as np
      import torch
      from transformers import set_seed, enable_full_determinism

      set_seed(42)
      order = np.random.permutation(10)
      random.shuffle(items := [1, 2])
      model = torch.nn.Linear(2, 1)
    `,
    enable_full_determinism: `
      import torch
      from transformers.trainer_utils import enable_full_determinism

      enable_full_determinism(42)
      model = torch.nn.Linear(2, 1)
    `,
    'a function whose name says that it seeds and that cannot be followed': `
      import numpy as np
      import torch
      from mylib.tools import seed_everything

      seed_everything(0)
      model = torch.nn.Linear(2, 1)
      x = np.random.rand(3)
    `,
    'a seeding function in another file of the project': {
      code: `
        import numpy as np
        import torch
        from tools.reproducible import fix

        fix(0)
        model = torch.nn.Linear(2, 1)
        x = np.random.rand(3)
      `,
      files: {
        'tools/__init__.py': '',
        'tools/reproducible.py': `
          import numpy, torch
          def fix(value):
              numpy.random.seed(value)
              torch.manual_seed(value)
        `,
      },
    },
    'a loop over seeding functions is not known': `
      import random
      import numpy as np
      import torch

      for seed in (random.seed, np.random.seed, torch.manual_seed):
          seed(0)
      model = torch.nn.Linear(2, 1)
      x = np.random.rand(3)
    `,
    'a decorator that seeds is not known': `
      import torch
      from mylib import seeded

      @seeded(0)
      def main():
          return torch.nn.Linear(2, 1)

      main()
    `,
    'a restored state is a seed': `
      import random
      import numpy as np
      import torch

      state = torch.load('rng.pt')
      torch.set_rng_state(state['torch'])
      random.setstate(state['python'])
      np.random.set_state(state['numpy'])
      model = torch.nn.Linear(2, 1)
      order = np.random.permutation(10)
      random.shuffle(items := [1, 2])
    `,
    'the default generator, seeded by itself': `
      import torch

      torch.default_generator.manual_seed(0)
      model = torch.nn.Linear(2, 1)
    `,
    'settings name a function that seeds': {
      code: `
        import torch
        from mylib import fix_everything

        fix_everything(0)
        model = torch.nn.Linear(2, 1)
      `,
      settings: { seeders: ['fix_everything'] },
    },
    'a module that only defines functions for others': {
      code: `
        import torch

        def noise(shape):
            return torch.randn(shape)
      `,
      filename: 'noise.py',
      files: {
        'main.py': `
          import torch
          from noise import noise
          torch.manual_seed(0)
          print(noise(3))
        `,
      },
    },
    'a script that only infers': `
      import torch

      model = torch.jit.load('model.pt').eval()
      print(model(torch.randn(1, 3)))
    `,
    'a script that evaluates a model of which only the name of the class tells that it is one': `
      import torch
      from transformers import LlavaNextVideoForConditionalGeneration

      model = LlavaNextVideoForConditionalGeneration.from_pretrained('llava')
      print(model(torch.randn(1, 3)))
    `,
    'a script that evaluates a checkpoint of timm': `
      import torch
      from timm.models import create_model, load_checkpoint

      model = create_model('resnet50')
      load_checkpoint(model, 'model.pth')
      print(model(torch.randn(1, 3)))
    `,
    'a script that evaluates a model that timm may load': `
      import argparse
      import timm
      import torch

      parser = argparse.ArgumentParser()
      parser.add_argument('--pretrained', action='store_true')
      args = parser.parse_args()
      model = timm.create_model('resnet50', pretrained=args.pretrained)
      print(model(torch.randn(1, 3)))
    `,
    'a script that runs a pipeline of diffusers': `
      import torch
      from diffusers import StableDiffusionPipeline

      pipe = StableDiffusionPipeline.from_pretrained('sd')
      print(pipe('a cat', latents=torch.randn(1, 4, 64, 64)))
    `,
    'a pipeline of albumentations with a seed, and pipelines that draw nothing': `
      import albumentations as A
      from albumentations.pytorch import ToTensorV2

      train = A.Compose([A.RandomCrop(8, 8), A.HorizontalFlip(p=0.5), A.Normalize(), ToTensorV2()], seed=7)
      val = A.Compose([A.Resize(8, 8), A.Normalize(), ToTensorV2()])
      flipped = A.Compose([A.HorizontalFlip(p=1.0), A.Normalize()])
      later = A.Compose([A.Rotate()])
      later.set_random_seed(3)
    `,
    'a pipeline of albumentations that may draw nothing': `
      import albumentations as A

      def pipeline(transforms):
          return A.Compose([A.Resize(8, 8), *transforms])
    `,
    'albumentations before it had generators of its own': {
      code: `
        import random
        import albumentations as A

        random.seed(0)
        train = A.Compose([A.HorizontalFlip()])
      `,
      settings: { versions: { albumentations: '1.3.1' } },
    },
    'transforms that only albumentations of that time has': `
      import random
      import albumentations as A

      random.seed(0)
      train = A.Compose([A.HorizontalFlip(), A.Cutout()])
    `,
    'an environment that is seeded the first time': `
      import gymnasium as gym

      env = gym.make('CartPole-v1')
      env.action_space.seed(0)
      obs, info = env.reset(seed=0)
      for episode in range(10):
          obs, info = env.reset()
          env.step(env.action_space.sample())
    `,
    'an environment that is seeded with what a parser gives': `
      import argparse
      import gymnasium as gym

      parser = argparse.ArgumentParser()
      parser.add_argument('--seed', type=int)
      parser.add_argument('--env', default='CartPole-v1')
      args = parser.parse_args()
      env = gym.wrappers.RecordEpisodeStatistics(gym.make(args.env))
      env.reset(seed=args.seed)
      env.reset()
    `,
    'an environment of old': `
      import gym

      env = gym.make('CartPole-v0')
      env.seed(3)
      obs = env.reset()
    `,
    'an environment that somebody else may seed, and those that need not draw': `
      import gymnasium as gym
      from somewhere import prepare

      env = gym.make('CartPole-v1')
      prepare(env)
      env.reset()
      env.action_space.sample()
      own = gym.make('own/Grid-v0')
      own.reset()
      lake = gym.make('FrozenLake-v1', is_slippery=False)
      lake.reset()
    `,
    'an environment that may be given a seed': `
      import gymnasium as gym
      from somewhere import options

      env = gym.make('CartPole-v1')
      env.reset(**options)
      env.reset()
    `,
    'a module that has nothing to do with machine learning': `
      import random

      def jitter():
          return random.random()

      print(sorted(range(3), key=lambda _: jitter()))
    `,
    'torchvision and torchmetrics imported and nothing drawn': `
      import torchmetrics
      import torchvision
      import numpy as np

      zeros = np.zeros(3)
      print(torchmetrics.Accuracy(task='binary'))
    `,
    'numpy.random.RandomState with a seed, and a Random with a configured one': `
      import random
      import numpy as np

      def split(items, seed):
          random.Random(seed).shuffle(items)
          return np.random.RandomState(seed).permutation(items)

      split([1, 2], 7)
    `,
    'train_test_split of a data set with its own seed': `
      from datasets import load_dataset

      data = load_dataset('openwebtext')
      split = data['train'].train_test_split(test_size=0.1, seed=2357, shuffle=True)
    `,
    'seeds from argparse, click, a dataclass and hydra': `
      import argparse
      from dataclasses import dataclass
      import click
      import hydra
      import numpy as np
      import torch
      from sklearn.ensemble import RandomForestClassifier

      @dataclass
      class Options:
          seed: int = 0

      @hydra.main(config_path='.', config_name='train')
      def main(cfg):
          torch.manual_seed(cfg.seed)
          return torch.nn.Linear(2, 1)

      @click.command()
      @click.option('--seed', default=0)
      def other(seed):
          rng = np.random.default_rng(seed)
          return rng.permutation(10)

      options = Options()
      forest = RandomForestClassifier(random_state=options.seed)
      forest.fit([[0], [1]], [0, 1])
      main()
      other()
    `,
    'the program runs under enforce': `
      import torch
      import numpy as np
      from accelerate.utils import set_seed

      set_seed(3, device_specific=True)
      x = np.random.rand(3)
      model = torch.nn.Linear(2, 1)
    `,
    'a type-checking import is no draw': `
      from typing import TYPE_CHECKING
      if TYPE_CHECKING:
          from numpy.random import Generator
      import numpy as np

      def draw(rng: 'Generator'):
          return rng.normal()

      print(draw(np.random.default_rng(1)))
    `,
    'a generator that is handed in': `
      import numpy as np

      def shuffled(items, rng: np.random.Generator):
          rng.shuffle(items)
          return items
    `,
    'a jax program': `
      import jax

      key = jax.random.key(0)
      x = jax.random.normal(key, (3,))
    `,
    'loky and joblib: numbers in an order that is given': `
      import torch
      from joblib import Parallel, delayed

      torch.manual_seed(0)
      results = Parallel(n_jobs=2)(delayed(abs)(i) for i in range(3))
      model = torch.nn.Linear(2, 1)
    `,
    'a study that is only looked at': `
      import optuna

      study = optuna.create_study(study_name="search", storage="sqlite:///db", load_if_exists=True)
      print(study.best_params)
    `,
    'a study with a sampler': `
      import optuna

      study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
      study.optimize(lambda trial: trial.suggest_float("x", -1, 1) ** 2, n_trials=3)
    `,
    'a generator that is replaced by a seeded one': `
      import random
      import torch

      class Shards(torch.utils.data.IterableDataset):
          def __init__(self, urls, seed, deterministic):
              self.urls = urls
              self.seed = seed
              self.rng = random.Random()
              self.deterministic = deterministic

          def __iter__(self):
              if self.deterministic:
                  self.rng = random.Random(self.seed)
              while True:
                  yield self.urls[self.rng.randint(0, len(self.urls) - 1)]
    `,
    'a model that is only measured': `
      import torch
      from torch import nn
      from torch.utils.benchmark import Timer

      model = nn.Linear(2, 1).eval()
      x = torch.randn(4, 2)
      print(Timer("model(x)", globals={"model": model, "x": x}).timeit(10))
    `,
    'a seed that the program picks when it is given none': `
      import argparse
      import numpy as np
      from stable_baselines3 import PPO
      from stable_baselines3.common.utils import set_random_seed

      args = argparse.ArgumentParser().parse_args()
      if args.seed < 0:
          args.seed = np.random.randint(2**32 - 1, dtype="int64").item()
      set_random_seed(args.seed)
      print(f"Seed: {args.seed}")
    `,
    'a test, which a test runner calls': `
      import torch
      from torch import nn

      def test_forward():
          model = nn.Linear(2, 1)
          assert model(torch.randn(4, 2)).shape == (4, 1)
    `,
    'a draw in one callback that another one seeds': `
      import torch
      from ignite.engine import Engine, Events

      def main(seed):
          torch.manual_seed(seed)

          def step(engine, batch):
              return torch.rand(2)

          trainer = Engine(step)

          @trainer.on(Events.EPOCH_STARTED)
          def start():
              torch.manual_seed(seed + trainer.state.epoch)

          trainer.run(range(10))

      main(1)
    `,
    'a model whose weights are all loaded': `
      import torch
      from torch import nn
      from safetensors.torch import load_file

      model = nn.Linear(2, 1)
      weights = load_file("model.safetensors")
      model.weight = nn.Parameter(weights["weight"])
      print(model(torch.ones(2)))
    `,
    'a configuration, which some program reads and runs': {
      filename: 'configs/baseline.py',
      code: `
        from torchvision.models import resnet18

        num_classes = 10
        model = resnet18(num_classes=num_classes)
      `,
    },
    'a module of a folder without __init__.py': {
      files: {
        'tools/seeding.py': `
          import torch

          def settle():
              torch.manual_seed(0)
        `,
        'tools/data.py': `
          rows = 10
        `,
        'tools/deep/other.py': `
          import torch

          def settle():
              torch.manual_seed(0)
        `,
      },
      code: `
        import torch
        from torch import nn
        import tools.seeding
        import tools.data

        tools.seeding.settle()
        model = nn.Linear(2, 1)
        model(torch.ones(2)).sum().backward()
      `,
    },
    'a module two folders down': {
      files: {
        'tools/seeding.py': `
          import torch

          def settle():
              torch.manual_seed(0)
        `,
        'tools/data.py': `
          rows = 10
        `,
        'tools/deep/other.py': `
          import torch

          def settle():
              torch.manual_seed(0)
        `,
      },
      code: `
        import torch
        from torch import nn
        import tools.deep.other

        tools.deep.other.settle()
        model = nn.Linear(2, 1)
        model(torch.ones(2)).sum().backward()
      `,
    },
    'the weights of Keras 2, seeded with TensorFlow': {
      settings: { versions: { keras: '2.15.0' } },
      code: `
        import tensorflow as tf

        tf.random.set_seed(0)
        model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
      `,
    },
    'the weights of tf.keras before TensorFlow 2.16': {
      settings: { versions: { tensorflow: '2.15' } },
      code: `
        import tensorflow as tf

        tf.random.set_seed(0)
        model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
      `,
    },
  },
  invalid: {
    'rows of Polars, which NumPy seeds nothing for': `
      import numpy as np
      import polars as pl

      np.random.seed(3)
      rows = pl.read_csv('rows.csv').sample(fraction=1)  # ! unseeded ->
      np.random.shuffle(rows.to_numpy())
    `,
    'a sampler that is looked up by its name': `
      import optuna

      def sampler_named(name='TPESampler'):
          return getattr(optuna.samplers, name)()  # ! generator ->

      optuna.create_study(sampler=sampler_named()).optimize(lambda trial: trial.suggest_float('x', 0, 1))
    `,
    'what a worker of a loader seeds for itself': `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader

      def seed_worker(worker):
          np.random.seed(torch.initial_seed() % 2**32)

      torch.manual_seed(0)
      order = np.random.permutation(8)  # ! unseeded ->
      for batch in DataLoader(torch.ones(8, 1)[order], num_workers=2, worker_init_fn=seed_worker):
          print(batch)
    `,
    'a function that would seed and that nothing calls': `
      import torch

      def set_seed(seed):
          torch.manual_seed(seed)

      x = torch.rand(3)  # ! uncalled ->
    `,
    'a method, and a function without parameters': `
      import numpy as np
      import torch

      class Trainer(object):
          def seed_everything(self, seed):
              torch.manual_seed(seed)

          def train(self):
              model = torch.nn.Linear(3, 1)  # ! uncalled ->
              model(torch.zeros(1, 3)).sum().backward()

      def fix_numpy():
          np.random.seed(0)

      x = np.random.rand(3)  # ! uncalled ->
      Trainer().train()
    `,
    'a helper that was imported and is not called': {
      files: { 'tools/seeds.py': 'import torch\n\ndef set_seed(seed=0):\n    torch.manual_seed(seed)\n' },
      code: `
        import torch
        from tools.seeds import set_seed

        model = torch.nn.Linear(3, 1)  # ! uncalled ->
        model(torch.zeros(1, 3)).sum().backward()
      `,
    },
    'a function that only functions call which nobody calls': `
      import torch

      def set_seed(seed):
          torch.manual_seed(seed)

      def main():
          set_seed(3)

      x = torch.rand(3)  # ! uncalled ->
    `,
    'what a loader without workers does not call': `
      import torch
      from torch.utils.data import DataLoader

      def seed_worker(worker):
          torch.manual_seed(worker)

      for batch in DataLoader(torch.zeros(8, 1), shuffle=True, worker_init_fn=seed_worker):  # ! uncalled ->
          print(batch)
    `,
    'an agent without a seed': `
      import gymnasium as gym
      from stable_baselines3.ppo import PPO

      model = PPO('MlpPolicy', gym.make('CartPole-v1'), verbose=1)  # ! implicit ->
      model.learn(10_000)
    `,
    'a training with PyTorch Geometric': `
      from torch_geometric import transforms as T
      from torch_geometric.datasets import TUDataset
      from torch_geometric.loader import DataLoader
      from torch_geometric.nn import GCNConv

      dataset = TUDataset('data', name='MUTAG').shuffle()  # ! unseeded ->
      train = DataLoader(dataset[10:], batch_size=8, shuffle=True)
      split = T.RandomNodeSplit()
      data = split(dataset[0])  # ! again ->
      model = GCNConv(4, 2)
      for batch in train:
          model(batch.x, batch.edge_index).sum().backward()
    `,
    'a training with MONAI': `
      import torch
      from monai.data import CacheDataset, DataLoader
      from monai.engines import SupervisedTrainer
      from monai.networks.nets import UNet

      loader = DataLoader(CacheDataset([]), batch_size=2, shuffle=True)
      net = UNet(spatial_dims=2, in_channels=1, out_channels=1, channels=(4, 8), strides=(2,))  # ! implicit ->
      SupervisedTrainer(device='cpu', max_epochs=1, train_data_loader=loader, network=net).run()
    `,
    'what is plotted and used as well': `
      import matplotlib.pyplot as plt
      import numpy as np
      from sklearn.linear_model import LinearRegression

      x = 2 * np.random.rand(100, 1)  # ! unseeded ->
      y = 4 + 3 * x + np.random.randn(100, 1)  # ! again ->
      plt.plot(x, y)
      LinearRegression().fit(x, y)
      weights = np.random.randn(2, 1)  # ! again ->
      plt.plot(weights)
      for step in range(10):
          weights = weights - 0.1 * weights
      sample = np.random.rand(3)  # ! again ->
      plt.plot(sample)
      np.save('sample.npy', sample)
    `,
    'a function that shows what it leaves in another order, and one that trains': `
      import random
      import matplotlib.pyplot as plt
      import torch

      def shuffled(files):
          random.shuffle(files)  # ! unseeded ->
          plt.imshow(files[0])

      def train(model):
          batch = torch.rand(3)  # ! unseeded ->
          model(batch).sum().backward()
          plt.plot(batch)

      shuffled(['a', 'b'])
      train(load())
    `,
    'numbers that a notebook shows': {
      filename: 'tour.ipynb/0_cells.py',
      code: `
        import numpy as np
        import torch

        np.random.rand(3, 4)  # ! unseeded ->
        x = torch.randn(2, 2)  # ! unseeded ->
        torch.nn.functional.relu(x)
      `,
    },
    'numbers that a script keeps': `
      import numpy as np

      a = np.random.rand(4, 3)  # ! unseeded ->
      np.save('a.npy', a)
    `,
    'weights and news that are asked to be random': `
      import tensorflow as tf
      from sklearn.datasets import fetch_20newsgroups

      news = fetch_20newsgroups(random_state=None)  # ! unseeded ->
      net = tf.keras.applications.MobileNetV2(weights=None)  # ! implicit ->
    `,
    'a vote does not seed what it is made of': `
      from sklearn.ensemble import VotingClassifier
      from sklearn.tree import DecisionTreeClassifier

      vote = VotingClassifier([('tree', DecisionTreeClassifier())])  # ! unseeded ->
      vote.fit([[0], [1]], [0, 1])
    `,
    'weights that a function of the program draws in place': `
      import torch

      def glorot(value):
          value.data.uniform_(-1, 1)  # ! implicit ->

      weight = torch.nn.Parameter(torch.empty(3, 3))
      glorot(weight)
      weight.sum().backward()
    `,
    'weights that are drawn again in place, wherever they are found': `
      import torch
      from torch import nn

      def initialise(m):
          if isinstance(m, nn.Conv2d):
              m.weight.data.normal_(0.0, 0.02)

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = nn.LSTM(4, 4)  # ! implicit ->
              self.layers = nn.Sequential(nn.ReLU(), nn.Linear(4, 4))
              self.layers[1].weight.data.uniform_(-1, 1)
              for p in self.layer.parameters():
                  p.data.normal_()
              for name, p in self.layer.named_parameters():
                  p.data.normal_()
              for m in self.modules():
                  if isinstance(m, nn.Conv2d):
                      m.weight.data.normal_(0, 1)
              for layer in self.layers:
                  nn.init.xavier_uniform_(layer.weight)

      net = Net().apply(initialise)
      net(torch.ones(4, 4)).sum().backward()
    `,
    'what stands behind two others in a test': `
      import random
      import torch

      def flipped(image, train, flip):
          if train and flip and random.random() < 0.5:  # ! unseeded ->
              return image.flip(0)
          return image

      for _ in range(2):
          flipped(torch.ones(2), open('a'), open('b')).sum().backward()
    `,
    'a pipeline of albumentations, whose generators no other seed reaches': `
      import random
      import albumentations as A
      import numpy as np

      random.seed(0)
      np.random.seed(0)
      train = A.Compose([A.HorizontalFlip(), A.Normalize()])  # ! generator ->
      some = A.Compose([A.Resize(8, 8), A.OneOf([A.MotionBlur(), A.CLAHE()])])  # ! generator ->
    `,
    'an environment that is never given a seed': `
      import gymnasium as gym
      import torch

      torch.manual_seed(0)
      env = gym.make('CartPole-v1')
      for episode in range(10):
          obs, info = env.reset()  # ! alone
          env.step(env.action_space.sample())  # ! alone
    `,
    'a wrapped environment, and only its actions seeded': `
      import gym

      env = gym.wrappers.TimeLimit(gym.make('LunarLander-v2'), 100)
      env.action_space.seed(3)
      obs = env.reset()  # ! alone ->
      env.step(env.action_space.sample())
    `,
    'a script that loads a model and trains it with a trainer nothing is known about': `
      import torch
      from transformers import LlavaNextVideoForConditionalGeneration
      from somewhere import Trainer

      model = LlavaNextVideoForConditionalGeneration.from_pretrained('llava')
      Trainer(model, torch.randn(1, 3)).train()  # ! unseeded ->
    `,
    'a tokenizer is no model': `
      import numpy as np
      from transformers import AutoTokenizer

      tokenizer = AutoTokenizer.from_pretrained('llava')
      order = np.random.permutation(10)  # ! unseeded ->
    `,
    'a model of timm that loads nothing': `
      import timm
      import torch

      model = timm.create_model('resnet50', pretrained=False)  # ! implicit ->
      print(model(torch.zeros(1, 3)))
    `,
    'a search with the default sampler': `
      import optuna

      def objective(trial):
          return trial.suggest_float("x", -1, 1) ** 2

      study = optuna.create_study(direction="minimize")  # ! alone ->
      study.optimize(objective, n_trials=3)
    `,
    'random, for data': `
      import random
      import torch

      torch.manual_seed(0)
      xs = list(range(20))
      random.shuffle(xs)  # ! unseeded ->
      model = torch.nn.Linear(2, 1)
    `,
    'random, by a name of its own': `
      from random import sample as pick, choices
      import torch as th

      th.manual_seed(0)
      train = th.tensor(pick(range(100), 10))  # ! unseeded ->
      weights = th.tensor(choices([1, 2], k=3))  # ! again ->
    `,
    NumPy: `
      import numpy as np

      order = np.random.permutation(10)  # ! unseeded ->
    `,
    'NumPy under other names': `
      import numpy.random as npr
      from numpy import random as r
      from numpy.random import rand

      a = npr.rand(3)  # ! unseeded ->
      b = r.shuffle(a)  # ! again ->
      c = rand(3)  # ! again ->
    `,
    'a generator without a seed': `
      import numpy as np

      rng = np.random.default_rng()  # ! generator ->
      order = rng.permutation(10)
    `,
    'np.random.seed does not seed default_rng': `
      import numpy as np

      np.random.seed(0)
      print(np.random.rand(3))
      rng = np.random.default_rng()  # ! generator ->
      x = rng.normal(size=3)
      np.save('x.npy', rng.permutation(x))
    `,
    'random.seed does not seed a Random object': `
      import random
      import torch

      random.seed(0)
      rng = random.Random()  # ! generator ->
      items = [1, 2, 3]
      rng.shuffle(items)
      x = torch.tensor(items)
    `,
    'RandomState without a seed': `
      import numpy as np

      state = np.random.RandomState()  # ! generator ->
      x = state.permutation(10)
    `,
    'a seed of None': `
      import numpy as np
      from sklearn.ensemble import RandomForestClassifier

      rng = np.random.default_rng(None)  # ! generator ->
      x = rng.permutation(10)
      forest = RandomForestClassifier(random_state=None)  # ! unseeded ->
      forest.fit([[0], [1]], [0, 1])
    `,
    torch: `
      import torch

      index = torch.randperm(10)  # ! unseeded ->
    `,
    'a loader that shuffles': `
      from torch.utils.data import DataLoader

      loader = DataLoader(range(10), shuffle=True)  # ! implicit ->
      for batch in loader:
          print(batch)
    `,
    'a split': `
      from torch.utils.data import random_split

      train, test = random_split(range(10), [8, 2])  # ! implicit ->
    `,
    'scikit-learn': `
      import numpy as np
      from sklearn import model_selection as ms
      from sklearn.ensemble import RandomForestClassifier
      from sklearn.model_selection import KFold, train_test_split

      X = np.zeros((10, 2))
      a, b = train_test_split(X)  # ! unseeded ->
      c, d = ms.train_test_split(X)  # ! again ->
      for fold, _ in KFold(shuffle=True).split(X):  # ! again ->
          RandomForestClassifier().fit(X[fold], X[fold])  # ! again ->
    `,
    'a known dictionary of arguments without the seed': `
      from sklearn.ensemble import RandomForestClassifier

      options = {'n_estimators': 10}
      forest = RandomForestClassifier(**options).fit([[0], [1]], [0, 1])  # ! unseeded ->
    `,
    pandas: `
      import pandas as pd

      df = pd.read_csv('train.csv')
      df = df.sample(frac=1)  # ! unseeded ->
    `,
    'only the CUDA generators are seeded': `
      import torch

      torch.cuda.manual_seed(0)
      print(torch.nn.Linear(2, 1).weight)  # ! implicit ->
    `,
    TensorFlow: `
      import tensorflow as tf

      x = tf.random.normal((2, 2))  # ! unseeded ->
      data = tf.data.Dataset.range(100).shuffle(1000)  # ! again ->
    `,
    'the weights of a layer, once a program': `
      import torch
      from torch import nn

      first = nn.Linear(2, 2)  # ! implicit ->
      second = nn.Conv2d(3, 3, 3)
      third = nn.LSTM(2, 2)
    `,
    'the weights of a Keras layer': `
      import keras

      model = keras.Sequential([keras.layers.Dense(2)])  # ! implicit ->
      model.compile('sgd', 'mse')
    `,
    'the weights of a class of the program, where it is made': `
      from torch import nn

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = nn.Linear(2, 1)  # ! implicit ->

          def forward(self, x):
              return self.layer(x)

      net = Net()
    `,
    'the weights of a class in another file, where it is made': {
      code: `
        from models.net import Net

        net = Net()  # ! implicit ->
      `,
      files: {
        'models/__init__.py': '',
        'models/net.py': `
          import torch
          class Net(torch.nn.Module):
              def __init__(self):
                  super().__init__()
                  self.layer = torch.nn.Linear(2, 1)
        `,
      },
    },
    'a module that a program runs without seeding': {
      code: `
        import numpy as np

        def noise(n):
            return np.random.rand(n)  # ! unseeded
      `,
      filename: 'noise.py',
      files: {
        'main.py': `
          import torch
          from noise import noise
          torch.save(torch.tensor(noise(3)), 'noise.pt')
        `,
      },
    },
    'a generator in a function nobody calls': `
      import numpy as np

      def split(n):
          rng = np.random.default_rng()  # ! generator ->
          return rng.permutation(n)
    `,
    'a method draws from an unseeded generator of its object': `
      import numpy as np

      class Augment:
          def __init__(self):
              self.rng = np.random.default_rng()  # ! generator ->

          def __call__(self, x):
              return x + self.rng.normal(size=x.shape)

      augment = Augment()
      print(augment(np.zeros(3)))
    `,
    'names from a star import': `
      from numpy import *

      x = random.rand(3)  # ! unseeded ->
    `,
    'an import inside a function': `
      def main():
          import numpy as np
          return np.random.rand(3)  # ! unseeded ->

      main()
    `,
    'one of two imports': `
      try:
          import cupy as np
      except ImportError:
          import numpy as np

      rng = np.random.default_rng()  # ! generator ->
      x = rng.permutation(10)
    `,
    'a lambda and a comprehension': `
      import random
      import torch

      items = sorted(range(10), key=lambda _: random.random())  # ! unseeded ->
      rows = torch.tensor([random.gauss(0, 1) for _ in items])  # ! again ->
    `,
    'the operating system as a generator': `
      import random
      import torch

      rng = random.SystemRandom()
      items = [1, 2]
      rng.shuffle(items)  # ! unseedable
      x = torch.tensor(items)
    `,
    'a library that nobody is seen to run, in the strict preset': {
      code: `
        import numpy as np

        def noise(n):
            return np.random.rand(n)  # ! unseeded
      `,
      filename: 'noise.py',
      settings: { scope: 'all' },
    },
    'what TensorFlow 1 has left behind': `
      import tensorflow.compat.v1 as tf

      net = tf.random_normal([2, 2]) + 1  # ! unseeded ->
    `,
    'a part of such a library, in the strict preset': {
      code: `
        import numpy as np

        def noise(n):
            return np.random.rand(n)  # ! unseeded
      `,
      filename: 'noise.py',
      files: { 'library.py': 'from noise import noise\nCHANNELS = 3\n' },
      settings: { scope: 'all' },
    },
  },
})

it.each([
  ['tensorflow', 'tf.random.normal([2])', '`tf.random.set_seed(seed)`'],
  ['tensorflow', 'tf.compat.v1.random_normal([2])', '`tf.compat.v1.set_random_seed(seed)`'],
  ['tensorflow.compat.v1', 'tf.random_normal([2])', '`tf.compat.v1.set_random_seed(seed)`'],
])('names the seeding function that `import %s as tf` has for %s', (module, draw, remedy) => {
  const file = join(projectFolder(), 'train.py')
  const rules = { 'no-unseeded-random': 'error' } as const
  const [report] = lintPython(`import ${module} as tf\nx = ${draw}\ntf.reduce_mean(x)\n`, file, rules)
  expect(report?.message).toContain(remedy)
})
