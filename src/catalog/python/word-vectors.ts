import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const docs = 'https://radimrehurek.com/gensim/models'

/** Gensim; by its documentation, not run. A seed of 1 is the default of word vectors, and three workers are. */
export const wordVectors: Library = {
  name: 'Gensim',
  language: 'python',
  ml: true,
  modules: { gensim: { path: 'gensim' } },
  aliases: {
    'gensim.models.word2vec': 'gensim.models',
    'gensim.models.doc2vec': 'gensim.models',
    'gensim.models.fasttext': 'gensim.models',
    'gensim.models.ldamodel': 'gensim.models',
  },
  types: { 'gensim.models.Word2Vec': {} },
  api: {
    ...each('gensim.models', ['Word2Vec', 'Doc2Vec', 'FastText'], (name) => ({
      upstream: `${docs}/word2vec.html#gensim.models.word2vec.Word2Vec`,
      draws: {
        from: 'entropy' as const,
        implicit: 'the order in which its threads change the vectors',
        remedy: '`workers=1`, and start Python with `PYTHONHASHSEED=0`',
        when: [{ name: 'workers', isNot: [1], default: 3 }],
      },
      returns: 'gensim.models.Word2Vec' as const,
      ...(name === 'Word2Vec' && { trains: 'model' as const }),
    })),
    'gensim.models.Word2Vec#train': {
      upstream: `${docs}/word2vec.html#gensim.models.word2vec.Word2Vec.train`,
      trains: 'model',
    },
    ...each('gensim.models', names('Word2Vec.load Doc2Vec.load FastText.load KeyedVectors.load'), {
      upstream: `${docs}/word2vec.html#gensim.models.word2vec.Word2Vec.load`,
      loadsWeights: true,
      returns: 'gensim.models.Word2Vec',
    }),
    ...each('gensim.models', ['LdaModel', 'LdaMulticore', 'HdpModel', 'Nmf'], {
      upstream: `${docs}/ldamodel.html#gensim.models.ldamodel.LdaModel`,
      draws: {
        from: 'numpy.global',
        implicit: 'the first topics',
        generator: { name: 'random_state' },
      },
      trains: 'model',
    }),
    ...methods('gensim.models.Word2Vec', ['build_vocab'], {
      upstream: `${docs}/word2vec.html#gensim.models.word2vec.Word2Vec.build_vocab`,
    }),
  },
}
