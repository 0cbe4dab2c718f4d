import type { Library } from '../schema.ts'
import { numpy } from './numpy.ts'
import { random } from './random.ts'
import { torch } from './torch.ts'

/** Every Python library the plugin knows: adding one is adding a file beside this one and naming it here. */
export const pythonLibraries: readonly Library[] = [random, numpy, torch]
