/** Every JavaScript library the project knows. Another library is another file and a line here. */
import type { Library } from '../schema.ts'
import { ecmascript } from './ecmascript.ts'
import { tensorflowJs } from './tensorflow-js.ts'

export const javascriptLibraries: readonly Library[] = [ecmascript, tensorflowJs]
