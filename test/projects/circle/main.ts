import { show } from './b'

show()
