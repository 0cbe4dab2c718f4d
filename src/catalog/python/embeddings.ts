import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const umap = 'https://umap-learn.readthedocs.io/en/latest/reproducibility.html'
const sampling = 'https://imbalanced-learn.org/stable/references/generated'

const over = names('ADASYN BorderlineSMOTE KMeansSMOTE RandomOverSampler SMOTE SMOTEN SMOTENC SVMSMOTE')
const under = names('ClusterCentroids CondensedNearestNeighbour OneSidedSelection RandomUnderSampler')

/** What follows scikit-learn's conventions beside it: UMAP and imbalanced-learn; by their documentation, not run. */
export const embeddings: Library = {
  name: 'UMAP and imbalanced-learn',
  language: 'python',
  ml: true,
  modules: { umap: { path: 'umap' }, imblearn: { path: 'imblearn' } },
  distributions: { 'umap-learn': 'umap', 'imbalanced-learn': 'imblearn' },
  aliases: { 'umap.umap_': 'umap' },
  types: { 'imblearn.base.BaseSampler': { extends: 'sklearn.base.BaseEstimator' } },
  api: {
    /** Without `random_state` it optimises on several threads that race: no seed of NumPy's helps. */
    ...each('umap', ['UMAP', 'ParametricUMAP'], {
      upstream: umap,
      draws: {
        from: 'entropy',
        implicit: 'the embedding',
        at: 'use',
        generator: { name: 'random_state' },
        remedy: '`random_state=seed`, which also keeps it on one thread',
      },
      returns: 'sklearn.base.BaseEstimator',
    }),
    ...each('imblearn.over_sampling', over, (name) => ({
      upstream: `${sampling}/imblearn.over_sampling.${name}.html`,
      draws: { from: 'numpy.global', at: 'use' as const, orders: true, generator: { name: 'random_state' } },
      returns: 'imblearn.base.BaseSampler' as const,
    })),
    ...each('imblearn.under_sampling', under, (name) => ({
      upstream: `${sampling}/imblearn.under_sampling.${name}.html`,
      draws: { from: 'numpy.global', at: 'use' as const, orders: true, generator: { name: 'random_state' } },
      returns: 'imblearn.base.BaseSampler' as const,
    })),
    ...each('imblearn.combine', ['SMOTEENN', 'SMOTETomek'], (name) => ({
      upstream: `${sampling}/imblearn.combine.${name}.html`,
      draws: { from: 'numpy.global', at: 'use' as const, orders: true, generator: { name: 'random_state' } },
      returns: 'imblearn.base.BaseSampler' as const,
    })),
    ...methods('imblearn.base.BaseSampler', ['fit_resample'], {
      upstream: `${sampling}/imblearn.over_sampling.SMOTE.html`,
      trains: 'model',
    }),
  },
}
