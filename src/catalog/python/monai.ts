import { each, names } from './entries.ts'
import { everyDevice, loaderTaking } from './torch.ts'
import type { Api, Library } from '../schema.ts'

const determinism = 'Project-MONAI/MONAI monai/utils/misc.py:335@1.5.0'
const loaders = 'Project-MONAI/MONAI monai/data/dataloader.py:30@1.5.0'
const threads = 'Project-MONAI/MONAI monai/data/thread_buffer.py:112@1.5.0'
const samplers = 'Project-MONAI/MONAI monai/data/samplers.py:25@1.5.0'
const data = 'https://docs.monai.io/en/1.5.0/data.html'
const nets = 'https://docs.monai.io/en/1.5.0/networks.html#nets'
const engines = 'https://docs.monai.io/en/1.5.0/engines.html'

const datasets = names(`
  ArrayDataset CSVDataset CacheDataset CacheNTransDataset Dataset GDSDataset ImageDataset LMDBDataset
  NPZDictItemDataset PersistentDataset SmartCacheDataset ZipDataset
`)
/** Those that load weights unless they are told not to are left out. */
const networks = names(`
  AHNet AttentionUnet AutoEncoder AutoencoderKL BasicUNet BasicUNetPlusPlus BasicUnet BasicUnetPlusPlus Classifier
  ControlNet Critic DAF3D DecoderOnlyTransformer DenseNet DenseNet121 DenseNet169 DenseNet201 DenseNet264
  DiffusionModelUNet Discriminator DynUNet DynUnet FlexibleUNet FullyConnectedNet Generator GlobalNet HighResNet
  HoVerNet LocalNet MaskedAutoEncoderViT MedNeXt MedNeXtB MedNeXtL MedNeXtM MedNeXtS MultiScalePatchDiscriminator
  PatchDiscriminator RegUNet Regressor ResNet SEResNet50 SEResNet101 SEResNet152 SEResNext50 SEResNext101 SENet154
  SPADEAutoencoderKL SPADEDiffusionModelUNet SPADENet SegResNet SegResNetDS SegResNetDS2 SegResNetVAE SwinUNETR
  UNETR UNet Unet VNet VQVAE VarAutoEncoder VarFullyConnectedNet ViT ViTAutoEnc VoxelMorph VoxelMorphUNet
  resnet10 resnet18 resnet34 resnet50 resnet101 resnet152 resnet200
`)

/** PyTorch's loader with a function of its own that seeds the transforms in each worker. */
const loader: Omit<Api, 'upstream'> = {
  ...loaderTaking({ name: 'shuffle' }, { at: 1, name: 'num_workers' }),
}

/** MONAI, on PyTorch; read in 1.5.0. Its random transforms have generators of their own, which are not followed. */
export const monai: Library = {
  name: 'MONAI',
  language: 'python',
  ml: true,
  modules: { monai: { path: 'monai', loads: 'torch' } },
  aliases: {
    'monai.utils.misc.set_determinism': 'monai.utils.set_determinism',
    'monai.data.dataloader': 'monai.data',
    'monai.data.thread_buffer': 'monai.data',
    'monai.data.dataset': 'monai.data',
  },
  types: { 'monai.engines.Trainer': {} },
  api: {
    'monai.utils.set_determinism': {
      upstream: determinism,
      seeds: {
        sources: ['python.random', 'numpy.global', ...everyDevice],
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0, to: 4294967294 } },
        unseeded: 'constant',
      },
      sets: [
        { setting: 'torch.backends.cudnn.deterministic', value: { constant: true } },
        { setting: 'torch.backends.cudnn.benchmark', value: { constant: false } },
        {
          setting: 'torch.use_deterministic_algorithms',
          value: { at: 1, name: 'use_deterministic_algorithms' },
        },
      ],
    },
    ...each('monai.networks.nets', networks, () => ({
      upstream: nets,
      draws: {
        from: 'torch.cpu',
        implicit: 'initial weights',
        when: [{ name: 'pretrained', isNot: [true], default: false }],
      },
      returns: 'torch.nn.Module',
    })),
    'monai.data.DataLoader': { upstream: loaders, ...loader },
    'monai.data.ThreadDataLoader': { upstream: threads, ...loader },
    ...each('monai.data', datasets, () => ({ upstream: data, returns: 'torch.utils.data.Dataset' })),
    'monai.data.DistributedSampler': {
      upstream: samplers,
      creates: {
        type: 'torch.utils.data.DistributedSampler',
        seed: { name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } },
        unseeded: 'constant',
        describes: true,
      },
      epochMethod: 'set_epoch',
      epochMethodWhen: [{ at: 4, name: 'shuffle', isNot: [false], default: true }],
    },
    ...each('monai.handlers', ['CheckpointLoader'], () => ({
      upstream: 'https://docs.monai.io/en/1.5.0/handlers.html#model-checkpoint-loader',
      loadsWeights: true,
    })),
    ...each('monai.engines', ['GanTrainer', 'SupervisedTrainer'], () => ({
      upstream: engines,
      returns: 'monai.engines.Trainer',
    })),
    'monai.engines.Trainer#run': { upstream: engines, trains: 'model' },
  },
}
