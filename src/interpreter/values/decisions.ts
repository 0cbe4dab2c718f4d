/** Which labels of a test say what its branches depend on. */
import { truth, type Label, type Labels, type Value } from './value.ts'

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

/**
 * Whether a value is the same in every run that comes here: what a draw or a message decided is that it is here at all.
 * An option of the run, an item of a loop or a rank may be another one next time.
 */
export function isCertain({ labels }: Value): boolean {
  return labels.every((label) => isDrawn(label) || ONLY_LEAD_HERE.has(label.kind))
}

const ONLY_LEAD_HERE: ReadonlySet<Label['kind']> = new Set<Label['kind']>(['entropy', 'text', 'channel'])

/** How a test goes in every run that comes here, or undefined. */
export function certainTruth(value: Value): boolean | undefined {
  return isCertain(value) ? truth(value) : undefined
}
