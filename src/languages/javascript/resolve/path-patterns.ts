/** The pattern that fits best, as Node.js and TypeScript choose it: an exact one, else the longest text before the star. */
export function matchPattern(
  patterns: Iterable<string>,
  text: string,
): { readonly pattern: string; readonly star: string } | undefined {
  let best: { pattern: string; star: string; length: number } | undefined
  for (const pattern of patterns) {
    if (pattern === text) return { pattern, star: '' }
    const at = pattern.indexOf('*')
    if (at === -1) continue
    const before = pattern.slice(0, at)
    const after = pattern.slice(at + 1)
    if (text.length < before.length + after.length || !text.startsWith(before) || !text.endsWith(after))
      continue
    if (!best || before.length > best.length) {
      best = { pattern, star: text.slice(before.length, text.length - after.length), length: before.length }
    }
  }
  return best
}
