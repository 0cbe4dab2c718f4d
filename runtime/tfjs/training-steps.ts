/**
 * Sees the training steps of TensorFlow.js from outside: every optimizer asks the engine for the gradients of its
 * variables, once a step, whether a `fit` loop or the program calls it.
 */
import type { StepFields } from '../trace/trace.ts'

interface TensorLike {
  readonly id: number
  readonly trainable?: boolean
}

interface GradientResult {
  readonly value: unknown
  readonly grads: readonly unknown[]
}

type RunKernel = (name: string, inputs: Readonly<Record<string, unknown>>, attrs?: object) => unknown

interface TrainingEngine {
  runKernel: RunKernel
  gradients(f: () => unknown, xs: readonly TensorLike[], ...rest: unknown[]): GradientResult
}

type Listener = (fields: Omit<StepFields, 'draws'>) => void

function isVariable(tensor: TensorLike): boolean {
  return tensor.trainable !== undefined
}

/**
 * Calls `forward`, and collects the tensors that it uses and did not make: the batch, and constants beside it.
 *
 * @param own ids of the variables
 */
function collectInputs<T>(
  engine: TrainingEngine,
  own: ReadonlySet<number>,
  inputs: Map<number, unknown>,
  forward: () => T,
): T {
  const made = (engine.constructor as { nextTensorId?: number }).nextTensorId ?? Infinity
  const original = Object.getOwnPropertyDescriptor(engine, 'runKernel')
  const run = engine.runKernel
  engine.runKernel = (name, given, attrs) => {
    for (const tensor of Object.values(given).flat()) {
      const { id } = (tensor ?? {}) as Partial<TensorLike>
      if (id !== undefined && id < made && !own.has(id)) inputs.set(id, tensor)
    }
    return run.call(engine, name, given, attrs)
  }
  try {
    return forward()
  } finally {
    if (original) Object.defineProperty(engine, 'runKernel', original)
    else delete (engine as Partial<TrainingEngine>).runKernel
  }
}

function attach(engine: TrainingEngine, listener: Listener): () => void {
  const original = engine.gradients
  const gradients: TrainingEngine['gradients'] = (f, xs, ...rest) => {
    if (!xs.every(isVariable)) return original.call(engine, f, xs, ...rest)
    const inputs = new Map<number, unknown>()
    const own = new Set(xs.map(({ id }) => id))
    const result = original.call(engine, () => collectInputs(engine, own, inputs, f), xs, ...rest)
    // The variables have their old values still: the optimizer has the gradients only now.
    listener({ batch: [...inputs.values()], weightsBefore: xs, loss: result.value, gradients: result.grads })
    return result
  }
  engine.gradients = gradients
  return () => {
    if (engine.gradients === gradients) delete (engine as Partial<TrainingEngine>).gradients
  }
}

/**
 * Calls `listener` in every training step, from when a copy of TensorFlow.js is loaded.
 *
 * @returns how to stop
 */
export function onTrainingStep(listener: Listener): () => void {
  const globals = globalThis as { _tfengine?: TrainingEngine }
  let stop = () => {}
  if (globals._tfengine) return attach(globals._tfengine, listener)
  const earlier = Object.getOwnPropertyDescriptor(globals, '_tfengine')
  let waiting = true
  Object.defineProperty(globals, '_tfengine', {
    get: () => undefined,
    set(engine: TrainingEngine) {
      waiting = false
      Object.defineProperty(globals, '_tfengine', {
        value: engine,
        writable: true,
        configurable: true,
        enumerable: true,
      })
      // Somebody else may be waiting for the engine as well.
      earlier?.set?.call(globals, engine)
      stop = attach(engine, listener)
    },
    configurable: true,
    enumerable: false,
  })
  return () => {
    if (!waiting) stop()
    else if (earlier) Object.defineProperty(globals, '_tfengine', earlier)
    else delete globals._tfengine
  }
}
