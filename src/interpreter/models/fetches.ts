/** What is loaded from elsewhere, by a name or an address. */
import { alternatives, isNothing } from '../values/value.ts'
import type { LibraryCall } from './model.ts'

/** Writes down what a call loads, where the name of it is written in the program. */
export function fetches({ interpreter, request }: LibraryCall): void {
  const { path, args, node, text } = request
  const fetched = request.call && interpreter.catalog.fetched(path)
  if (!fetched) return
  const from = args.at(fetched.from)
  if (from === 'absent' || from === 'unknown') return
  const names = alternatives(from.value)
  const [name] = names
  if (names.length > 1 || name?.kind !== 'constant' || typeof name.value !== 'string') return
  const pinned = fetched.pinned.map((slot) => args.at(slot)).filter((each) => each !== 'absent')
  interpreter.emit({
    kind: 'fetch',
    ...interpreter.base(node, text, path),
    fetched,
    from: name.value,
    pinned: pinned.flatMap((each) => {
      if (each === 'unknown' || each.value.kind !== 'constant') return [undefined]
      return isNothing(each.value) === true ? [] : [each.value.value]
    }),
  })
}
