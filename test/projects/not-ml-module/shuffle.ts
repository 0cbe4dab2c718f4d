export function shuffled<T>(items: readonly T[]): T[] {
  const copy = [...items]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1)) // no-unseeded-random
    ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
  }
  return copy
}
