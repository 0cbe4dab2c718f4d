import { readZip } from './zip.ts'
import {
  DTYPES,
  isShape,
  sizeOf,
  TensorFileError,
  type Bytes,
  type Dtype,
  type FileTensor,
  type OpenFile,
  type TensorFile,
} from './tensor-file.ts'

const TYPES: ReadonlyMap<string, Dtype> = new Map([
  ['f8', 'F64'],
  ['f4', 'F32'],
  ['f2', 'F16'],
  ['i8', 'I64'],
  ['i4', 'I32'],
  ['i2', 'I16'],
  ['i1', 'I8'],
  ['u8', 'U64'],
  ['u4', 'U32'],
  ['u2', 'U16'],
  ['u1', 'U8'],
  ['b1', 'BOOL'],
])

/** Reads one array: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
function readArray(bytes: Bytes, name: string): FileTensor | undefined {
  const damaged = (why: string) => new TensorFileError(`${name} is no array of NumPy: ${why}.`)
  const head = bytes.read(0, Math.min(12, bytes.size))
  if (head.length < 10 || new TextDecoder('latin1').decode(head.subarray(0, 6)) !== '\x93NUMPY')
    throw damaged('it does not begin as one')
  const view = new DataView(head.buffer)
  const wide = head[6]! >= 2
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true)
  const begin = (wide ? 12 : 10) + length
  if (length > 65_536 || begin > bytes.size) throw damaged('its header is cut off')
  const header = new TextDecoder('latin1').decode(bytes.read(begin - length, length))
  const [, endian, type] = /'descr': '([<>|=])(\w+)'/.exec(header) ?? []
  const order = /'fortran_order': (True|False)/.exec(header)?.[1]
  const shape = /'shape': \(([\d, ]*)\)/
    .exec(header)?.[1]
    ?.split(',')
    .flatMap((text) => (text.trim() ? Number(text) : []))
  // Objects and structures are no tensors.
  const dtype = TYPES.get(type ?? '')
  if (dtype === undefined) return undefined
  if (!isShape(shape) || order === undefined) throw damaged('its header is not understood')
  const { bytes: width } = DTYPES[dtype]
  if (begin + width * sizeOf(shape) > bytes.size) throw damaged('it is cut off')
  return {
    dtype,
    // Two arrays of one order are compared as they lie; of another order they have another shape to begin with.
    shape: order === 'True' ? shape.reverse() : shape,
    read(start, end) {
      const data = bytes.read(begin + start * width, (end - start) * width)
      if (endian === '>') for (let i = 0; i < data.length; i += width) data.subarray(i, i + width).reverse()
      return data
    },
  }
}

/** Reads an array, or an archive of arrays. */
export function readNumpy(file: OpenFile): TensorFile {
  const close = () => file.close()
  const tensors = new Map<string, FileTensor>()
  const add = (name: string, bytes: Bytes, where: string) => {
    const array = readArray(bytes, where)
    if (array) tensors.set(name, array)
  }
  if (/\.npz$/i.test(file.name))
    for (const [name, member] of readZip(file))
      add(name.replace(/\.npy$/, ''), member, `${file.name}, ${name},`)
  else add('array', file, file.name)
  return { tensors, values: new Map(), close }
}
