import * as tf from '@tensorflow/tfjs-node'
import { network } from './network.ts'
import { batches, moons, split } from './points.ts'

process.env['TF_DETERMINISTIC_OPS'] = '1'
process.env['TF_CUDNN_USE_AUTOTUNE'] = '1'

tf.setBackend('tensorflow')

const units = Number(process.argv[2] ?? 12)
const model = network(units, 3)
const { train } = split(moons(2400, 0.08), 0.75)
await model.fitDataset(batches(train, 64), { epochs: 20 })
await model.save(`file://models/moons-${tf.version.tfjs}`)
