const tf = require('@tensorflow/tfjs')
const seed = require('./seed')

seed.nothing()
tf.randomNormal([4]).print() // no-unseeded-random
