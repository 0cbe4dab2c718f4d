import type { Library } from '../schema.ts'
import { augmentation } from './augmentation.ts'
import { boosting } from './boosting.ts'
import { builtins } from './builtins.ts'
import { configuration } from './configuration.ts'
import { engines } from './engines.ts'
import { environments } from './environments.ts'
import { hubs } from './hubs.ts'
import { inspection } from './inspection.ts'
import { jax } from './jax.ts'
import { keras } from './keras.ts'
import { lightning } from './lightning.ts'
import { monai } from './monai.ts'
import { numpy } from './numpy.ts'
import { pandas } from './pandas.ts'
import { polars } from './polars.ts'
import { pictures } from './pictures.ts'
import { processes } from './processes.ts'
import { random } from './random.ts'
import { reinforcementLearning } from './reinforcement-learning.ts'
import { reproducibleRuns } from './reproducible-runs.ts'
import { scikitLearn } from './scikit-learn.ts'
import { scipy } from './scipy.ts'
import { system } from './system.ts'
import { tensorflow } from './tensorflow.ts'
import { torch } from './torch.ts'
import { torchGeometric } from './torch-geometric.ts'
import { torchvision } from './torchvision.ts'
import { networkx } from './networkx.ts'
import { dask } from './dask.ts'
import { spark } from './spark.ts'
import { cupy } from './cupy.ts'
import { wordVectors } from './word-vectors.ts'
import { embeddings } from './embeddings.ts'
import { statsmodels } from './statsmodels.ts'
import { searches } from './searches.ts'
import { text } from './text.ts'
import { fastai } from './fastai.ts'
import { trainers } from './trainers.ts'
import { transformers } from './transformers.ts'

/** Every Python library the plugin knows: adding one is adding a file beside this one and naming it here. */
export const pythonLibraries: readonly Library[] = [
  builtins,
  system,
  processes,
  pictures,
  polars,
  configuration,
  random,
  numpy,
  pandas,
  scipy,
  scikitLearn,
  boosting,
  torch,
  torchvision,
  torchGeometric,
  hubs,
  inspection,
  lightning,
  transformers,
  trainers,
  fastai,
  engines,
  monai,
  augmentation,
  tensorflow,
  keras,
  jax,
  environments,
  reinforcementLearning,
  networkx,
  dask,
  spark,
  cupy,
  wordVectors,
  embeddings,
  searches,
  text,
  statsmodels,
  reproducibleRuns,
]
