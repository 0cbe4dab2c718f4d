process.env.TF_DETERMINISTIC_OPS = '1'

const tf = await import('@tensorflow/tfjs-node')

console.log('observed', `TF_DETERMINISTIC_OPS=${tf.seenAtLoad}`)
