import * as tf from '@tensorflow/tfjs'

export function Data() {
  const rows = [1, 2, 3]
  const show = () => {
    tf.util.shuffle(rows) // no-unseeded-random
    tf.tensor(rows).print()
  }
  // A colour is no training data.
  const digits = '0123456789ABCDEF'
  const color = '#' + digits[Math.floor(Math.random() * 16)]
  return (
    <button style={{ color }} onClick={show}>
      Shuffle
    </button>
  )
}
