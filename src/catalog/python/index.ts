import type { Library } from '../schema.ts'
import { builtins } from './builtins.ts'
import { configuration } from './configuration.ts'
import { numpy } from './numpy.ts'
import { processes } from './processes.ts'
import { random } from './random.ts'
import { scikitLearn } from './scikit-learn.ts'
import { system } from './system.ts'
import { torch } from './torch.ts'

/** Every Python library the plugin knows: adding one is adding a file beside this one and naming it here. */
export const pythonLibraries: readonly Library[] = [
  builtins,
  system,
  processes,
  configuration,
  random,
  numpy,
  scikitLearn,
  torch,
]
