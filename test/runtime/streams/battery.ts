/**
 * A small battery of statistical tests for streams of 32-bit words, fed in blocks. Each test gives a p-value; over a
 * good generator they are uniform, and one below 10^-6 is a defect.
 */

/** Q(a, x), the upper regularised incomplete gamma function, by its series or its continued fraction. */
function gammaQ(a: number, x: number): number {
  if (x <= 0) return 1
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let n = 1; n < 100_000 && term > sum * 1e-16; n++) sum += term *= x / (a + n)
    return 1 - sum * scale
  }
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let fraction = d
  for (let n = 1; n < 100_000; n++) {
    const step = -n * (n - a)
    b += 2
    d = 1 / (step * d + b)
    c = b + step / c
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return scale * fraction
}

/** ln Γ(x) by Stirling's series, after shifting x above 10. */
function logGamma(x: number): number {
  let shift = 0
  for (; x < 10; x++) shift -= Math.log(x)
  return shift + (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + 1 / (12 * x) - 1 / (360 * x ** 3)
}

/** The p-value of counts against expected ones; cells expected less than 10 times are joined with the next. */
export function chiSquare(counts: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < counts.length; i++) total += counts[i]!
  let sum = 0
  let cells = 0
  let [count, expected, left] = [0, 0, total]
  for (let i = 0; i < counts.length; i++) {
    count += counts[i]!
    expected += probabilities[i]! * total
    const rest = left - probabilities[i]! * total
    left = rest
    if (expected < 10 || (rest < 10 && i < counts.length - 1)) continue
    sum += (count - expected) ** 2 / expected
    cells++
    count = expected = 0
  }
  return gammaQ((cells - 1) / 2, sum / 2)
}

const uniform = (cells: number) => new Float64Array(cells).fill(1 / cells)

function popcount(word: number): number {
  word -= (word >>> 1) & 0x55555555
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
  return (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

/** One test: takes words, gives p-values. */
interface Test {
  feed(words: Uint32Array, block: number): void
  pValues(): Record<string, number>
}

/** Every byte of the word: each of 256 values equally often. */
function bytes(): Test {
  const counts = [0, 1, 2, 3].map(() => new Float64Array(256))
  return {
    feed(words) {
      const [a, b, c, d] = counts as [Float64Array, Float64Array, Float64Array, Float64Array]
      for (const word of words) {
        a[word & 255]!++
        b[(word >>> 8) & 255]!++
        c[(word >>> 16) & 255]!++
        d[word >>> 24]!++
      }
    },
    pValues: () =>
      Object.fromEntries(counts.map((cells, i) => [`byte ${i}`, chiSquare(cells, uniform(256))])),
  }
}

/** Two neighbouring words: the pairs of their high bytes, and of their low ones. */
function pairs(): Test {
  const high = new Float64Array(65536)
  const low = new Float64Array(65536)
  return {
    feed(words) {
      for (let i = 0; i + 1 < words.length; i += 2) {
        high[((words[i]! >>> 24) << 8) | (words[i + 1]! >>> 24)]!++
        low[((words[i]! & 255) << 8) | (words[i + 1]! & 255)]!++
      }
    },
    pValues: () => ({
      'pairs of high bytes': chiSquare(high, uniform(65536)),
      'pairs of low bytes': chiSquare(low, uniform(65536)),
    }),
  }
}

/** How many bits are set in neighbouring words, 2 and 5 words apart too: independent and binomial. */
function weights(): Test {
  const binomial: number[] = [2 ** -32]
  for (let k = 1; k <= 32; k++) binomial.push((binomial[k - 1]! * (33 - k)) / k)
  const bucket = (weight: number) => Math.min(8, Math.max(0, weight - 12))
  const single = new Float64Array(9)
  binomial.forEach((p, weight) => (single[bucket(weight)]! += p))
  const joint = Float64Array.from({ length: 81 }, (_, i) => single[Math.floor(i / 9)]! * single[i % 9]!)
  const lags = [1, 2, 5]
  const counts = lags.map(() => new Float64Array(81))
  const seen = new Uint8Array(65536)
  return {
    feed(words) {
      for (let i = 0; i < words.length; i++) seen[i] = bucket(popcount(words[i]!))
      lags.forEach((lag, l) => {
        const cells = counts[l]!
        for (let i = 0; i + lag < words.length; i += lag + 1) cells[seen[i]! * 9 + seen[i + lag]!]!++
      })
    },
    pValues: () =>
      Object.fromEntries(lags.map((lag, l) => [`weights, lag ${lag}`, chiSquare(counts[l]!, joint)])),
  }
}

/** How many words pass until the high bits, or the low ones, fall below 1/16 again. */
function gaps(): Test {
  const probabilities = Float64Array.from({ length: 129 }, (_, gap) =>
    gap < 128 ? (15 / 16) ** gap / 16 : (15 / 16) ** 128,
  )
  const counts = { high: new Float64Array(129), low: new Float64Array(129) }
  const open = { high: 0, low: 0 }
  return {
    feed(words) {
      for (const word of words) {
        if (word >>> 28 === 0) {
          counts.high[Math.min(128, open.high)]!++
          open.high = 0
        } else open.high++
        if ((word & 15) === 0) {
          counts.low[Math.min(128, open.low)]!++
          open.low = 0
        } else open.low++
      }
    },
    pValues: () => ({
      'gaps, high bits': chiSquare(counts.high, probabilities),
      'gaps, low bits': chiSquare(counts.low, probabilities),
    }),
  }
}

/** Ranks of 32 × 32 matrices of bits; every eighth block. */
function ranks(): Test {
  const counts = new Float64Array(3)
  return {
    feed(words, block) {
      if (block % 8 !== 0) return
      for (let start = 0; start + 32 <= words.length; start += 32) {
        const rows = words.slice(start, start + 32)
        let rank = 0
        for (let bit = 0; bit < 32; bit++) {
          const mask = (1 << bit) >>> 0
          let pivot = rank
          while (pivot < 32 && (rows[pivot]! & mask) === 0) pivot++
          if (pivot === 32) continue
          const row = rows[pivot]!
          rows[pivot] = rows[rank]!
          rows[rank] = row
          for (let other = pivot + 1; other < 32; other++) if (rows[other]! & mask) rows[other]! ^= row
          rank++
        }
        counts[Math.min(2, 32 - rank)]!++
      }
    },
    pValues: () => ({ 'matrix ranks': chiSquare(counts, [0.2887880952, 0.5775761902, 0.1336357146]) }),
  }
}

/** Equal distances between 4096 birthdays in a year of 2^32 days: Poisson with mean 4; one block in `every`. */
function birthdays(every: number): Test {
  const counts = new Float64Array(40)
  const probabilities = new Float64Array(40)
  for (let k = 0, p = Math.exp(-4); k < 40; p *= 4 / ++k) probabilities[k] = p
  return {
    feed(words, block) {
      if (block % every !== 0) return
      for (let start = 0; start + 4096 <= words.length; start += 4096) {
        const days = words.slice(start, start + 4096).sort()
        const distances = new Uint32Array(4095)
        for (let i = 0; i < 4095; i++) distances[i] = days[i + 1]! - days[i]!
        distances.sort()
        let equal = 0
        for (let i = 1; i < 4095; i++) if (distances[i] === distances[i - 1]) equal++
        counts[Math.min(39, equal)]!++
      }
    },
    pValues: () => ({ 'birthday spacings': chiSquare(counts, probabilities) }),
  }
}

/** Words to a block. */
export const BLOCK = 65536

/**
 * Feeds `count` words, made in blocks by `fill`, to every test.
 *
 * @returns p-values by test
 */
export function battery(fill: (block: Uint32Array) => void, count: number): Record<string, number> {
  const tests = [bytes(), pairs(), weights(), gaps(), ranks(), birthdays(count > 2 ** 26 ? 16 : 4)]
  const words = new Uint32Array(BLOCK)
  for (let block = 0; block * BLOCK < count; block++) {
    fill(words)
    for (const test of tests) test.feed(words, block)
  }
  return Object.assign({}, ...tests.map((test) => test.pValues())) as Record<string, number>
}
