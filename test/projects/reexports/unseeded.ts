import { build, draw, fromStar, tf } from './index'

draw().print()
fromStar().print()
tf.randomNormal([3]).print() // no-unseeded-random
build().summary() // no-unseeded-random
