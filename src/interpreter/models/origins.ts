/** Where a value comes from: an option of the run, a worker, a rank. */
import { optionLabels } from '../values/value.ts'
import type { Model } from './model.ts'

export const configured: Model<'configured'> = {
  fact: 'configured',
  after({ request, labels }, form) {
    labels.push(...optionLabels(request.text, form))
  },
}

export const identifies: Model<'identifies'> = {
  fact: 'identifies',
  after({ labels }, what) {
    if (what === 'worker and epoch') labels.push({ kind: 'worker' }, { kind: 'epoch' })
    else labels.push({ kind: what })
  },
}
