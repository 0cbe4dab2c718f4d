import type { Library } from '../schema.ts'

const hub = 'https://huggingface.co/docs/huggingface_hub/package_reference/file_download'
const COMMIT = 'Pass `revision=` the commit that you have worked with.'

/** What downloads files of models and data sets, and nothing else. */
export const hubs: Library = {
  name: 'Hugging Face Hub and Pooch',
  language: 'python',
  ml: false,
  modules: {
    huggingface_hub: { path: 'huggingface_hub' },
    pooch: { path: 'pooch' },
  },
  distributions: { 'huggingface-hub': 'huggingface_hub' },
  fetches: [
    {
      paths: /^huggingface_hub\.(?:hf_hub_download|snapshot_download)$/u,
      upstream: `${hub}#huggingface_hub.hf_hub_download.revision`,
      from: { at: 0, name: 'repo_id' },
      by: 'model',
      pinned: [{ name: 'revision' }],
      remedy: COMMIT,
    },
    {
      paths: /^pooch\.retrieve$/u,
      upstream: 'https://www.fatiando.org/pooch/latest/api/generated/pooch.retrieve.html',
      from: { at: 0, name: 'url' },
      by: 'address',
      pinned: [{ at: 1, name: 'known_hash' }],
      remedy: 'Pass `known_hash=`, so that another file is an error.',
    },
  ],
  api: {},
}
