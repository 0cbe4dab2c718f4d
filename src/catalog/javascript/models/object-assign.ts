/** `Object.assign(target, ...sources)` */
import { assignAll } from '../../../interpreter/execute/assignment.ts'
import type { Model } from '../../../interpreter/models/model.ts'

declare module '../../schema.ts' {
  interface Api {
    /** It writes the properties of its other arguments to the first one. */
    readonly assigns?: boolean
  }
}

export const assigns: Model<'assigns'> = {
  fact: 'assigns',
  after({ interpreter, request }) {
    assignAll(interpreter, request)
  },
}
