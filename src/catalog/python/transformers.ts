import { each, methods, names } from './entries.ts'
import type { Api, Library, Seeding } from '../schema.ts'

const docs = 'https://huggingface.co/docs'
const utilities = `${docs}/transformers/v5.18.0/en/internal/trainer_utils`
const trainer = `${docs}/transformers/v5.18.0/en/main_classes/trainer`
const model = `${docs}/transformers/v5.18.0/en/main_classes/model`
const auto = `${docs}/transformers/v5.18.0/en/model_doc/auto`
const accelerate = `${docs}/accelerate/v1.15.0/en/package_reference`
const datasets = `${docs}/datasets/v5.0.1/en/package_reference`

const sources = ['python.random', 'numpy.global', 'torch.cpu', 'torch.cuda', 'torch.mps', 'torch.xpu']
const seeding: Seeding = {
  sources,
  seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0, to: 4294967295 } },
}

const heads = names(`
  AlbertForSequenceClassification AlbertForTokenClassification AlbertForQuestionAnswering
  BartForSequenceClassification BeitForImageClassification BertForSequenceClassification
  BertForTokenClassification BertForQuestionAnswering BertForMultipleChoice CamembertForSequenceClassification
  CamembertForTokenClassification ConvNextForImageClassification ConvNextV2ForImageClassification
  DebertaForSequenceClassification DebertaForTokenClassification DebertaV2ForSequenceClassification
  DebertaV2ForTokenClassification DebertaV2ForQuestionAnswering DeiTForImageClassification
  DistilBertForSequenceClassification DistilBertForTokenClassification DistilBertForQuestionAnswering
  DistilBertForMultipleChoice ElectraForSequenceClassification ElectraForTokenClassification
  ElectraForQuestionAnswering GPT2ForSequenceClassification GPT2ForTokenClassification
  HubertForSequenceClassification LayoutLMForTokenClassification LayoutLMv3ForTokenClassification
  LlamaForSequenceClassification LongformerForSequenceClassification MPNetForSequenceClassification
  MistralForSequenceClassification MobileNetV2ForImageClassification ModernBertForSequenceClassification
  ModernBertForTokenClassification Qwen2ForSequenceClassification ResNetForImageClassification
  RobertaForSequenceClassification RobertaForTokenClassification RobertaForQuestionAnswering
  RobertaForMultipleChoice SegformerForSemanticSegmentation SwinForImageClassification
  T5ForSequenceClassification ViTForImageClassification VideoMAEForVideoClassification
  Wav2Vec2ForSequenceClassification XLMRobertaForSequenceClassification XLMRobertaForTokenClassification
  XLMRobertaForQuestionAnswering XLNetForSequenceClassification
`)
const autoHeads = names(`
  AutoModelForAudioClassification AutoModelForImageClassification AutoModelForMultipleChoice
  AutoModelForQuestionAnswering AutoModelForSemanticSegmentation AutoModelForSequenceClassification
  AutoModelForTokenClassification AutoModelForVideoClassification
`)
const bodies = names(`
  AlbertModel BartForConditionalGeneration BertModel BertForMaskedLM BertLMHeadModel BertForPreTraining
  DebertaV2Model DistilBertModel DistilBertForMaskedLM ElectraModel GPT2Model GPT2LMHeadModel LlamaForCausalLM
  LlamaModel MistralForCausalLM MistralModel Qwen2ForCausalLM RobertaModel RobertaForMaskedLM RobertaForCausalLM
  T5ForConditionalGeneration T5Model ViTModel Wav2Vec2Model XLMRobertaModel
`)
const autoBodies = names(
  'AutoModel AutoModelForCausalLM AutoModelForMaskedLM AutoModelForSeq2SeqLM AutoModelForPreTraining',
)

const initial = { draws: { from: 'torch.cpu', implicit: 'initial weights' }, returns: 'torch.nn.Module' }
/** A checkpoint of the bare model has no head, so the head is drawn. */
const newHead: Api = {
  upstream: `${model}#transformers.PreTrainedModel.from_pretrained`,
  draws: { from: 'torch.cpu', implicit: "a new head's weights" },
  loadsWeights: true,
  returns: 'torch.nn.Module',
}
const loaded: Api = {
  upstream: `${model}#transformers.PreTrainedModel.from_pretrained`,
  loadsWeights: true,
  returns: 'torch.nn.Module',
}

/** Transformers, Accelerate, Datasets, TRL, Diffusers: one house, one way of seeding. Run on 5.18.0, 1.15.0 and 5.0.1. */
export const transformers: Library = {
  name: 'Transformers',
  language: 'python',
  ml: true,
  modules: {
    transformers: { path: 'transformers', loads: 'torch' },
    peft: { path: 'peft', loads: 'torch' },
    accelerate: { path: 'accelerate', loads: 'torch' },
    safetensors: { path: 'safetensors' },
    datasets: { path: 'datasets' },
    trl: { path: 'trl', loads: 'torch' },
    diffusers: { path: 'diffusers', loads: 'torch' },
  },
  fetches: [
    {
      paths: /^(?:transformers|diffusers)\.(?:\w+\.)*\w+\.from_pretrained$/u,
      upstream: `${docs}/transformers/main_classes/model#transformers.PreTrainedModel.from_pretrained.revision`,
      from: { at: 0, name: 'pretrained_model_name_or_path' },
      by: 'model',
      pinned: [{ name: 'revision' }],
      remedy: 'Pass `revision=` the commit that you have worked with.',
    },
    {
      paths: /^transformers\.pipeline$/u,
      upstream: `${docs}/transformers/main_classes/pipelines#transformers.pipeline.revision`,
      from: { at: 1, name: 'model' },
      by: 'model',
      pinned: [{ name: 'revision' }],
      remedy: 'Pass `revision=` the commit that you have worked with.',
    },
    {
      paths: /^datasets\.load_dataset(?:_builder)?$/u,
      upstream: `${docs}/datasets/package_reference/loading_methods#datasets.load_dataset.revision`,
      from: { at: 0, name: 'path' },
      by: 'data set',
      names:
        'arrow audiofolder csv generator imagefolder json pandas parquet sql text videofolder webdataset xml'.split(
          ' ',
        ),
      pinned: [{ name: 'revision' }],
      remedy: 'Pass `revision=` the commit that you have worked with.',
    },
  ],
  /** Hundreds of models are named alike; whether a new head is drawn is known only of those that are listed. */
  families: [
    {
      paths: /^transformers\.(?:\w*(?:Model|Pipeline)|(?:(?!For[A-Z])\w)*For[A-Z]\w*)\.from_pretrained$/u,
      api: loaded,
    },
    /** They derive from `transformers.Trainer`, and theirs from `transformers.TrainingArguments`. */
    {
      paths: /^trl\.(?:\w+\.)*[A-Z]\w*Trainer$/u,
      api: {
        upstream: 'huggingface/trl trl/trainer/base_trainer.py:67',
        seeds: { sources, unseeded: 'constant' },
        returns: 'transformers.Trainer',
      },
    },
    {
      paths: /^trl\.(?:\w+\.)*[A-Z]\w*Config$/u,
      api: {
        upstream: 'huggingface/trl trl/trainer/base_config.py:21',
        sets: [{ setting: 'torch.use_deterministic_algorithms', value: { name: 'full_determinism' } }],
        returns: 'transformers.TrainingArguments',
      },
    },
    {
      paths:
        /^diffusers\.(?:\w+\.)?(?:(?!Pipeline|Model|DiT|UNet|VAE|AutoencoderKL|Transformer)\w)*(?:Pipeline|Model|DiT|UNet|VAE|AutoencoderKL|Transformer)\w*\.from_(?:pretrained|single_file)$/u,
      api: {
        upstream: `${docs}/diffusers/api/pipelines/overview#diffusers.DiffusionPipeline.from_pretrained`,
        loadsWeights: true,
      },
    },
  ],
  aliases: {
    'transformers.trainer_utils.set_seed': 'transformers.set_seed',
    'transformers.trainer_utils.enable_full_determinism': 'transformers.enable_full_determinism',
    'accelerate.utils.random.set_seed': 'accelerate.utils.set_seed',
  },
  settings: [
    {
      name: 'FLASH_ATTENTION_DETERMINISTIC',
      kind: 'environment',
      deterministic: ['1'],
      read: { when: 'any-time' },
      meaning: 'the gradient of flash attention is computed in a fixed order',
      upstream: utilities,
    },
  ],
  types: {
    'transformers.TrainingArguments': {},
    'transformers.HfArgumentParser': {},
    'transformers.Trainer': {},
    'accelerate.Accelerator': {},
    'datasets.Dataset': {},
    'datasets.IterableDataset': {},
  },
  api: {
    ...each('safetensors.torch', ['load', 'load_file', 'load_model'], (name) => ({
      upstream: `https://huggingface.co/docs/safetensors/api/torch#safetensors.torch.${name}`,
      loadsWeights: true,
    })),
    'safetensors.safe_open': {
      upstream: 'https://huggingface.co/docs/safetensors/index#load-tensors',
      loadsWeights: true,
    },
    'transformers.set_seed': {
      upstream: `${utilities}#transformers.set_seed`,
      seeds: seeding,
      sets: [
        {
          setting: 'torch.use_deterministic_algorithms',
          value: { at: 1, name: 'deterministic' },
          default: false,
        },
      ],
    },
    'transformers.enable_full_determinism': {
      upstream: `${utilities}#transformers.enable_full_determinism`,
      seeds: seeding,
      sets: [
        { setting: 'torch.use_deterministic_algorithms', value: { constant: true } },
        { setting: 'torch.backends.cudnn.benchmark', value: { constant: false } },
        { setting: 'torch.backends.cudnn.deterministic', value: { constant: true } },
        { setting: 'CUBLAS_WORKSPACE_CONFIG', value: { constant: ':16:8' } },
      ],
    },
    'transformers.TrainingArguments': {
      upstream: `${trainer}#transformers.TrainingArguments`,
      sets: [{ setting: 'torch.use_deterministic_algorithms', value: { name: 'full_determinism' } }],
      returns: 'transformers.TrainingArguments',
    },
    'transformers.HfArgumentParser': {
      upstream: `${docs}/transformers/v5.18.0/en/internal/trainer_utils#transformers.HfArgumentParser`,
      returns: 'transformers.HfArgumentParser',
    },
    ...methods(
      'transformers.HfArgumentParser',
      ['parse_args_into_dataclasses', 'parse_json_file', 'parse_yaml_file', 'parse_dict'],
      () => ({
        upstream: `${docs}/transformers/v5.18.0/en/internal/trainer_utils#transformers.HfArgumentParser`,
        configured: true,
      }),
    ),
    /** Its constructor seeds with `args.seed` (42 unless given), after the model was built. */
    'transformers.Trainer': {
      upstream: `${trainer}#transformers.Trainer`,
      seeds: { sources, unseeded: 'constant' },
      calls: [{ at: 6, name: 'model_init', times: 'once' }],
      returns: 'transformers.Trainer',
    },
    'transformers.Seq2SeqTrainer': {
      upstream: `${trainer}#transformers.Seq2SeqTrainer`,
      seeds: { sources, unseeded: 'constant' },
      calls: [{ at: 6, name: 'model_init', times: 'once' }],
      returns: 'transformers.Trainer',
    },
    'transformers.Trainer#train': { upstream: `${trainer}#transformers.Trainer.train`, trains: 'model' },
    ...each('transformers', [...heads, ...bodies], (name) => ({
      upstream: `${docs}/transformers/v5.18.0/en/model_doc/${name.split(/For|Model|LMHead/u)[0]!.toLowerCase()}`,
      ...initial,
    })),
    ...each(
      'transformers',
      heads.map((name) => `${name}.from_pretrained`),
      newHead,
    ),
    ...each(
      'transformers',
      autoHeads.map((name) => `${name}.from_pretrained`),
      newHead,
    ),
    ...each(
      'transformers',
      [...bodies, ...autoBodies].map((name) => `${name}.from_pretrained`),
      loaded,
    ),
    ...each(
      'transformers',
      [...autoHeads, ...autoBodies].map((name) => `${name}.from_config`),
      { upstream: auto, ...initial },
    ),

    /** Run on 0.21: half of an adapter's matrices are drawn from PyTorch's global generator. */
    ...each('peft', ['get_peft_model', 'inject_adapter_in_model'], (name) => ({
      upstream: `${docs}/peft/package_reference/peft_model#peft.${name}`,
      draws: { from: 'torch.cpu', implicit: 'initial weights' },
      returns: 'torch.nn.Module',
    })),
    'peft.PeftModel.from_pretrained': {
      upstream: `${docs}/peft/package_reference/peft_model#peft.PeftModel.from_pretrained`,
      loadsWeights: true,
      returns: 'torch.nn.Module',
    },

    'accelerate.utils.set_seed': {
      upstream: `${accelerate}/utilities#accelerate.utils.set_seed`,
      seeds: seeding,
      sets: [
        {
          setting: 'torch.use_deterministic_algorithms',
          value: { at: 2, name: 'deterministic' },
          default: false,
        },
      ],
    },
    'accelerate.Accelerator': {
      upstream: `${accelerate}/accelerator`,
      returns: 'accelerate.Accelerator',
    },
    'accelerate.Accelerator#prepare': {
      upstream: `${accelerate}/accelerator`,
      returns: 'arguments',
      tellsEpochs: true,
    },
    'accelerate.Accelerator#backward': { upstream: `${accelerate}/accelerator`, trains: 'step' },
    ...methods('accelerate.Accelerator', ['process_index', 'local_process_index'], () => ({
      upstream: `${accelerate}/accelerator`,
      identifies: 'rank' as const,
    })),
    ...methods('accelerate.Accelerator', ['print', 'log'], () => ({
      upstream: `${accelerate}/accelerator`,
      harmless: 'log' as const,
      records: true,
    })),

    // The splits of a data set, by name.
    'datasets.Dataset#[]': { upstream: `${datasets}/main_classes`, returns: 'receiver' },
    'datasets.load_dataset': { upstream: `${datasets}/loading_methods`, returns: 'datasets.Dataset' },
    'datasets.load_from_disk': { upstream: `${datasets}/loading_methods`, returns: 'datasets.Dataset' },
    ...each(
      'datasets.Dataset',
      names('from_dict from_list from_pandas from_generator from_csv from_json'),
      () => ({
        upstream: `${datasets}/main_classes`,
        returns: 'datasets.Dataset',
      }),
    ),
    'datasets.Dataset#shuffle': {
      upstream: `${datasets}/main_classes#datasets.Dataset.shuffle`,
      draws: {
        from: 'numpy.global',
        implicit: 'the order of the data',
        orders: true,
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } },
        generator: { at: 1, name: 'generator' },
      },
      returns: 'receiver',
    },
    'datasets.Dataset#train_test_split': {
      upstream: `${datasets}/main_classes#datasets.Dataset.train_test_split`,
      draws: {
        from: 'numpy.global',
        orders: true,
        seed: { at: 4, name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } },
        generator: { at: 5, name: 'generator' },
        when: [{ at: 2, name: 'shuffle', isNot: [false], default: true }],
      },
      returns: 'datasets.Dataset',
    },
    ...methods(
      'datasets.Dataset',
      names('select sort rename_column remove_columns with_format shard take skip'),
      () => ({
        upstream: `${datasets}/main_classes`,
        returns: 'receiver' as const,
      }),
    ),
    ...methods('datasets.Dataset', ['map', 'filter'], (name) => ({
      upstream: `${datasets}/main_classes#datasets.Dataset.${name}`,
      calls: [{ at: 0, name: 'function', times: 'many' as const }],
      returns: 'receiver' as const,
    })),
    'datasets.Dataset#to_iterable_dataset': {
      upstream: `${datasets}/main_classes#datasets.Dataset.to_iterable_dataset`,
      returns: 'datasets.IterableDataset',
    },
    'datasets.IterableDataset#shuffle': {
      upstream: `${datasets}/main_classes#datasets.IterableDataset.shuffle`,
      draws: {
        from: 'entropy',
        implicit: 'the order of the data',
        orders: true,
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } },
        generator: { at: 1, name: 'generator' },
      },
      returns: 'receiver',
    },
  },
}
