import { each, methods, names } from './entries.ts'
import type { Api, Condition, Draw, Library } from '../schema.ts'

const page = (path: string) => `https://scikit-learn.org/1.9/modules/generated/${path}.html`

const randomState = { generator: { name: 'random_state' } }
const draw: Draw = { from: 'numpy.global', ...randomState }

/** A draw for each list of conditions; without any, always. */
function drawsWhen(at: 'call' | 'use', ...cases: readonly (readonly Condition[])[]): Pick<Api, 'draws'> {
  const base: Draw = at === 'use' ? { ...draw, at } : draw
  return { draws: cases.length === 0 ? base : cases.map((when) => ({ ...base, when })) }
}

/** Estimators draw when they are fitted. */
function estimator(...cases: readonly (readonly Condition[])[]): (name: string, path: string) => Api {
  return (_, path) => ({
    upstream: page(path),
    returns: 'sklearn.base.BaseEstimator',
    ...drawsWhen('use', ...cases),
  })
}
/** Estimators that draw nothing, or only for data of a certain size or rank: that cannot be seen in a program. */
function calm(_: string, path: string): Api {
  return { upstream: page(path), returns: 'sklearn.base.BaseEstimator' }
}
/** They take a number when they are fitted, and their result does not depend on it. */
function unmoved(_: string, path: string): Api {
  return {
    upstream: page(path),
    returns: 'sklearn.base.BaseEstimator',
    draws: { from: 'numpy.global', at: 'use', onlyMoves: true },
  }
}
function splitter(...cases: readonly (readonly Condition[])[]): (name: string, path: string) => Api {
  return (_, path) => ({
    upstream: page(path),
    returns: 'sklearn.model_selection.BaseCrossValidator',
    draws: [drawsWhen('use', ...cases).draws ?? []].flat().map((each) => ({ ...each, orders: true })),
  })
}
function call(...cases: readonly (readonly Condition[])[]): (name: string, path: string) => Api {
  return (_, path) => ({ upstream: page(path), ...drawsWhen('call', ...cases) })
}
/** Its `random_state` is a number by default; None has to be asked for. */
const onlyIfNone: readonly Condition[] = [{ name: 'random_state', is: [null] }]

const is = (name: string, ...values: readonly (string | number | boolean | null)[]): Condition => ({
  name,
  is: values,
})
const isNot = (
  name: string,
  fallback: string | number | boolean | null,
  ...values: readonly (string | number | boolean | null)[]
): Condition => ({
  name,
  isNot: values,
  default: fallback,
})
const given = (name: string): Condition => isNot(name, null, null)

function all(module: string, list: string, entry: (name: string, path: string) => Api): Record<string, Api> {
  return each(`sklearn.${module}`, names(list), (name) => entry(name, `sklearn.${module}.${name}`))
}

/**
 * scikit-learn. Which arguments make a callable draw was found by running each on 1.9.1 from two states of NumPy's
 * global generator and comparing results.
 */
export const scikitLearn: Library = {
  name: 'scikit-learn',
  language: 'python',
  ml: true,
  modules: { sklearn: { path: 'sklearn' } },
  distributions: { 'scikit-learn': 'sklearn' },
  aliases: {
    'sklearn.calibration.LinearSVC': 'sklearn.svm.LinearSVC',
    'sklearn.metrics.cluster': 'sklearn.metrics',
    'sklearn.calibration.check_cv': 'sklearn.model_selection.check_cv',
    'sklearn.utils.extmath.randomized_svd': 'sklearn.decomposition.randomized_svd',
  },
  types: {
    'sklearn.base.BaseEstimator': {},
    'sklearn.model_selection.BaseCrossValidator': {},
  },
  fetches: [
    {
      paths: /^sklearn\.datasets\.fetch_openml$/u,
      upstream: 'https://scikit-learn.org/stable/modules/generated/sklearn.datasets.fetch_openml.html',
      from: { at: 0, name: 'name' },
      by: 'data set',
      pinned: [{ at: 1, name: 'version' }, { name: 'data_id' }],
      remedy: 'Pass `version=` a number: without it, the version that is active on the day is loaded.',
    },
  ],
  api: {
    ...methods(
      'sklearn.base.BaseEstimator',
      ['fit', 'fit_transform', 'fit_predict', 'partial_fit'],
      (name) => ({
        upstream: 'https://scikit-learn.org/1.9/developers/develop.html',
        trains: 'model' as const,
        ...(name === 'fit' || name === 'partial_fit' ? { returns: 'receiver' as const } : {}),
      }),
    ),
    'sklearn.base.BaseEstimator#set_params': {
      upstream: 'https://scikit-learn.org/1.9/developers/develop.html',
      returns: 'receiver',
    },
    'sklearn.base.clone': { upstream: page('sklearn.base.clone'), returns: 'argument' },

    // Estimators that always draw
    ...all(
      'cluster',
      'AffinityPropagation BisectingKMeans KMeans MiniBatchKMeans SpectralBiclustering SpectralClustering SpectralCoclustering',
      estimator(),
    ),
    ...all('covariance', 'EllipticEnvelope MinCovDet', estimator()),
    ...all(
      'decomposition',
      'DictionaryLearning FastICA LatentDirichletAllocation MiniBatchDictionaryLearning MiniBatchNMF MiniBatchSparsePCA NMF TruncatedSVD',
      estimator(),
    ),
    ...all(
      'ensemble',
      `ExtraTreesClassifier ExtraTreesRegressor GradientBoostingClassifier GradientBoostingRegressor IsolationForest
       RandomForestClassifier RandomForestRegressor RandomTreesEmbedding`,
      estimator(),
    ),
    ...all(
      'ensemble',
      'AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor',
      (name, path) => ({ ...estimator()(name, path), seedsParts: true }),
    ),
    ...all(
      'kernel_approximation',
      'Nystroem PolynomialCountSketch RBFSampler SkewedChi2Sampler',
      estimator(),
    ),
    ...all('linear_model', 'RANSACRegressor', (name, path) => ({
      ...estimator()(name, path),
      seedsParts: true,
    })),
    ...all('linear_model', 'TheilSenRegressor', estimator()),
    ...all('manifold', 'MDS SpectralEmbedding', estimator()),
    ...all('mixture', 'BayesianGaussianMixture GaussianMixture', estimator()),
    ...all('model_selection', 'RandomizedSearchCV HalvingRandomSearchCV HalvingGridSearchCV', estimator()),
    ...all('multiclass', 'OutputCodeClassifier', estimator()),
    ...all('neural_network', 'BernoulliRBM MLPClassifier MLPRegressor', estimator()),
    ...all('random_projection', 'GaussianRandomProjection SparseRandomProjection', estimator()),
    ...all(
      'tree',
      'DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor BaseDecisionTree',
      estimator(),
    ),

    // Estimators that draw with some arguments
    ...all(
      'linear_model',
      'ElasticNet ElasticNetCV Lasso LassoCV MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV',
      estimator([is('selection', 'random')]),
    ),
    ...all(
      'linear_model',
      'LogisticRegression LogisticRegressionCV',
      estimator(
        [is('solver', 'sag', 'saga')],
        [is('solver', 'liblinear'), is('dual', true)],
        [is('solver', 'liblinear'), is('penalty', 'l1')],
      ),
    ),
    ...all('linear_model', 'Ridge RidgeClassifier', estimator([is('solver', 'sag', 'saga')])),
    ...all('linear_model', 'Lars LassoLars', estimator([given('jitter')])),
    ...all(
      'linear_model',
      'SGDClassifier SGDRegressor SGDOneClassSVM PassiveAggressiveClassifier PassiveAggressiveRegressor',
      estimator([isNot('shuffle', true, false)]),
    ),
    ...all('linear_model', 'Perceptron', estimator([...onlyIfNone, isNot('shuffle', true, false)])),
    ...all('svm', 'SVC NuSVC', estimator([is('probability', true)])),
    ...all('svm', 'LinearSVC', estimator([is('dual', true)])),
    ...all(
      'svm',
      'LinearSVR',
      estimator(
        [isNot('dual', 'auto', false), isNot('loss', 'epsilon_insensitive', 'squared_epsilon_insensitive')],
        [is('dual', true), is('loss', 'squared_epsilon_insensitive')],
      ),
    ),
    ...all('decomposition', 'PCA', estimator([is('svd_solver', 'randomized', 'arpack')])),
    ...all('decomposition', 'KernelPCA', estimator([is('eigen_solver', 'randomized', 'arpack')])),
    ...all('decomposition', 'FactorAnalysis', estimator(onlyIfNone)),
    ...all('dummy', 'DummyClassifier', estimator([is('strategy', 'stratified', 'uniform')])),
    ...all(
      'ensemble',
      'HistGradientBoostingClassifier HistGradientBoostingRegressor',
      estimator([is('early_stopping', true)], [isNot('max_features', 1, 1)]),
    ),
    ...all(
      'gaussian_process',
      'GaussianProcessClassifier GaussianProcessRegressor',
      estimator([isNot('n_restarts_optimizer', 0, 0)]),
    ),
    ...all(
      'impute',
      'IterativeImputer',
      estimator(
        [is('sample_posterior', true)],
        [is('imputation_order', 'random')],
        [given('n_nearest_features')],
      ),
    ),
    ...all('manifold', 'TSNE', estimator([is('init', 'random')])),
    ...all('manifold', 'LocallyLinearEmbedding', estimator([is('eigen_solver', 'arpack')])),
    ...all('multioutput', 'ClassifierChain RegressorChain', estimator([is('order', 'random')])),
    ...all('neighbors', 'NeighborhoodComponentsAnalysis', estimator([is('init', 'random')])),
    ...all('feature_extraction.image', 'PatchExtractor', estimator([given('max_patches')])),
    ...all('preprocessing', 'TargetEncoder', estimator([isNot('shuffle', true, false)])),

    // Estimators that draw nothing, or only for large or deficient data
    ...all('decomposition', 'SparsePCA IncrementalPCA SparseCoder', calm),
    ...all(
      'preprocessing',
      `KBinsDiscretizer QuantileTransformer Binarizer FunctionTransformer KernelCenterer LabelBinarizer LabelEncoder
       MaxAbsScaler MinMaxScaler MultiLabelBinarizer Normalizer OneHotEncoder OrdinalEncoder PolynomialFeatures
       PowerTransformer RobustScaler SplineTransformer StandardScaler`,
      calm,
    ),
    ...all('model_selection', 'TunedThresholdClassifierCV FixedThresholdClassifier GridSearchCV', calm),
    ...all(
      'linear_model',
      `ARDRegression BayesianRidge GammaRegressor HuberRegressor LarsCV LassoLarsCV LassoLarsIC LinearRegression
       OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV PoissonRegressor QuantileRegressor RidgeCV
       RidgeClassifierCV TweedieRegressor`,
      calm,
    ),
    ...all('kernel_approximation', 'AdditiveChi2Sampler', calm),
    ...all(
      'cluster',
      'AgglomerativeClustering Birch DBSCAN FeatureAgglomeration HDBSCAN MeanShift OPTICS',
      calm,
    ),
    ...all('naive_bayes', 'BernoulliNB CategoricalNB ComplementNB GaussianNB MultinomialNB', calm),
    ...all('cross_decomposition', 'CCA PLSCanonical PLSRegression PLSSVD', calm),
    ...all('calibration', 'CalibratedClassifierCV', calm),
    ...all('manifold', 'Isomap', calm),
    ...all('compose', 'ColumnTransformer TransformedTargetRegressor make_column_transformer', calm),
    ...all(
      'feature_extraction.text',
      'CountVectorizer HashingVectorizer TfidfTransformer TfidfVectorizer',
      calm,
    ),
    ...all('feature_extraction', 'DictVectorizer FeatureHasher', calm),
    ...all('dummy', 'DummyRegressor', calm),
    ...all('covariance', 'EmpiricalCovariance LedoitWolf OAS ShrunkCovariance', calm),
    ...all('pipeline', 'FeatureUnion Pipeline make_pipeline make_union', calm),
    ...all(
      'feature_selection',
      `GenericUnivariateSelect RFE RFECV SelectFdr SelectFpr SelectFromModel SelectFwe SelectKBest SelectPercentile
       SequentialFeatureSelector VarianceThreshold`,
      calm,
    ),
    ...all('isotonic', 'IsotonicRegression', calm),
    ...all('impute', 'KNNImputer MissingIndicator SimpleImputer', calm),
    ...all(
      'neighbors',
      `KNeighborsClassifier KNeighborsRegressor KNeighborsTransformer KernelDensity LocalOutlierFactor
       NearestCentroid NearestNeighbors RadiusNeighborsClassifier RadiusNeighborsRegressor
       RadiusNeighborsTransformer`,
      calm,
    ),
    ...all('kernel_ridge', 'KernelRidge', calm),
    ...all('semi_supervised', 'LabelPropagation LabelSpreading SelfTrainingClassifier', calm),
    ...all('discriminant_analysis', 'LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis', calm),
    ...all('multioutput', 'MultiOutputClassifier MultiOutputRegressor', calm),
    ...all('svm', 'NuSVR OneClassSVM SVR', unmoved),
    ...all('covariance', 'GraphicalLasso GraphicalLassoCV', unmoved),
    ...all('multiclass', 'OneVsOneClassifier OneVsRestClassifier', calm),
    ...all('ensemble', 'StackingClassifier StackingRegressor VotingClassifier VotingRegressor', calm),

    // Splitters. `KFold(random_state=0)` without `shuffle=True` raises ValueError.
    ...all('model_selection', 'KFold StratifiedKFold GroupKFold', splitter([is('shuffle', true)])),
    ...all(
      'model_selection',
      'StratifiedGroupKFold',
      splitter([{ at: 1, name: 'shuffle', is: [true], default: false }]),
    ),
    ...all(
      'model_selection',
      `RepeatedKFold RepeatedStratifiedKFold ShuffleSplit StratifiedShuffleSplit GroupShuffleSplit BaseShuffleSplit
       ParameterSampler`,
      splitter(),
    ),
    ...methods('sklearn.model_selection.BaseCrossValidator', ['split', 'get_n_splits'], (name) => ({
      upstream: `${page('sklearn.model_selection.KFold')}#sklearn.model_selection.KFold.${name}`,
    })),
    'sklearn.model_selection.train_test_split': {
      upstream: page('sklearn.model_selection.train_test_split'),
      draws: { ...draw, orders: true, when: [isNot('shuffle', true, false)] },
    },
    'sklearn.model_selection.check_cv': {
      upstream: page('sklearn.model_selection.check_cv'),
      draws: { ...draw, orders: true, when: [is('shuffle', true)] },
    },
    ...each('sklearn.utils', ['resample', 'shuffle'], (name) => ({
      upstream: page(`sklearn.utils.${name}`),
      draws: { ...draw, orders: true },
    })),
    'sklearn.utils.check_random_state': {
      upstream: page('sklearn.utils.check_random_state'),
      creates: {
        type: 'numpy.random.RandomState',
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0, to: 4294967295 } },
        unseeded: 'numpy.global',
      },
    },

    // Functions
    ...all('cluster', 'affinity_propagation k_means kmeans_plusplus spectral_clustering', call()),
    ...all('cluster', 'estimate_bandwidth', call(onlyIfNone)),
    ...all('covariance', 'fast_mcd', call()),
    ...all(
      'datasets',
      `make_biclusters make_blobs make_checkerboard make_classification make_friedman1 make_friedman2 make_friedman3
       make_gaussian_quantiles make_hastie_10_2 make_low_rank_matrix make_multilabel_classification make_regression
       make_s_curve make_sparse_coded_signal make_sparse_spd_matrix make_sparse_uncorrelated make_spd_matrix
       make_swiss_roll`,
      call(),
    ),
    ...all(
      'datasets',
      'make_circles make_moons',
      call([isNot('shuffle', true, false)], [is('shuffle', false), given('noise')]),
    ),
    ...all('datasets', 'fetch_covtype fetch_kddcup99 fetch_rcv1', call([is('shuffle', true)])),
    ...all('datasets', 'fetch_20newsgroups load_files', call([...onlyIfNone, isNot('shuffle', true, false)])),
    ...all('datasets', 'fetch_olivetti_faces', call([...onlyIfNone, is('shuffle', true)])),
    ...all(
      'decomposition',
      'dict_learning dict_learning_online fastica non_negative_factorization randomized_svd',
      call(),
    ),
    ...all(
      'feature_selection',
      'mutual_info_classif mutual_info_regression',
      call([isNot('discrete_features', 'auto', true)]),
    ),
    ...all('feature_extraction.image', 'extract_patches_2d', call([given('max_patches')])),
    ...all('inspection', 'permutation_importance', call()),
    ...all('utils.random', 'sample_without_replacement', call()),
    ...all('linear_model', 'ridge_regression', call([is('solver', 'sag', 'saga')])),
    ...all('manifold', 'smacof spectral_embedding', call()),
    ...all('manifold', 'locally_linear_embedding', call([is('eigen_solver', 'arpack')])),
    ...all('metrics', 'silhouette_score', call([given('sample_size')])),
    'sklearn.model_selection.learning_curve': {
      upstream: page('sklearn.model_selection.learning_curve'),
      draws: { ...draw, when: [is('shuffle', true)] },
      trains: 'model',
    },
    'sklearn.model_selection.permutation_test_score': {
      upstream: page('sklearn.model_selection.permutation_test_score'),
      draws: { ...draw, when: onlyIfNone },
      trains: 'model',
    },
    ...all(
      'model_selection',
      'cross_val_score cross_validate cross_val_predict validation_curve',
      (_, path) => ({
        upstream: page(path),
        trains: 'model' as const,
      }),
    ),
    /** They draw only to thin out large data. */
    ...all('preprocessing', 'quantile_transform', (_, path) => ({ upstream: page(path) })),
    ...all('inspection', 'PartialDependenceDisplay', (_, path) => ({ upstream: page(path) })),
  },
}
