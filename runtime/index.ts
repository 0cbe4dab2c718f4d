export { enforce } from './enforce/enforce.ts'
export type { Run } from './enforce/run.ts'
export type { RunState } from './enforce/checkpoint.ts'
export {
  compare,
  compareTraces,
  type Cause,
  type Comparison,
  type Divergence,
  type Field,
  type HeaderDifference,
} from './trace/compare.ts'
export { formatComparison } from './trace/format-comparison.ts'
export { TraceError } from './trace/read-trace.ts'
export { fingerprint, fingerprintLater } from './trace/fingerprint.ts'
export type { CheckedOptions, EnforceOptions, MathRandomOption, Mode } from './enforce/options.ts'
export type { Rank } from './enforce/rank.ts'
export { perturbation, PERTURBATIONS, type Perturbation } from './trace/recorder.ts'
export { EnforceError, type Receipt, type ReceiptSetting, type Status } from './enforce/receipt.ts'
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
} from './enforce/settings.ts'
export { deriveKey, SCHEME, Stream, type PathPart, type SavedStream, type Seed } from './streams/stream.ts'
export type { StepFields } from './trace/trace.ts'
export type { Progress, VerifiedRun, VerifyOptions, VerifyResult } from './commands/verify.ts'
