/** Training programs for TensorFlow.js, each with the places at which a defect can be planted. */
import * as tf from '@tensorflow/tfjs'

/** One defect; `on` is whether this run has it. What a real one takes from the clock is certain here. */
class Plant {
  iteration = -1
  part = 0
  constructor(on, { kind, at, part = 0 }) {
    Object.assign(this, { on, kind, at, wantedPart: part })
  }
  now(...kinds) {
    return this.on && kinds.includes(this.kind) && this.iteration === this.at && this.part === this.wantedPart
  }
  begin(iteration, variables = []) {
    this.iteration = iteration
    this.part = 0
    if (this.now('draw of Math.random')) Math.random()
    if (this.now('write to weights')) tf.tidy(() => variables[0].assign(variables[0].mul(1.0001)))
  }
  prepare(variables) {
    if (this.on && this.kind === 'initialisation') tf.tidy(() => variables[0].assign(variables[0].mul(1.001)))
  }
  batch(x, y) {
    if (this.now('order')) return [x.reverse(0), y.reverse(0)]
    if (this.now('pixel')) return [x.mul(1.001), y]
    if (this.now('label')) return [x, y.mul(0.5)]
    return [x, y]
  }
  noise(z) {
    return this.now('noise') ? z.mul(1.001) : z
  }
  /** The value as it is, or nudged; and so its gradient. */
  through(x) {
    return tf.customGrad((x) => ({
      value: this.now('forward', 'loss') ? x.mul(1.001) : x.clone(),
      gradFunc: (dy) => (this.now('input gradient') ? dy.mul(1.001) : dy.clone()),
    }))(x)
  }
}

const dense = (units, inputShape, activation) =>
  tf.layers.dense({ units, ...(inputShape && { inputShape }), ...(activation && { activation }) })

/** `model.fit` with its shuffle and dropout; a layer of the program's own is where the forward pass can go wrong. */
async function fit(plant, { steps, batch, width, samples }) {
  class Through extends tf.layers.Layer {
    static className = 'Through'
    call(inputs) {
      return tf.tidy(() => plant.through(Array.isArray(inputs) ? inputs[0] : inputs))
    }
  }
  const model = tf.sequential({
    layers: [
      dense(width, [5], 'relu'),
      tf.layers.dropout({ rate: 0.2 }),
      new Through({}),
      dense(3, undefined, 'softmax'),
    ],
  })
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' })
  const variables = model.trainableWeights.map((weight) => weight.read())
  plant.prepare(variables)
  const x = tf.randomNormal([samples, 5])
  const y = tf.oneHot(tf.randomUniform([samples], 0, 3, 'int32'), 3)
  let iteration = 0
  await model.fit(x, y, {
    batchSize: batch,
    epochs: Math.ceil(steps / Math.ceil(samples / batch)),
    verbose: 0,
    yieldEvery: 'never',
    callbacks: {
      onBatchBegin: () =>
        plant.begin(
          iteration++,
          model.trainableWeights.map((weight) => weight.read()),
        ),
    },
  })
  return model.getWeights()
}

/** A loop of one's own, with convolutions. */
function loop(plant, { steps, batch, width, samples }) {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: width, kernelSize: 3, inputShape: [6, 6, 1], activation: 'relu' }),
      tf.layers.flatten(),
      dense(2),
    ],
  })
  const optimizer = tf.train.momentum(0.05, 0.9)
  plant.prepare(model.trainableWeights.map((weight) => weight.read()))
  const [images, targets] = [tf.randomNormal([samples, 6, 6, 1]), tf.randomNormal([samples, 2])]
  for (let i = 0; i < steps; i++) {
    plant.begin(
      i,
      model.trainableWeights.map((weight) => weight.read()),
    )
    const at = Math.floor(Math.random() * (samples - batch))
    const [x, y] = plant.batch(images.slice(at, batch), targets.slice(at, batch))
    optimizer.minimize(() => tf.losses.meanSquaredError(y, plant.through(model.apply(x, { training: true }))))
  }
  return model.getWeights()
}

function recurrent(plant, { steps, batch, width }) {
  const model = tf.sequential({
    layers: [tf.layers.gru({ units: width, inputShape: [5, 3] }), tf.layers.dropout({ rate: 0.2 }), dense(1)],
  })
  const optimizer = tf.train.rmsprop(0.01)
  for (let i = 0; i < steps; i++) {
    plant.begin(i)
    const x = tf.randomNormal([batch, 5, 3])
    const y = x.mean([1, 2]).reshape([batch, 1])
    optimizer.minimize(() => plant.through(tf.losses.meanSquaredError(y, model.apply(x, { training: true }))))
  }
  return model.getWeights()
}

/** Two models, two optimizers, in turn. */
function gan(plant, { steps, batch, width }) {
  const generator = tf.sequential({ layers: [dense(width, [4], 'relu'), dense(3)] })
  const discriminator = tf.sequential({ layers: [dense(width, [3], 'relu'), dense(1)] })
  const optimizers = [tf.train.adam(0.01), tf.train.adam(0.01)]
  const variables = (model) => model.trainableWeights.map((weight) => weight.read())
  const loss = (labels, logits) => tf.losses.sigmoidCrossEntropy(labels, logits)
  for (let i = 0; i < steps; i++) {
    plant.begin(i)
    const z = plant.noise(tf.randomNormal([batch, 4]))
    const real = tf.randomNormal([batch, 3])
    const fake = generator.apply(z)
    const [ones, zeros] = [tf.ones([batch, 1]), tf.zeros([batch, 1])]
    optimizers[0].minimize(
      () => loss(ones, discriminator.apply(real)).add(loss(zeros, discriminator.apply(fake))),
      false,
      variables(discriminator),
    )
    plant.part = 1
    optimizers[1].minimize(
      () => loss(ones, discriminator.apply(plant.through(generator.apply(z)))),
      false,
      variables(generator),
    )
  }
  return [...generator.getWeights(), ...discriminator.getWeights()]
}

/** REINFORCE in a world that draws from Math.random. */
function policy(plant, { steps, batch, width }) {
  const model = tf.sequential({ layers: [dense(width, [2], 'tanh'), dense(2)] })
  const optimizer = tf.train.sgd(0.05)
  for (let i = 0; i < steps; i++) {
    plant.begin(i)
    const states = Array.from({ length: batch }, () => [Math.random() - 0.5, Math.random() - 0.5])
    const chances = tf.tidy(() => model.predict(tf.tensor2d(states)).softmax().arraySync())
    const actions = chances.map(([left]) => (Math.random() < left ? 0 : 1))
    const rewards = actions.map((action, j) => (action === (states[j][0] > 0 ? 1 : 0) ? 1 : -1))
    const [x, weights] = plant.batch(tf.tensor2d(states), tf.tensor1d(rewards))
    optimizer.minimize(() =>
      tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d(actions, 'int32'), 2), model.apply(x), weights),
    )
  }
  return model.getWeights()
}

/** Trains one program; resolves to its weights. */
export async function train(program, defect, on, options) {
  await tf.setBackend('cpu')
  return { fit, loop, recurrent, gan, policy }[program](new Plant(on, defect), options)
}
