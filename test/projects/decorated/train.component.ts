import { Component } from '@angular/core'
import * as tf from '@tensorflow/tfjs'

@Component({ selector: 'app-train', template: '<button (click)="train()">Train</button>' })
export class TrainComponent {
  constructor() {}

  ngOnInit(): void {
    tf.randomNormal([2]).print() // no-unseeded-random
  }

  train(): void {
    const rows = [1, 2, 3]
    tf.util.shuffle(rows) // no-unseeded-random
    tf.tensor(rows).print()
  }
}
