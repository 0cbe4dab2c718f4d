import { build, draw, fix, tf } from './index'

fix()
draw().print()
tf.randomNormal([3]).print()
build().summary()
