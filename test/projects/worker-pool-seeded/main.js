import * as tf from '@tensorflow/tfjs'
import Tinypool from 'tinypool'

const pool = new Tinypool({ filename: new URL('./worker.js', import.meta.url).href })
const noise = await Promise.all([1, 2, 3].map((seed) => pool.run({ seed })))
tf.tensor(noise).print()
