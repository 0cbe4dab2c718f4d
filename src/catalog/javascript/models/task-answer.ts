/** `await pool.run(task)` is what a worker of the pool sends back. */
import { answersOf } from '../../../interpreter/models/callbacks.ts'
import type { Model } from '../../../interpreter/models/model.ts'

declare module '../../schema.ts' {
  interface Api {
    /** Its value is what the worker that it is called on sends back (`pool.run`). */
    readonly answers?: boolean
  }
}

export const answers: Model<'answers'> = {
  fact: 'answers',
  finish({ request }, value) {
    return answersOf(request.receiver)[0] ?? value
  },
}
