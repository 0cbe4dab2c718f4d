/**
 * The preload: `node --import eslint-plugin-reproducible/runtime/register train.js`, or the first import of the
 * program. It must be evaluated before everything that draws random numbers or loads a native library.
 */
import { register } from './enforce/enforce.ts'

register()
