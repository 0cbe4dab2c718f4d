/** What a replacement of text really changes. */

/** Replaces the text of `range`. */
export interface Change {
  range: [number, number]
  text: string
}

/**
 * A replacement split into what it really changes. ESLint joins all changes of a fix into one range, with all that lies
 * between them: the line ends between the cells of a notebook, and the spaces that stand for magics.
 *
 * @param first what comes first where a line has moved and either it or the lines it has passed may be said to have.
 * @returns undefined where nothing changes, or too much to tell.
 */
export function changesOf(
  { range: [start, end], text }: Change,
  code: string,
  first: 'removals' | 'insertions' = 'removals',
): Change[] | undefined {
  const old = code.slice(start, end)
  if (old === text) return undefined
  if (!/[\r\n]/.test(old)) return [{ range: [start, end], text }]
  const [before, after] = [splitLines(old), splitLines(text)]
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before.at(-1 - tail) === after.at(-1 - tail)
  )
    tail++
  const rows = before.slice(head, before.length - tail)
  const columns = after.slice(head, after.length - tail)
  if (rows.length * columns.length > 4_000_000) return undefined
  let offset = start + before.slice(0, head).join('').length
  const changes: Change[] = []
  let change: Change | undefined
  for (const [oldLine, newLine] of alignLines(rows, columns, first)) {
    if (oldLine !== undefined && oldLine === newLine) {
      change = undefined
      offset += oldLine.length
      continue
    }
    if (change === undefined) changes.push((change = { range: [offset, offset], text: '' }))
    offset += oldLine?.length ?? 0
    change.range[1] = offset
    change.text += newLine ?? ''
  }
  return changes.map((one) => withoutCommonEnds(one, code))
}

export function splitLines(text: string): string[] {
  return text.split(/(?<=\r\n|\n|\r(?!\n))/)
}

/** Pairs of equal lines, and lines that only one side has, by their longest common subsequence. */
function alignLines(
  before: string[],
  after: string[],
  first: 'removals' | 'insertions',
): [string | undefined, string | undefined][] {
  const width = after.length + 1
  const common = new Uint32Array((before.length + 1) * width)
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      common[row * width + column] =
        before[row] === after[column]
          ? common[(row + 1) * width + column + 1]! + 1
          : Math.max(common[(row + 1) * width + column]!, common[row * width + column + 1]!)
  const pairs: [string | undefined, string | undefined][] = []
  let [row, column] = [0, 0]
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column])
      pairs.push([before[row++], after[column++]])
    else if (row < before.length && (column >= after.length || isRemoved(row, column)))
      pairs.push([before[row++], undefined])
    else pairs.push([undefined, after[column++]])
  }
  return pairs

  function isRemoved(row: number, column: number): boolean {
    const [down, right] = [common[(row + 1) * width + column]!, common[row * width + column + 1]!]
    return first === 'removals' ? down >= right : down > right
  }
}

function withoutCommonEnds({ range: [start, end], text }: Change, code: string): Change {
  const old = code.slice(start, end)
  let head = 0
  while (head < old.length && head < text.length && old[head] === text[head]) head++
  let tail = 0
  while (tail < old.length - head && tail < text.length - head && old.at(-1 - tail) === text.at(-1 - tail))
    tail++
  return { range: [start + head, end - tail], text: text.slice(head, text.length - tail) }
}
