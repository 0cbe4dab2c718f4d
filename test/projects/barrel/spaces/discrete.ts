import { Space } from '.'

export class Discrete extends Space {
  constructor(readonly n: number) {
    super()
  }
  sample(): number {
    return Math.floor(this.rng() * this.n)
  }
}
