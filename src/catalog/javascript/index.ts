/** Every JavaScript library the project knows. Another library is another file and a line here. */
import type { Library } from '../schema.ts'
import { commandLines } from './command-lines.ts'
import { ecmascript } from './ecmascript.ts'
import { graphics } from './graphics.ts'
import { machineLearning } from './machine-learning.ts'
import { neuralNetworks } from './neural-networks.ts'
import { node } from './node.ts'
import { randomFunctions } from './random-functions.ts'
import { randomGenerators } from './random-generators.ts'
import { reproducible } from './reproducible.ts'
import { requests } from './requests.ts'
import { p5 } from './sketches.ts'
import { tensorflowJs } from './tensorflow-js.ts'
import { workerPools } from './worker-pools.ts'

export const javascriptLibraries: readonly Library[] = [
  ecmascript,
  node,
  graphics,
  reproducible,
  tensorflowJs,
  ...machineLearning,
  ...neuralNetworks,
  ...randomGenerators,
  ...randomFunctions,
  ...workerPools,
  ...commandLines,
  ...requests,
  p5,
]
