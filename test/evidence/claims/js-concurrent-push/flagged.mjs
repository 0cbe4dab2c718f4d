import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import * as tf from '@tensorflow/tfjs'

const directory = process.argv[2]
const rows = []
await Promise.all(
  (await readdir(directory)).map(async (name) => {
    const text = await readFile(`${directory}/${name}`, 'utf8')
    rows.push(text.length + Number(name.replace(/\D/g, '')) + 17)
  }),
)
const x = tf.tensor1d(rows)
console.log('observed', hash('sha256', await x.data()))
