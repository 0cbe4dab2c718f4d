import React from 'react'
import * as tf from '@tensorflow/tfjs'

export class StillPanel extends React.Component {
  render() {
    return <p onClick={() => tf.randomNormal([2]).print()}>{this.props.title}</p>
  }
}
