/** Names that look like a setting's and are none. */
import type { Setting } from './schema.ts'

/** The setting that `name` almost is; undefined when it is one, or is far from all. */
export function nearest(name: string, settings: Iterable<Setting>): Setting | undefined {
  const last = name.split('.').at(-1)!
  const parent = name.slice(0, -last.length)
  let best: { setting: Setting; distance: number } | undefined
  for (const setting of settings) {
    if (setting.name === name) return undefined
    const dotted = setting.name.includes('.')
    if (dotted !== name.includes('.') || setting.identifies) continue
    const theirs = setting.name.split('.').at(-1)!
    // `torch.abled` stands for `torch.backends.cudnn.enabled`: the same root, another folder.
    if (dotted && !sameRoot(parent, setting.name)) continue
    const most = theirs.length < 6 ? 1 : 2
    if (Math.abs(last.length - theirs.length) > most) continue
    const distance = editDistance(last, theirs)
    if (distance === 0 || distance > most) continue
    if (!best || distance < best.distance) best = { setting, distance }
  }
  return best?.setting
}

function sameRoot(parent: string, name: string): boolean {
  return parent !== '' && name.startsWith(`${parent.split('.')[0]!}.`)
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let value = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, rows[i - 2]![j - 2]! + 1)
      }
      row.push(value)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
