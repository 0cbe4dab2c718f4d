import type { Library } from '../schema.ts'

const albumentations = 'https://github.com/albumentations-team/albumentations/issues/2332'
const imgaug = 'aleju/imgaug imgaug/random.py:902'
const opencv = 'https://docs.opencv.org/4.x/d2/de8/group__core__array.html'

/** Image augmentation with generators of its own: seeding Python and NumPy does not reach them. */
export const augmentation: Library = {
  name: 'albumentations',
  language: 'python',
  ml: true,
  modules: {
    albumentations: { path: 'albumentations' },
    imgaug: { path: 'imgaug' },
    cv2: { path: 'cv2' },
  },
  sources: {
    'imgaug.global': {
      title: "imgaug's global generator",
      remedy: '`imgaug.seed(seed)`',
      judged: 'always',
      upstream: imgaug,
    },
    'cv2.rng': {
      title: "OpenCV's generator",
      remedy: '`cv2.setRNGSeed(seed)`',
      judged: 'where it reaches training',
      upstream: opencv,
    },
  },
  types: { 'albumentations.Compose': {} },
  api: {
    /** From 1.4.21; before that transforms drew from Python's `random`. A pipeline without random transforms draws nothing. */
    'albumentations.Compose': {
      upstream: albumentations,
      creates: {
        type: 'albumentations.Compose',
        seed: { name: 'seed', constant: 'advances', since: '1.4.21', write: { as: 'number', from: 0 } },
        unseeded: 'entropy',
        describes: true,
      },
    },
    'albumentations.Compose#()': {
      upstream: albumentations,
      draws: { from: 'receiver', implicit: 'augmentations' },
    },
    'albumentations.Compose#set_random_seed': {
      upstream: 'albumentations-team/albumentations albumentations/core/composition.py:189',
      seeds: { sources: 'receiver', seed: { at: 0, name: 'seed' }, unseeded: 'entropy' },
    },
    'imgaug.seed': {
      upstream: imgaug,
      seeds: { sources: ['imgaug.global'], seed: { at: 0, name: 'entropy', constant: 'advances' } },
    },
    'imgaug.random.seed': {
      upstream: imgaug,
      seeds: { sources: ['imgaug.global'], seed: { at: 0, name: 'entropy', constant: 'advances' } },
    },
    'cv2.setRNGSeed': {
      upstream: opencv,
      seeds: { sources: ['cv2.rng'], seed: { at: 0, name: 'seed', constant: 'advances' } },
    },
  },
}
