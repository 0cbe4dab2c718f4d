import { each, names } from './entries.ts'
import type { Draw, Library, Slot } from '../schema.ts'

const xgboost = 'https://xgboost.readthedocs.io/en/stable/parameter.html'
const lightgbm = 'https://lightgbm.readthedocs.io/en/stable/Parameters.html#seed'
const catboost = 'https://catboost.ai/docs/en/references/training-parameters/common#random_seed'

/** The linear booster's own updater lets its threads race, whatever the seed; by the documentation, not run. */
function racing(booster: Slot, updater: Slot): Draw {
  return {
    from: 'entropy',
    implicit: 'the order in which the threads of its updater `shotgun` change the weights',
    remedy: '`updater="coord_descent"`',
    when: [
      { ...booster, is: ['gblinear'] },
      { ...updater, isNot: ['coord_descent'], default: 'shotgun' },
    ],
  }
}

/**
 * Gradient boosting. Without a seed these three use constants: XGBoost `seed=0`, LightGBM a constant for each of its
 * generators (run on 4.x: unseeded fits agree), CatBoost `random_seed=0`. So nothing is drawn from a shared source.
 */
export const boosting: Library = {
  name: 'XGBoost, LightGBM and CatBoost',
  language: 'python',
  ml: true,
  modules: {
    xgboost: { path: 'xgboost' },
    lightgbm: { path: 'lightgbm' },
    catboost: { path: 'catboost' },
  },
  api: {
    ...each('xgboost', names('XGBRFClassifier XGBRFRegressor'), {
      upstream: xgboost,
      returns: 'sklearn.base.BaseEstimator',
    }),
    ...each('xgboost', ['XGBClassifier', 'XGBRegressor', 'XGBRanker'], {
      upstream: xgboost,
      draws: racing({ name: 'booster' }, { name: 'updater' }),
      returns: 'sklearn.base.BaseEstimator',
    }),
    ...each('xgboost', ['train', 'cv'], {
      upstream: xgboost,
      draws: racing({ at: 0, key: 'booster' }, { at: 0, key: 'updater' }),
      trains: 'model',
    }),
    ...each('lightgbm', names('LGBMClassifier LGBMRegressor LGBMRanker'), {
      upstream: lightgbm,
      returns: 'sklearn.base.BaseEstimator',
    }),
    ...each('lightgbm', ['train', 'cv'], { upstream: lightgbm, trains: 'model' }),
    ...each('catboost', names('CatBoost CatBoostClassifier CatBoostRegressor CatBoostRanker'), {
      upstream: catboost,
      returns: 'sklearn.base.BaseEstimator',
    }),
    ...each('catboost', ['train', 'cv'], { upstream: catboost, trains: 'model' }),
  },
}
