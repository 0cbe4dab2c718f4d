import { hash } from 'node:crypto'

process.env.TF_DETERMINISTIC_OPS = '1'
const tf = await import('@tensorflow/tfjs-node-gpu')

const logits = tf.tensor1d([0.1, 0.2, 0.3, 0.4]).log()
const sample = tf.multinomial(logits, 64, 17)
console.log('observed', hash('sha256', await sample.data()))
