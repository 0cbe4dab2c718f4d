/** What a page says to its scripts, as statements that nobody writes by hand. */
export const PAGE_LABELS = {
  /** `<script src="train.js">` */
  source: '$src',
  /** `onclick="train()"` */
  handler: '$o',
  /** `<script type="importmap">` */
  importMap: '$map',
} as const

/** A labelled statement. */
export function labelled(label: string, code: string): string {
  return `${label}:${code};`
}

/** Files that are pages or components, whose scripts this front end has written. */
export function isPageFile(file: string): boolean {
  return /\.(?:html?|vue|svelte)$/iu.test(file)
}
