import { Images } from './images'

const images = new Images()
images.make().print()
