import type { Seed } from '../streams/stream.ts'

const LARGEST = Number.MAX_SAFE_INTEGER
const ALLOWED = 'A seed is an integer from 0 to 2^53-1, or a non-empty text.'

// The companion in Python has the same three: one environment is one seed, whichever language reads it.
/** A number as every language reads it: as a text it would be another seed. */
const DECIMAL = /^[ \t\r\n]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?[ \t\r\n]*$/i
/** A number in one language, and not in the next. */
const FOREIGN = /^[ \t\r\n]*[+-]?(?:0[box][\da-f_]+|(?=[\d_.]*\d_\d)[\d_.]+(?:e[+-]?[\d_]+)?)[ \t\r\n]*$/i
/** What becomes of a value that went missing. */
const LOST = /^[ \t\r\n]*(?:undefined|null|none|true|false|[+-]?(?:nan|inf|infinity))[ \t\r\n]*$/i

/**
 * Accepts a seed or refuses it, with one sentence for each way to be wrong.
 *
 * @throws TypeError for everything that is not an integer 0 … 2^53-1 or a non-empty text that is no number
 */
export function checkSeed(seed: unknown): Seed {
  const refuse = (what: string): never => {
    throw new TypeError(`enforce(): ${what} ${ALLOWED}`)
  }
  if (seed === undefined || seed === null)
    return refuse(
      'there is no seed. Pass enforce({ seed: 42 }), or set the environment variable REPRODUCIBLE_SEED.',
    )
  if (typeof seed === 'boolean')
    return refuse(
      `the seed is ${String(seed)}, a truth value, which other tools would quietly take for 0 or 1.`,
    )
  if (typeof seed === 'string') {
    if (seed.trim() === '')
      return refuse('the seed is an empty text, which is usually a variable that nobody filled.')
    if (DECIMAL.test(seed))
      return refuse(
        `the seed is the text ${JSON.stringify(seed)}, and the number ${String(Number(seed))} would be another seed. Write Number(${JSON.stringify(seed)}).`,
      )
    if (FOREIGN.test(seed))
      return refuse(
        `the seed is the text ${JSON.stringify(seed)}, a number in some languages and a text in others. Write it in decimal digits.`,
      )
    if (LOST.test(seed))
      return refuse(`the seed is the text ${JSON.stringify(seed)}: a value went missing before it came here.`)
    if (/\p{Surrogate}/u.test(seed))
      return refuse(
        `the seed ${JSON.stringify(seed)} holds half of a character, which no other program can write.`,
      )
    return seed
  }
  if (typeof seed !== 'number')
    return refuse(`the seed is of type ${typeof seed}${Array.isArray(seed) ? ' (an array)' : ''}.`)
  if (Number.isNaN(seed))
    return refuse(
      'the seed is NaN: a calculation or a conversion to a number went wrong before it came here.',
    )
  if (seed < 0) return refuse(`the seed ${String(seed)} is negative; tools disagree about the sign.`)
  if (seed > LARGEST)
    return refuse(
      `the seed ${String(seed)} is above 2^53-1, where neighbouring integers are one and the same number.`,
    )
  if (!Number.isInteger(seed)) return refuse(`the seed ${String(seed)} has a fraction, which tools cut off.`)
  return seed === 0 ? 0 : seed
}

/**
 * The seed written in `REPRODUCIBLE_SEED`: a decimal number is a number, anything else is a text.
 *
 * @throws TypeError when the number is not one that {@link checkSeed} accepts, or the variable is empty
 */
export function seedFromEnvironment(text: string): Seed {
  try {
    return checkSeed(DECIMAL.test(text) ? Number(text) : text)
  } catch (error) {
    throw new TypeError(
      `REPRODUCIBLE_SEED=${text}: ${(error as Error).message.replace(/^enforce\(\): /, '')}`,
      { cause: error },
    )
  }
}
