import { each, names } from './entries.ts'
import type { Library } from '../schema.ts'

const seeding = 'https://networkx.org/documentation/networkx-3.6/reference/randomness.html'

/** Run on 3.6.1: equal after `random.seed`, whatever NumPy's state. */
const graphs = names(`
  barabasi_albert_graph binomial_graph configuration_model connected_watts_strogatz_graph dense_gnm_random_graph
  dual_barabasi_albert_graph erdos_renyi_graph expected_degree_graph fast_gnp_random_graph
  gaussian_random_partition_graph gn_graph gnm_random_graph gnp_random_graph newman_watts_strogatz_graph
  planted_partition_graph powerlaw_cluster_graph random_geometric_graph random_labeled_tree random_lobster
  random_partition_graph random_regular_graph relaxed_caveman_graph scale_free_graph stochastic_block_model
  watts_strogatz_graph waxman_graph
`)

/** NetworkX: graphs that are drawn from Python's `random` where they are given no seed. */
export const networkx: Library = {
  name: 'NetworkX',
  language: 'python',
  // Graphs alone make no training.
  ml: false,
  modules: { networkx: { path: 'networkx' } },
  types: { 'networkx.Graph': {} },
  api: {
    ...each('networkx', graphs, {
      upstream: seeding,
      draws: { from: 'python.random', orders: true, generator: { name: 'seed' } },
      returns: 'networkx.Graph',
    }),
    ...each('networkx', ['double_edge_swap', 'community.asyn_lpa_communities'], {
      upstream: seeding,
      draws: { from: 'python.random', orders: true, generator: { name: 'seed' } },
    }),
    // These take NumPy's generator (run).
    'networkx.generate_random_paths': {
      upstream: seeding,
      draws: { from: 'numpy.global', orders: true, generator: { name: 'seed' } },
    },
  },
}
