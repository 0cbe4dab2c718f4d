import { noise } from './noise'

noise().print()
