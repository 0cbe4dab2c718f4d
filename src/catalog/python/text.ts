import { each, methods } from './entries.ts'
import type { Library } from '../schema.ts'

const spacy = 'https://spacy.io/api'
const sentence = 'https://sbert.net/docs/package_reference'

/** spaCy and Sentence Transformers. Which source spaCy's weights come from was found by running it (3.8). */
export const text: Library = {
  name: 'spaCy and Sentence Transformers',
  language: 'python',
  ml: true,
  modules: {
    spacy: { path: 'spacy' },
    sentence_transformers: { path: 'sentence_transformers', loads: 'torch' },
  },
  types: { 'spacy.Language': {}, 'sentence_transformers.SentenceTransformer': {} },
  api: {
    ...each('spacy.util', ['fix_random_seed'], {
      upstream: `${spacy}/top-level#util.fix_random_seed`,
      seeds: {
        sources: ['python.random', 'numpy.global'],
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } },
        unseeded: 'constant',
      },
    }),
    'spacy.blank': { upstream: `${spacy}/top-level#spacy.blank`, returns: 'spacy.Language' },
    'spacy.load': {
      upstream: `${spacy}/top-level#spacy.load`,
      loadsWeights: true,
      returns: 'spacy.Language',
    },
    ...methods('spacy.Language', ['initialize', 'begin_training'], {
      upstream: `${spacy}/language#initialize`,
      draws: { from: 'numpy.global', implicit: 'initial weights' },
    }),
    'spacy.Language#update': { upstream: `${spacy}/language#update`, trains: 'step' },
    'sentence_transformers.SentenceTransformer': {
      upstream: `${sentence}/sentence_transformer/SentenceTransformer.html`,
      loadsWeights: true,
      returns: 'sentence_transformers.SentenceTransformer',
    },
    'sentence_transformers.SentenceTransformer#fit': {
      upstream: `${sentence}/sentence_transformer/SentenceTransformer.html`,
      trains: 'model',
    },
    /** A head of its own for as many labels as it is asked for, where the model has none. */
    'sentence_transformers.models.Dense': {
      upstream: `${sentence}/sentence_transformer/models.html`,
      draws: { from: 'torch.cpu', implicit: 'initial weights' },
    },
  },
}
