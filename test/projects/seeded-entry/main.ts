import { enforce } from 'eslint-plugin-reproducible/runtime'
import { train } from './train'

enforce({ seed: 42 })
await train()
