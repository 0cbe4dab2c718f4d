import { enforce } from 'eslint-plugin-reproducible/runtime'
import { noise } from './noise'

enforce({ seed: 42 })
noise().print()
