import { enforce } from 'eslint-plugin-reproducible/runtime'

export const run = enforce({ seed: 42 })
