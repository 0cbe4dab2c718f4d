import { buildModel } from './model'

const model = buildModel() // no-unseeded-random
model.summary()
