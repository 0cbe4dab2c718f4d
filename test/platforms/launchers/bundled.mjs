// To be bundled with everything it imports: a clock-seeded shuffle and a dropout layer with a seed of its own.
import { enforce } from 'eslint-plugin-reproducible/runtime'
import * as tf from '@tensorflow/tfjs'

const search = globalThis.location?.search ?? globalThis.process?.argv[2] ?? ''

/** Trains, and answers with the weights or with what enforce() says. */
export async function train() {
  try {
    const run = enforce({ seed: 42, ...(search.includes('tf') ? { tf } : {}) })
    await tf.setBackend('cpu')
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [2], activation: 'relu' }),
        tf.layers.dropout({ rate: 0.5, seed: 7 }),
        tf.layers.dense({ units: 1 }),
      ],
    })
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
    const samples = Array.from({ length: 12 }, (_, i) => ({ xs: [i / 12, 1], ys: [i % 3] }))
    const data = tf.data.array(samples).shuffle(12).batch(3)
    await model.fitDataset(data, { epochs: 2, verbose: 0 })
    const weights = await Promise.all(model.getWeights().map((weight) => weight.data()))
    const rows = run.receipt.settings.filter(({ id }) => ['Dataset.shuffle', 'Dropout.seed'].includes(id))
    return { weights: weights.map((each) => [...each]), rows: rows.map(({ status }) => status) }
  } catch (error) {
    return { error: String(error) }
  }
}

if (globalThis.document) globalThis.answer = train()
else void train().then((answer) => console.log(JSON.stringify(answer)))
