/** Names of files and strings of programs may hold anything, and a terminal obeys some of it. */

/** C0 and C1 controls, and the marks that turn the direction of text. */

const CONTROLS = /[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text on one line, with `\x1b` for what would move a cursor, change a colour or a title, or end the line. */
export function printable(text: string): string {
  return text.replaceAll(CONTROLS, escaped)
}

/** The same for a text of several lines, which keeps its line ends and tabs. */
export function printableLines(text: string): string {
  return text.replaceAll(CONTROLS, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  )
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!.toString(16)
  return code.length > 2 ? `\\u{${code}}` : `\\x${code.padStart(2, '0')}`
}

/** Tells something about the run that is no finding: on the error stream, which no other program parses. */
export function say(text: string): void {
  console.error(printableLines(text))
}
