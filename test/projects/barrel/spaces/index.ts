import seedrandom from 'seedrandom'

export abstract class Space {
  rng = seedrandom() // no-unseeded-random
  abstract sample(): number
}
export { Discrete } from './discrete'
