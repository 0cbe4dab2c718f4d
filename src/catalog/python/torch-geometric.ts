import { each, names } from './entries.ts'
import { everyDevice, loaderTaking } from './torch.ts'
import type { Api, Library } from '../schema.ts'

const docs = 'https://pytorch-geometric.readthedocs.io/en/2.7.0'
const seeding = `${docs}/modules/root.html#torch_geometric.seed_everything`
const loaders = `${docs}/modules/loader.html`
const layers = `${docs}/modules/nn.html`
const datasets = `${docs}/modules/datasets.html`
const dataset = `${docs}/generated/torch_geometric.data.Dataset.html`
const transforms = `${docs}/modules/transforms.html`

/** They make their weights, or reset those of the network they are given. */
const weighted = names(`
  ARMAConv ChebConv ClusterGCNConv EGConv FAConv FeaStConv FiLMConv GATConv GATv2Conv GCN2Conv GCNConv GENConv
  GINConv GINEConv GMMConv GatedGraphConv GeneralConv GraphConv HANConv HGTConv HypergraphConv LEConv MFConv NNConv
  PNAConv RGATConv RGCNConv ResGatedGraphConv SAGEConv SGConv SSGConv SplineConv SuperGATConv TAGConv
  TransformerConv GAT GCN GIN GraphSAGE PNA EdgeCNN MLP Linear
`)

/** PyTorch's loader; the samplers of neighbours draw in native code as well, which is not followed. */
function loader(shuffle: Parameters<typeof loaderTaking>[0]): Api {
  return { upstream: loaders, ...loaderTaking(shuffle, { name: 'num_workers' }) }
}

/** PyTorch Geometric; read in 2.7. */
export const torchGeometric: Library = {
  name: 'PyTorch Geometric',
  language: 'python',
  ml: true,
  modules: { torch_geometric: { path: 'torch_geometric', loads: 'torch' } },
  aliases: {
    'torch_geometric.seed.seed_everything': 'torch_geometric.seed_everything',
    'torch_geometric.nn.conv': 'torch_geometric.nn',
    'torch_geometric.nn.models': 'torch_geometric.nn',
    'torch_geometric.nn.dense.Linear': 'torch_geometric.nn.Linear',
    'torch_geometric.data.InMemoryDataset': 'torch_geometric.data.Dataset',
  },
  types: {
    'torch_geometric.data.Dataset': { extends: 'torch.utils.data.Dataset' },
    'torch_geometric.transforms.Split': {},
  },
  families: [
    {
      paths: /^torch_geometric\.datasets\.[A-Z]\w*$/u,
      api: { upstream: datasets, returns: 'torch_geometric.data.Dataset' },
    },
  ],
  api: {
    'torch_geometric.seed_everything': {
      upstream: seeding,
      seeds: {
        sources: ['python.random', 'numpy.global', ...everyDevice],
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0, to: 4294967295 } },
      },
    },
    ...each('torch_geometric.nn', weighted, () => ({
      upstream: layers,
      draws: { from: 'torch.cpu', implicit: 'initial weights' },
      returns: 'torch.nn.Module',
    })),
    'torch_geometric.loader.DataLoader': loader({ at: 2, name: 'shuffle' }),
    ...each(
      'torch_geometric.loader',
      names('NeighborLoader LinkNeighborLoader HGTLoader ClusterLoader'),
      () => loader({ name: 'shuffle' }),
    ),
    'torch_geometric.data.Dataset': { upstream: dataset, returns: 'torch_geometric.data.Dataset' },
    'torch_geometric.data.Dataset#shuffle': {
      upstream: dataset,
      draws: { from: 'torch.cpu', orders: true },
      returns: 'receiver',
    },
    ...each('torch_geometric.transforms', ['RandomLinkSplit', 'RandomNodeSplit'], () => ({
      upstream: transforms,
      returns: 'torch_geometric.transforms.Split',
    })),
    'torch_geometric.transforms.Split#()': {
      upstream: transforms,
      draws: { from: 'torch.cpu', implicit: 'the split of the data', orders: true },
    },
  },
}
