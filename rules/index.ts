import noBenchmarkMode from './no-benchmark-mode.ts'
import noCellDisorder from './no-cell-disorder.ts'
import noEntropySeed from './no-entropy-seed.ts'
import noFrozenRandom from './no-frozen-random.ts'
import noIneffectiveSeed from './no-ineffective-seed.ts'
import noLateSeed from './no-late-seed.ts'
import noMovingSource from './no-moving-source.ts'
import noNondeterministicOp from './no-nondeterministic-op.ts'
import noSharedSeed from './no-shared-seed.ts'
import noSharedStream from './no-shared-stream.ts'
import noSilentFallback from './no-silent-fallback.ts'
import noUnorderedData from './no-unordered-data.ts'
import noUnseededRandom from './no-unseeded-random.ts'
import preferEnforce from './prefer-enforce.ts'
import requireDeterministicSettings from './require-deterministic-settings.ts'
import requireReseedPerRun from './require-reseed-per-run.ts'
import requireWorkerSeed from './require-worker-seed.ts'

/** Every rule, the three the project exists for first. */
export const rules = {
  'no-unseeded-random': noUnseededRandom,
  'require-worker-seed': requireWorkerSeed,
  'no-benchmark-mode': noBenchmarkMode,
  'no-ineffective-seed': noIneffectiveSeed,
  'no-late-seed': noLateSeed,
  'no-entropy-seed': noEntropySeed,
  'no-frozen-random': noFrozenRandom,
  'no-shared-seed': noSharedSeed,
  'require-deterministic-settings': requireDeterministicSettings,
  'no-nondeterministic-op': noNondeterministicOp,
  'no-unordered-data': noUnorderedData,
  'no-shared-stream': noSharedStream,
  'require-reseed-per-run': requireReseedPerRun,
  'no-silent-fallback': noSilentFallback,
  'no-moving-source': noMovingSource,
  'no-cell-disorder': noCellDisorder,
  'prefer-enforce': preferEnforce,
} as const
