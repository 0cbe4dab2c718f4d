import * as tf from '@tensorflow/tfjs'
import Piscina from 'piscina'

const pool = new Piscina({ filename: './worker.js' }) // require-worker-seed
tf.tensor(await pool.run(8)).print()
