/** Which labels of a test say what its branches depend on. */
import type { Label, Labels } from './value.ts'

/** Which items there are decides a test, in whichever order they come. */
export function decidingLabels(labels: Labels): Labels {
  return labels.filter(({ kind }) => kind === 'draw' || kind === 'entropy' || kind === 'channel')
}

/** The draws, and nothing else, that decide a test: where its branches do nothing that matters, they do not either. */
export function drawnLabels(labels: Labels): Labels {
  return labels.some(isDrawn) ? labels.filter(isDrawn) : []
}

/** What else decides a test: it matters at once. */
export function undrawnLabels(labels: Labels): Labels {
  return labels.filter(({ kind }) => kind === 'entropy')
}

/** A draw, or what comes out of a channel. */
export function isDrawn(label: Label): boolean {
  return label.kind === 'draw' || (label.kind === 'channel' && !label.text)
}
