import * as tf from '@tensorflow/tfjs'
import Piscina from 'piscina'

const pool = new Piscina({ filename: new URL('./worker.js', import.meta.url).href }) // require-worker-seed
const noise = await Promise.all([1, 2, 3].map((scale) => pool.run({ scale })))
tf.tensor(noise).print()
