require('@tensorflow/tfjs-node')
const { model } = require('./model') // no-unseeded-random

async function run(xs, ys) {
  await model.fit(xs, ys, { shuffle: false })
}

run(globalThis.xs, globalThis.ys)
