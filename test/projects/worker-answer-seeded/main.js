import { fork } from 'node:child_process'
import * as tf from '@tensorflow/tfjs'

const child = fork('./worker.js', ['7'])
child.on('message', ({ rows }) => tf.tensor(rows).print())
