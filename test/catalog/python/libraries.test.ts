/** What each library of the catalogue draws and what seeds it, as small programs show it. */
import { expect, it } from 'vitest'
import { join } from 'node:path'
import { lintPython, projectFolder, testPython } from '../../rules/python.ts'

testPython('no-unseeded-random', {
  valid: {
    'networkx seeded': `
      import networkx as nx
      import torch
      torch.manual_seed(0)
      g = nx.watts_strogatz_graph(20, 4, 0.3, seed=1)
      a = torch.tensor(nx.to_numpy_array(g))
      torch.nn.Linear(20, 1)(a.float()).sum().backward()
    `,
    'cupy seeded': `
      import cupy as cp
      cp.random.seed(3)
      w = cp.random.randn(3, 3)
    `,
    'cupy or numpy seeded': `
      try:
          import cupy as np
      except ImportError:
          import numpy as np
      np.random.seed(3)
      w = np.random.randn(3, 3)
    `,
    ignite: `
      import torch
      from ignite.engine import Engine
      from ignite.utils import manual_seed
      manual_seed(3)
      model = torch.nn.Linear(2, 1)
      def step(engine, batch):
          model(batch).sum().backward()
      Engine(step).run([torch.ones(2)], max_epochs=2)
    `,
    'spacy seeded': `
      import spacy
      spacy.util.fix_random_seed(0)
      nlp = spacy.blank('en')
      nlp.initialize()
      nlp.update([])
    `,
    'keras tuner seeded': `
      import keras_tuner as kt
      tuner = kt.RandomSearch(build, objective='val_loss', max_trials=3, seed=4)
      tuner.search()
    `,
    'fastai seeded': `
      from fastai.vision.all import *
      set_seed(42, reproducible=True)
      files = sorted(get_image_files(Path('pets')))
      dls = ImageDataLoaders.from_name_re(Path('pets'), files, pat=r'(.+)_\\d+.jpg$', batch_tfms=aug_transforms())
      learn = vision_learner(dls, resnet34, metrics=error_rate)
      learn.fine_tune(1)
    `,
    'fastai seeded source by source, through its star import': `
      from fastai.vision.all import *
      random.seed(1)
      torch.manual_seed(1)
      dls = ImageDataLoaders.from_folder(Path('mnist'), valid_pct=0.2)
      learn = Learner(dls, nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), metrics=accuracy)
      learn.fit(1)
    `,
    'fastai, where the seed of the split seeds PyTorch before there is a model': `
      from fastai.vision.all import *
      random.seed(1)
      pets = DataBlock(blocks=(ImageBlock, CategoryBlock), splitter=RandomSplitter(seed=42))
      learn = vision_learner(pets.dataloaders(Path('pets')), resnet34)
      learn.fine_tune(2)
    `,
    'searches of Optuna that are seeded': `
      import optuna
      from sklearn.svm import SVC
      import numpy as np
      x, y = np.load('x.npy'), np.load('y.npy')
      search = optuna.integration.OptunaSearchCV(SVC(), {}, random_state=3)
      search.fit(x, y)
      study = optuna.create_study(sampler=optuna.integration.BoTorchSampler(seed=1))
      study.optimize(lambda trial: trial.suggest_float('x', 0, 1))
    `,
    'dask seeded': `
      import dask.array as da
      da.random.seed(3)
      x = da.random.normal(size=(10, 2))
    `,
  },
  invalid: {
    'networkx unseeded into torch': `
      import networkx as nx
      import torch
      torch.manual_seed(0)
      g = nx.watts_strogatz_graph(20, 4, 0.3)  # ! unseeded ->
      a = torch.tensor(nx.to_numpy_array(g))
      torch.nn.Linear(20, 1)(a.float()).sum().backward()
    `,
    dask: `
      import dask.array as da
      import dask.dataframe as dd
      import numpy as np
      np.random.seed(0)
      x = da.random.normal(size=(10, 2))  # ! unseeded
      y = da.random.default_rng(3).normal(size=3)
      rows = dd.read_csv('rows.csv')
      train, test = rows.random_split([0.8, 0.2])  # ! unseeded ->
      some = rows.sample(frac=0.5)  # ! again ->
      a, b = rows.random_split([0.8, 0.2], random_state=3)
    `,
    spark: `
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.appName('x').getOrCreate()
      rows = spark.read.parquet('rows')
      train, test = rows.randomSplit([0.8, 0.2])  # ! unseeded ->
      a, b = rows.randomSplit([0.8, 0.2], seed=42)
      c, d = rows.randomSplit([0.8, 0.2], 42)
      few = rows.sample(fraction=0.1)  # ! unseeded ->
      few = rows.sample(fraction=0.1, seed=3)
    `,
    gensim: `
      from gensim.models import Word2Vec
      model = Word2Vec([['a', 'b']], vector_size=10, seed=1, workers=4)  # ! alone
      other = Word2Vec([['a', 'b']], vector_size=10)
      fine = Word2Vec([['a', 'b']], vector_size=10, workers=1)
    `,
    lda: `
      from gensim.models import LdaModel
      import numpy as np
      LdaModel([[(0, 1)]], num_topics=2)  # ! implicit ->
      LdaModel([[(0, 1)]], num_topics=2, random_state=3)
    `,
    umap: `
      import umap
      import numpy as np
      np.random.seed(0)
      x = np.load('x.npy')
      e = umap.UMAP(n_neighbors=5).fit_transform(x)  # ! alone ->
      f = umap.UMAP(n_neighbors=5, random_state=1).fit_transform(x)
    `,
    imblearn: `
      from imblearn.over_sampling import SMOTE
      import numpy as np
      x, y = np.load('x.npy'), np.load('y.npy')
      x, y = SMOTE().fit_resample(x, y)  # ! unseeded ->
      x, y = SMOTE(random_state=0).fit_resample(x, y)
    `,
    'fastai, as its lesson begins': `
      from fastai.vision.all import *
      path = untar_data(URLs.PETS) / 'images'
      files = get_image_files(path)
      dls = ImageDataLoaders.from_name_func(path, files, is_cat, valid_pct=0.2, seed=42)  # ! implicit ->
      learn = vision_learner(dls, resnet34, metrics=error_rate)
      learn.fine_tune(1)
    `,
    'fastai without a seed': `
      from fastai.tabular.all import *
      df = pd.read_csv('adult.csv')
      dls = TabularDataLoaders.from_df(df, y_names='salary')  # ! implicit ->
      learn = tabular_learner(dls, metrics=accuracy)
      learn.fit_one_cycle(1)
    `,
    'fastai 1': `
      from fastai.vision import *
      np.random.seed(2)
      data = ImageDataBunch.from_folder('x', train='.', valid_pct=0.2)
      learn = cnn_learner(data, models.resnet34, metrics=error_rate)  # ! implicit ->
      learn.fit_one_cycle(4)
    `,
    'searches of Optuna': `
      import optuna
      from sklearn.svm import SVC
      import numpy as np
      x, y = np.load('x.npy'), np.load('y.npy')
      search = optuna.integration.OptunaSearchCV(SVC(), {})  # ! implicit ->
      search.fit(x, y)
      study = optuna.create_study(sampler=optuna.integration.BoTorchSampler())  # ! generator ->
      study.optimize(lambda trial: trial.suggest_float('x', 0, 1))
    `,
    hyperopt: `
      from hyperopt import fmin, hp, tpe
      import numpy as np
      best = fmin(lambda x: x ** 2, hp.uniform('x', 0, 1), algo=tpe.suggest, max_evals=10)  # ! alone ->
      best = fmin(lambda x: x ** 2, hp.uniform('x', 0, 1), algo=tpe.suggest, max_evals=10, rstate=np.random.default_rng(3))
    `,
    skimage: `
      from skimage.util import random_noise
      import numpy as np
      np.random.seed(0)
      x = random_noise(np.zeros((3, 3)))  # ! unseeded ->
      y = random_noise(np.zeros((3, 3)), rng=3)
      z = random_noise(np.zeros((3, 3)), seed=3)
    `,
    xgboost: `
      import xgboost as xgb
      import numpy as np
      x, y = np.load('x.npy'), np.load('y.npy')
      m = xgb.XGBRegressor(booster='gblinear', random_state=0).fit(x, y)  # ! alone
      m = xgb.XGBRegressor(booster='gblinear', updater='coord_descent').fit(x, y)
      m = xgb.XGBRegressor(random_state=0).fit(x, y)
      xgb.train({'booster': 'gblinear', 'seed': 0}, xgb.DMatrix(x, y))  # ! alone
      xgb.train({'booster': 'gbtree', 'seed': 0}, xgb.DMatrix(x, y))
    `,
    cupy: `
      import cupy as cp
      w = cp.random.randn(3, 3)  # ! unseeded ->
    `,
    'cupy or numpy': `
      try:
          import cupy as np
      except ImportError:
          import numpy as np
      w = np.random.randn(3, 3)  # ! unseeded ->
    `,
    'ignite unseeded': `
      import torch
      from ignite.engine import Engine
      model = torch.nn.Linear(2, 1)  # ! implicit ->
      def step(engine, batch):
          model(batch).sum().backward()
      Engine(step).run([torch.ones(2)], max_epochs=2)
    `,
    spacy: `
      import random
      import spacy
      nlp = spacy.blank('en')
      nlp.add_pipe('textcat')
      nlp.initialize()  # ! implicit ->
      nlp.update([])
    `,
    'keras tuner': `
      import keras_tuner as kt
      tuner = kt.RandomSearch(build, objective='val_loss', max_trials=3)  # ! implicit ->
      tuner.search()
    `,
    'tfds builder shuffle': `
      import tensorflow as tf
      import tensorflow_datasets as tfds

      builder = tfds.builder('mnist')
      builder.download_and_prepare()
      ds = builder.as_dataset(split='train').shuffle(1000).batch(8)  # ! implicit ->
      model = tf.keras.models.load_model('m')
      model.fit(ds)
    `,
    sample_distorted: `
      import tensorflow as tf
      def crop(image):
          begin, size, _ = tf.image.sample_distorted_bounding_box(tf.shape(image), tf.zeros((1, 0, 4)))  # ! unseeded ->
          return tf.slice(image, begin, size)
      ds = tf.data.Dataset.from_tensor_slices(tf.zeros((8, 32, 32, 3))).map(crop)
      for x in ds:
          with tf.GradientTape() as tape:
              loss = tf.reduce_sum(x)
    `,
    autokeras: `
      import autokeras as ak
      from tensorflow.keras.datasets import mnist
      (x, y), _ = mnist.load_data()
      clf = ak.ImageClassifier(max_trials=1)  # ! implicit ->
      clf.fit(x, y, epochs=1)
    `,
    qmc: `
      import numpy as np
      from scipy.stats import qmc
      np.random.seed(0)
      x = qmc.Sobol(2).random(4)  # ! generator ->
      y = qmc.Sobol(2, scramble=False).random(4)
      z = qmc.Sobol(2, seed=3).random(4)
      w = qmc.LatinHypercube(2, rng=3).random(4)
      v = qmc.LatinHypercube(2).random(4)  # ! generator ->
    `,
    statsmodels: `
      import numpy as np
      import statsmodels.api as sm
      from statsmodels.tsa.arima_process import arma_generate_sample
      x = arma_generate_sample([1, .5], [1, .3], 10)  # ! unseeded
      fitted = sm.tsa.SARIMAX(x, order=(1, 0, 0)).fit()
      y = fitted.simulate(5)  # ! unseeded ->
      z = fitted.simulate(5, random_state=3)
    `,
  },
})

testPython('no-late-seed', {
  valid: {},
  invalid: {
    'catalyst late': `
      import torch
      from catalyst import dl
      from catalyst.utils import set_global_seed
      model = torch.nn.Linear(2, 1)
      set_global_seed(42)  # ! late ->
      dl.SupervisedRunner().train(model=model, loaders={}, num_epochs=1)
    `,
  },
})

it('NumPy or CuPy, whichever is there, is seeded by the name that both have', () => {
  const code = `try:
    import cupy as np
except ImportError:
    import numpy as np
w = np.random.randn(3, 3)
`
  const file = join(projectFolder({ 'train.py': code }), 'train.py')
  const [message] = lintPython(code, file, { 'no-unseeded-random': 'error' })
  expect(message?.suggestions?.[0]?.fix.text).toBe('np.random.seed(42)\n')
})
