import { isRecord, parseRecord } from '../../trace/json-lines.ts'
import type { OpenFile } from './tensor-file.ts'
import {
  DTYPES,
  isShape,
  sizeOf,
  TensorFileError,
  type Dtype,
  type FileTensor,
  type TensorFile,
} from './tensor-file.ts'

/** Reads the index of a file of safetensors: https://huggingface.co/docs/safetensors */
export function readSafetensors(file: OpenFile): TensorFile {
  const damaged = (why: string) => new TensorFileError(`${file.name} is no file of safetensors: ${why}.`)
  const view = new DataView(file.read(0, Math.min(8, file.size)).buffer)
  if (view.byteLength < 8) throw damaged('it is shorter than its first number')
  const length = Number(view.getBigUint64(0, true))
  if (length > Math.min(file.size - 8, 100_000_000)) throw damaged('the length of its index cannot be')
  const index = parseRecord(new TextDecoder().decode(file.read(8, length)))
  if (!index) throw damaged('its index is no JSON')
  const tensors = new Map<string, FileTensor>()
  for (const [name, entry] of Object.entries(index)) {
    if (name === '__metadata__') continue
    const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {}
    if (typeof dtype !== 'string' || !Object.hasOwn(DTYPES, dtype))
      throw damaged(`the type of ${JSON.stringify(name)} is not known`)
    const { bytes } = DTYPES[dtype as Dtype]
    const [from, to] = Array.isArray(offsets) ? (offsets as unknown[]) : []
    if (!isShape(shape) || !Number.isSafeInteger(from) || to !== (from as number) + bytes * sizeOf(shape))
      throw damaged(`the place of ${JSON.stringify(name)} does not fit its shape`)
    const begin = 8 + length + (from as number)
    tensors.set(name, {
      dtype: dtype as Dtype,
      shape,
      read: (start, end) => file.read(begin + start * bytes, (end - start) * bytes),
    })
  }
  return { tensors, values: new Map(), close: () => file.close() }
}
