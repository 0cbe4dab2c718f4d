import React from 'react'
import * as tf from '@tensorflow/tfjs'

export class LivePanel extends React.Component {
  componentDidMount() {
    this.noise = tf.randomNormal([2]) // no-unseeded-random
  }

  train = async () => {
    const noise = tf.randomUniform([2]) // no-unseeded-random
    await this.props.model.trainOnBatch(this.noise, noise)
  }

  render() {
    return <button onClick={this.train}>Train</button>
  }
}
