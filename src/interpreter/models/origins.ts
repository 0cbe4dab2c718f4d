/** Where a value comes from: an option of the run, a worker, a rank. */
import { optionLabels } from '../values/value.ts'
import type { Model } from './model.ts'
import { foundAt } from './outside.ts'
import { toldByVariable } from './start-switches.ts'

export const configured: Model<'configured'> = {
  fact: 'configured',
  after({ interpreter, request, labels }, form) {
    labels.push(...optionLabels(request.text, form))
    // A variable of the environment, or the arguments of the program.
    const name = request.args.positional[0]?.value
    const variable = name?.kind === 'constant' && typeof name.value === 'string' ? name.value : request.path
    labels.push(...foundAt(interpreter, 'variable', variable), ...toldByVariable(interpreter, variable))
  },
}

export const identifies: Model<'identifies'> = {
  fact: 'identifies',
  after({ labels }, what) {
    if (what === 'worker and epoch') labels.push({ kind: 'worker' }, { kind: 'epoch' })
    else labels.push({ kind: what })
  },
}
