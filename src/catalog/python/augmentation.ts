import { each, names } from './entries.ts'
import type { Creation, Library } from '../schema.ts'

const issue = 'https://github.com/albumentations-team/albumentations/issues/2332'
const albumentations = 'albumentations-team/albumentations albumentations'
const imgaug = 'aleju/imgaug imgaug/random.py:902'
const opencv = 'https://docs.opencv.org/4.x/d2/de8/group__core__array.html'

/** Each call draws by how much. */
const drawing = names(`
  AdditiveNoise AdvancedBlur Affine AtLeastOneBBoxRandomCrop BBoxSafeRandomCrop Blur CLAHE ChannelDropout
  ChannelShuffle ChromaticAberration CoarseDropout CoarseDropout3D ColorJitter ConstrainedCoarseDropout CropAndPad
  CropNonEmptyMaskIfExists CubicSymmetry D4 Defocus Downscale ElasticTransform Emboss Erasing FancyPCA
  FrequencyMasking GaussNoise GaussianBlur GlassBlur GridDistortion GridDropout GridElasticDeform
  HueSaturationValue ISONoise Illumination ImageCompression MaskDropout MedianBlur MotionBlur MultiplicativeNoise
  OneOf OneOrOther OpticalDistortion Perspective PiecewiseAffine PixelDropout PlanckianJitter
  PlasmaBrightnessContrast PlasmaShadow Posterize RGBShift RandomBrightnessContrast RandomCrop RandomCrop3D
  RandomCropFromBorders RandomCropNearBBox RandomFog RandomGamma RandomGravel RandomGridShuffle RandomOrder
  RandomRain RandomResizedCrop RandomRotate90 RandomScale RandomShadow RandomSizedBBoxSafeCrop RandomSizedCrop
  RandomSnow RandomSunFlare RandomToneCurve RingingOvershoot Rotate SafeRotate SaltAndPepper Sharpen
  ShiftScaleRotate ShotNoise Solarize SomeOf Spatter SquareSymmetry Superpixels ThinPlateSpline TimeMasking
  UnsharpMask XYMasking ZoomBlur
`)
/** They draw whether they do anything: not with `p=1`. */
const tossing = names(
  'AutoContrast Equalize HorizontalFlip InvertImg Morphological TimeReverse ToGray ToSepia Transpose VerticalFlip',
)

const random: Creation = { type: 'albumentations.Random', unseeded: 'entropy', describes: true }
const fixed: Creation = { type: 'albumentations.Fixed', unseeded: 'constant', describes: true }

/** Image augmentation with generators of its own: seeding Python and NumPy does not reach them. */
export const augmentation: Library = {
  name: 'albumentations',
  language: 'python',
  ml: true,
  modules: {
    albumentations: { path: 'albumentations' },
    imgaug: { path: 'imgaug' },
    cv2: { path: 'cv2' },
    skimage: { path: 'skimage' },
  },
  distributions: {
    'scikit-image': 'skimage',
    'opencv-python': 'cv2',
    'opencv-python-headless': 'cv2',
    'opencv-contrib-python': 'cv2',
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
  types: { 'albumentations.Compose': {}, 'albumentations.Random': {}, 'albumentations.Fixed': {} },
  since: { albumentations: '1.4.21' },
  /** Gone before the present generation: https://github.com/albumentations-team/albumentations/releases */
  formerly: names(`
    Cutout IAAAdditiveGaussianNoise IAAAffine IAACropAndPad IAAEmboss IAAFliplr IAAFlipud IAAPerspective
    IAAPiecewiseAffine IAASharpen IAASuperpixels JpegCompression RandomBrightness RandomContrast
  `),
  api: {
    ...each('albumentations', drawing, () => ({
      upstream: `${albumentations}/core/transforms_interface.py`,
      creates: random,
    })),
    ...each('albumentations', tossing, () => ({
      upstream: `${albumentations}/core/transforms_interface.py`,
      creates: { ...random, variants: [{ when: [{ name: 'p', is: [1] }], creates: fixed }] },
    })),
    /** From 1.4.21; before that transforms drew from Python's `random`. A pipeline without random transforms draws nothing. */
    'albumentations.Compose': {
      upstream: issue,
      creates: {
        ...fixed,
        variants: [
          {
            when: [{ at: 0, name: 'transforms', of: 'albumentations.Random' }],
            creates: {
              type: 'albumentations.Compose',
              seed: { name: 'seed', constant: 'advances', since: '1.4.21', write: { as: 'number', from: 0 } },
              unseeded: 'entropy',
              /** core/composition.py:579 */
              followsWorkers: true,
            },
          },
        ],
      },
    },
    'albumentations.Compose#()': {
      upstream: issue,
      draws: { from: 'receiver', implicit: 'augmentations' },
    },
    'albumentations.Compose#set_random_seed': {
      upstream: `${albumentations}/core/composition.py:189`,
      seeds: { sources: 'receiver', seed: { at: 0, name: 'seed' }, unseeded: 'entropy' },
    },
    /** `rng=` since 0.21, `seed=` before; by its documentation, not run. Salt and pepper draw too, a local variance as well. */
    'skimage.util.random_noise': {
      upstream: 'https://scikit-image.org/docs/stable/api/skimage.util.html#skimage.util.random_noise',
      draws: {
        from: 'entropy',
        orders: true,
        generator: { name: 'rng' },
        remedy: '`rng=seed`',
        when: [{ name: 'seed', given: false }],
      },
      returns: 'argument',
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
