/** What a change of a text does to its lines. */

export interface Change {
  readonly range: readonly [number, number]
  readonly text: string
}

/** The whole lines that go and come. None in a notebook, where those are lines of JSON. */
export function changedLines(
  { range, text: written }: Change,
  text: string,
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  if (/^\s*\{/u.test(text) && /"nbformat"/u.test(text)) return { before: [], after: [] }
  const [from, to] = range
  const start = text.lastIndexOf('\n', from - 1) + 1
  const lineEnd = text.indexOf('\n', Math.max(to, from))
  const end = lineEnd < 0 ? text.length : lineEnd
  const old = text.slice(start, end)
  const now = text.slice(start, from) + written + text.slice(to, end)
  const [before, after] = [old.split('\n'), now.split('\n')]
  const isAlike = (at: number) => before.length > 0 && after.length > 0 && before.at(at) === after.at(at)
  for (; isAlike(0); before.shift()) after.shift()
  for (; isAlike(-1); before.pop()) after.pop()
  return { before, after }
}
