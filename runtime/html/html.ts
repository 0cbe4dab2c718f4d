/** Text as HTML: whatever is put into a template is escaped, unless it is HTML already. */

/** HTML that may stand in a page as it is. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What a template takes: nothing is shown for `undefined` and `false`. */
export type Part = Html | string | number | undefined | false | readonly Part[]

const NAMES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])
/** C0 and C1 controls and the marks that turn the direction of text: they are shown, and not obeyed. */
const CONTROLS =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

/** A text of others, for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/[&<>"']/gu, (character) => NAMES.get(character)!)
    .replaceAll(CONTROLS, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replaceAll(/[\ud800-\udfff]/gu, '\ufffd')
}

function written(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  return part.map(written).join('')
}

/** A template of HTML: html`<b>${name}</b>`. Attributes are to be quoted. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = texts[0]!
  for (const [i, part] of parts.entries()) text += written(part) + texts[i + 1]!
  return new Html(text)
}

/** `12 steps`, `1 step`. */
export function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`
}

/** What a sentence has between back quotes, as code. */
export function prose(text: string): Html {
  return html`${text
    .split(/(`[^`]+`)/u)
    .map((part) => (/^`[^`]+`$/u.test(part) ? html`<code>${part.slice(1, -1)}</code>` : part))}`
}
