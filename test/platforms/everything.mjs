import { createHash } from 'node:crypto'

/** SHA-256 over the bytes of tensors, read in the way that every backend can. */
export async function fingerprint(tensors) {
  const hash = createHash('sha256')
  for (const tensor of [tensors].flat()) {
    const data = await tensor.data()
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return hash.digest('hex').slice(0, 16)
}

/**
 * Trains with everything that draws in TensorFlow.js, and seeds nothing: embedding, Gaussian noise, LSTM dropout,
 * dropout, lodash's shuffle, Dataset.shuffle, fit, fitDataset and multinomial.
 *
 * @param tf TensorFlow.js, on any backend
 * @param shuffle lodash's
 */
export async function trainEverything(tf, shuffle) {
  const { layers } = tf
  const words = tf.input({ shape: [6], dtype: 'int32' })
  let hidden = layers.embedding({ inputDim: 20, outputDim: 8 }).apply(words)
  hidden = layers.lstm({ units: 6, dropout: 0.3, recurrentDropout: 0.2 }).apply(hidden)
  hidden = layers.gaussianNoise({ stddev: 0.1 }).apply(hidden)
  hidden = layers.dense({ units: 16, activation: 'relu' }).apply(hidden)
  hidden = layers.dropout({ rate: 0.4 }).apply(hidden)
  const model = tf.model({
    inputs: words,
    outputs: layers.dense({ units: 3, activation: 'softmax' }).apply(hidden),
  })
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' })

  const order = shuffle(Array.from({ length: 32 }, (_, i) => i))
  const xs = tf.tensor2d(
    order.map((i) => Array.from({ length: 6 }, (_, j) => (i * 7 + j * 3) % 20)),
    [32, 6],
    'int32',
  )
  const ys = tf.oneHot(
    order.map((i) => i % 3),
    3,
  )
  await model.fit(xs, ys, { epochs: 1, batchSize: 8, verbose: 0 })
  const data = tf.data
    .array(order)
    .map((i) => ({
      xs: tf.tensor1d(
        Array.from({ length: 6 }, (_, j) => (i * 7 + j * 3) % 20),
        'int32',
      ),
      ys: tf.oneHot(i % 3, 3),
    }))
    .shuffle(32)
    .batch(8)
  await model.fitDataset(data, { epochs: 1, verbose: 0 })
  const drawn = tf.multinomial(tf.zeros([1, 10]).as1D(), 24)
  return { weights: await fingerprint(model.getWeights()), drawn: [...(await drawn.data())].join('') }
}
