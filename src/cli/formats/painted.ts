/** Text in colour. */
import { styleText } from 'node:util'

/** In colour where a person looks, unless they asked for none (https://no-color.org). */
export function painted(format: Parameters<typeof styleText>[0], text: string): string {
  const { FORCE_COLOR: forced, NO_COLOR: none } = process.env
  const wanted = forced === undefined ? process.stdout.isTTY && !none : forced !== '0'
  return wanted ? styleText(format, text, { validateStream: false }) : text
}

export const COLOURS = { error: 'red', warning: 'yellow' } as const
