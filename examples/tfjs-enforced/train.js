// First of all imports: what is loaded behind it draws from streams, and finds the environment set.
import 'eslint-plugin-reproducible/runtime/register'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'
import { enforce, fingerprint, perturbation } from 'eslint-plugin-reproducible/runtime'

const EPOCHS = 4
const SAMPLES = 64
const BATCH = 16
const CHECKPOINT = 'checkpoint.json'

start(
  enforce({
    seed: 42,
    mode: 'strict',
    backend: 'cpu',
    // Each rank of a distributed training augments in its own way; it begins with the weights of all the others.
    perRank: ['augment'],
    trace: { file: 'run.trace.jsonl' },
  }),
)

/** Trains, or verifies the training, and gives everything back in the end. */
async function start(run) {
  try {
    await tf.setBackend('cpu')
    if (process.argv.includes('--verify')) {
      const result = await run.verify(train, { perturb: ['validation', 'import', 'worker'] })
      console.log(result.report)
      process.exitCode = result.verdict === 'identical' ? 0 : 1
      return
    }
    console.log('weights', await train(run))
    const { hash, settings } = run.receipt
    console.log('receipt', hash)
    for (const { id, status } of settings)
      if (status !== 'not-applicable') console.log(' ', status.padEnd(16), id)
  } finally {
    run.restore()
  }
}

/** Two half-moons; their noise comes from a worker. */
async function makeData(run) {
  const worker = new Worker(new URL('noise-worker.js', import.meta.url), {
    name: 'noise',
    workerData: { length: 2 * SAMPLES },
  })
  const noise = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  const angles = run.stream('data')
  return Array.from({ length: SAMPLES }, (_, i) => {
    const angle = Math.PI * angles.next()
    const moon = i % 2
    return {
      point: [
        (moon ? 1 - Math.cos(angle) : Math.cos(angle)) + 0.2 * noise[2 * i],
        (moon ? 0.5 - Math.sin(angle) : Math.sin(angle)) + 0.2 * noise[2 * i + 1],
      ],
      moon,
    }
  })
}

function buildModel() {
  const model = tf.sequential()
  model.add(tf.layers.dense({ units: 16, activation: 'tanh', inputShape: [2] }))
  model.add(tf.layers.dropout({ rate: 0.2 }))
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }))
  model.compile({ optimizer: tf.train.sgd(0.5), loss: 'binaryCrossentropy' })
  return model
}

/** Accuracy on freshly drawn points near the moons. It draws, and training does not notice. */
function validate(run, model, data) {
  return run.scope('validation', () =>
    tf.tidy(() => {
      const shift = () => 0.1 * (Math.random() - 0.5)
      const points = tf.tensor2d(data.map(({ point: [x, y] }) => [x + shift(), y + shift()]))
      const right = tf.equal(tf.round(model.predict(points)), tf.tensor2d(data.map(({ moon }) => [moon])))
      return right.mean().dataSync()[0]
    }),
  )
}

/** Trains from the beginning, or from the checkpoint, and returns the fingerprint of the weights. */
async function train(run) {
  const data = await makeData(run)
  const model = run.scope('init', buildModel)
  let firstEpoch = 0
  if (process.argv.includes('--resume') && existsSync(CHECKPOINT)) {
    const { epoch, state, weights } = JSON.parse(readFileSync(CHECKPOINT, 'utf8'))
    model.setWeights(weights.map(({ shape, values }) => tf.tensor(values, shape)))
    run.resume(state)
    firstEpoch = epoch + 1
  }
  const last = Number(process.env.EPOCHS ?? EPOCHS)
  for (let epoch = firstEpoch; epoch < last; epoch++) {
    const order = run.stream('order').shuffle(data.map((_, i) => i))
    for (let start = 0; start < SAMPLES; start += BATCH) {
      const rows = order.slice(start, start + BATCH)
      const points = rows.map((i) => {
        const augment = run.at('augment', epoch, i)
        return data[i].point.map((value) => value + 0.05 * augment.normal())
      })
      const xs = tf.tensor2d(points)
      const ys = tf.tensor2d(rows.map((i) => [data[i].moon]))
      const loss = await run.scope('train', () => model.trainOnBatch(xs, ys))
      run.step((epoch * SAMPLES + start) / BATCH, { batch: [xs, ys], loss, weights: model })
      tf.dispose([xs, ys])
    }
    const accuracy = validate(run, model, data)
    // A verification asks for one validation pass more: a program that repeats does not notice.
    if (perturbation() === 'validation') validate(run, model, data)
    if (!process.argv.includes('--verify')) {
      console.log(`epoch ${epoch}: ${(100 * accuracy).toFixed(1)} % right`)
      const weights = model
        .getWeights()
        .map((tensor) => ({ shape: tensor.shape, values: [...tensor.dataSync()] }))
      writeFileSync(CHECKPOINT, JSON.stringify({ epoch, state: run.state(), weights }))
    }
  }
  return fingerprint(model)
}
