/** `np.random.get_state()[1][0]`: a seed that is none in a data loader's worker. */
import type { Model } from '../../../interpreter/models/model.ts'

declare module '../../schema.ts' {
  interface Api {
    /** In a data loader's worker its value is always the same, though it looks like a seed; why, as a whole sentence. */
    readonly constantInWorkers?: string
  }
}

export const constantInWorkers: Model<'constantInWorkers'> = {
  fact: 'constantInWorkers',
  after({ labels }, why) {
    labels.push({ kind: 'saved-state', why })
  },
}
