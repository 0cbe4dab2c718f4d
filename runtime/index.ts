export { enforce } from './enforce.ts'
export type { Run } from './run.ts'
export type { RunState } from './checkpoint.ts'
export {
  compare,
  compareTraces,
  type Cause,
  type Comparison,
  type Divergence,
  type Field,
  type HeaderDifference,
} from './compare.ts'
export { formatComparison } from './format-comparison.ts'
export { TraceError } from './read-trace.ts'
export { fingerprint, fingerprintLater } from './fingerprint.ts'
export type { CheckedOptions, EnforceOptions, MathRandomOption, Mode } from './options.ts'
export type { Rank } from './rank.ts'
export { perturbation, PERTURBATIONS, type Perturbation } from './recorder.ts'
export { EnforceError, type Receipt, type ReceiptSetting, type Status } from './receipt.ts'
export {
  atomicKernels,
  environmentSettings,
  flagSettings,
  settings,
  type AtomicKernel,
  type EnvironmentSetting,
  type FlagSetting,
  type Library,
  type Setting,
} from './settings.ts'
export { deriveKey, SCHEME, Stream, type PathPart, type SavedStream, type Seed } from './streams.ts'
export type { StepFields } from './trace.ts'
export type { Progress, VerifiedRun, VerifyOptions, VerifyResult } from './verify.ts'
