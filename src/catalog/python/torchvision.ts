import { each, names } from './entries.ts'
import type { Api, Library } from '../schema.ts'

const docs = 'https://docs.pytorch.org/vision/0.28'
const audio = 'https://docs.pytorch.org/audio/stable/transforms.html'
const timm = 'https://huggingface.co/docs/timm/reference/models'

const models = names(`
  alexnet convnext_tiny convnext_small convnext_base convnext_large densenet121 densenet161 densenet169 densenet201
  efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6
  efficientnet_b7 efficientnet_v2_s efficientnet_v2_m efficientnet_v2_l googlenet inception_v3 maxvit_t mnasnet0_5
  mnasnet0_75 mnasnet1_0 mnasnet1_3 mobilenet_v2 mobilenet_v3_large mobilenet_v3_small regnet_y_400mf
  regnet_y_800mf regnet_y_1_6gf regnet_y_3_2gf regnet_y_8gf regnet_y_16gf regnet_y_32gf regnet_y_128gf
  regnet_x_400mf regnet_x_800mf regnet_x_1_6gf regnet_x_3_2gf regnet_x_8gf regnet_x_16gf regnet_x_32gf resnet18
  resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d resnext101_64x4d wide_resnet50_2
  wide_resnet101_2 shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0 squeezenet1_0
  squeezenet1_1 swin_t swin_s swin_b swin_v2_t swin_v2_s swin_v2_b vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn
  vgg19 vgg19_bn vit_b_16 vit_b_32 vit_l_16 vit_l_32 vit_h_14
`)
const detection = names(`
  fasterrcnn_resnet50_fpn fasterrcnn_resnet50_fpn_v2 fasterrcnn_mobilenet_v3_large_320_fpn
  fasterrcnn_mobilenet_v3_large_fpn fcos_resnet50_fpn keypointrcnn_resnet50_fpn maskrcnn_resnet50_fpn
  maskrcnn_resnet50_fpn_v2 retinanet_resnet50_fpn retinanet_resnet50_fpn_v2 ssd300_vgg16
  ssdlite320_mobilenet_v3_large
`)
const segmentation = names(
  'deeplabv3_resnet50 deeplabv3_resnet101 deeplabv3_mobilenet_v3_large fcn_resnet50 fcn_resnet101 lraspp_mobilenet_v3_large',
)
const video = names('mvit_v1_b mvit_v2_s r3d_18 mc3_18 r2plus1d_18 s3d swin3d_t swin3d_s swin3d_b')

const randomTransforms = names(`
  RandomApply RandomCrop RandomHorizontalFlip RandomVerticalFlip RandomPerspective RandomResizedCrop ColorJitter
  RandomRotation RandomAffine RandomGrayscale RandomErasing GaussianBlur RandomInvert RandomPosterize
  RandomSolarize RandomAdjustSharpness RandomAutocontrast RandomEqualize ElasticTransform AutoAugment RandAugment
  TrivialAugmentWide AugMix
`)
const laterTransforms = names(`
  CutMix MixUp RandomChannelPermutation RandomPhotometricDistort RandomIoUCrop RandomResize RandomShortestSize
  RandomZoomOut ScaleJitter RandomChoice RandomOrder
`)
const calmTransforms = names(`
  Compose ToTensor PILToTensor ConvertImageDtype ToPILImage Normalize Resize CenterCrop Pad Lambda FiveCrop TenCrop
  LinearTransformation Grayscale
`)
const datasets = names(`
  ImageFolder DatasetFolder FakeData CocoCaptions CocoDetection CIFAR10 CIFAR100 EMNIST FashionMNIST QMNIST MNIST
  KMNIST MovingMNIST StanfordCars STL10 SUN397 SVHN Omniglot Flickr8k Flickr30k Flowers102 VOCSegmentation
  VOCDetection Cityscapes ImageNet Caltech101 Caltech256 CelebA USPS Kinetics HMDB51 UCF101 Places365 Food101 DTD
  FER2013 GTSRB OxfordIIITPet PCAM FGVCAircraft EuroSAT Imagenette
`)

/** A model that loads weights overwrites what it drew. `pretrained` is the name before 0.13. */
const model: Api = {
  upstream: `${docs}/models.html`,
  draws: {
    from: 'torch.cpu',
    implicit: 'initial weights',
    when: [
      { name: 'weights', is: [null], default: null },
      { at: 0, name: 'pretrained', isNot: [true], default: false },
    ],
  },
  returns: 'torch.nn.Module',
}

/** torchvision, torchaudio and timm: models and transforms on PyTorch's generators. Read in 0.28 and 1.0.29. */
export const torchvision: Library = {
  name: 'torchvision',
  language: 'python',
  ml: true,
  modules: {
    torchvision: { path: 'torchvision', loads: 'torch' },
    torchaudio: { path: 'torchaudio', loads: 'torch' },
    timm: { path: 'timm', loads: 'torch' },
  },
  aliases: {
    'timm.models.create_model': 'timm.create_model',
    'timm.models.helpers.load_checkpoint': 'timm.models.load_checkpoint',
    'timm.utils.random.random_seed': 'timm.utils.random_seed',
  },
  types: {
    'torchvision.transforms.Transform': {},
    'torchvision.transforms.RandomTransform': { extends: 'torchvision.transforms.Transform' },
    'torchvision.transforms.PythonRandomTransform': { extends: 'torchvision.transforms.Transform' },
  },
  fetches: [
    {
      paths: /^torchvision\.models\.(?:\w+\.)*\w+$/u,
      upstream: 'https://docs.pytorch.org/vision/stable/models.html#initializing-pre-trained-models',
      from: { name: 'weights' },
      by: 'version',
      names: ['DEFAULT'],
      pinned: [],
      remedy: "Name the weights: `weights='IMAGENET1K_V2'`.",
    },
  ],
  api: {
    ...each('torchvision.models', models, model),
    ...each('torchvision.models.detection', detection, model),
    ...each('torchvision.models.segmentation', segmentation, model),
    ...each('torchvision.models.video', video, model),
    ...each('torchvision.transforms', randomTransforms, {
      upstream: `${docs}/transforms.html`,
      returns: 'torchvision.transforms.RandomTransform',
    }),
    ...each('torchvision.transforms.v2', [...randomTransforms, ...laterTransforms, 'GaussianNoise'], {
      upstream: `${docs}/transforms.html`,
      returns: 'torchvision.transforms.RandomTransform',
    }),
    /** These two take Python's generator in the first version of the transforms. */
    ...each('torchvision.transforms', ['RandomChoice', 'RandomOrder'], {
      upstream: 'torchvision/transforms/transforms.py@0.28.0',
      returns: 'torchvision.transforms.PythonRandomTransform',
    }),
    ...each('torchvision.transforms', calmTransforms, {
      upstream: `${docs}/transforms.html`,
      returns: 'torchvision.transforms.Transform',
    }),
    ...each('torchvision.transforms.v2', calmTransforms, {
      upstream: `${docs}/transforms.html`,
      returns: 'torchvision.transforms.Transform',
    }),
    'torchvision.transforms.RandomTransform#()': {
      upstream: `${docs}/transforms.html`,
      draws: { from: 'torch.cpu', implicit: 'augmentations' },
    },
    'torchvision.transforms.PythonRandomTransform#()': {
      upstream: 'torchvision/transforms/transforms.py@0.28.0',
      draws: { from: 'python.random', implicit: 'augmentations' },
    },
    ...each('torchvision.datasets', datasets, {
      upstream: `${docs}/datasets.html`,
      returns: 'torch.utils.data.Dataset',
    }),
    ...each('torchaudio.transforms', ['TimeMasking', 'FrequencyMasking'], {
      upstream: audio,
      returns: 'torchvision.transforms.RandomTransform',
    }),
    'timm.create_model': {
      upstream: timm,
      loadsWeights: [
        { at: 1, name: 'pretrained', isNot: [false], default: false },
        { at: 4, name: 'checkpoint_path', isNot: [null, ''], default: null },
      ],
      draws: {
        from: 'torch.cpu',
        implicit: 'initial weights',
        when: [{ at: 1, name: 'pretrained', isNot: [true], default: false }],
      },
      returns: 'torch.nn.Module',
    },
    'timm.models.load_checkpoint': {
      upstream: 'timm/models/_helpers.py:136@1.0.29',
      loadsWeights: true,
    },
    'timm.utils.random_seed': {
      upstream: 'timm/utils/random.py:6@1.0.29',
      seeds: {
        sources: ['python.random', 'numpy.global', 'torch.cpu', 'torch.cuda'],
        seed: {
          at: 0,
          name: 'seed',
          constant: 'advances',
          write: { as: 'number', from: 0, to: 4294967295 },
        },
        unseeded: 'constant',
      },
    },
  },
}
