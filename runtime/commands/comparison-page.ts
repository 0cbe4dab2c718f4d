/** `compare --html` and `verify --html`: what was found, as one page. */
import type { Comparison } from '../trace/compare.ts'
import { tracesIn } from '../trace/compare-ranks.ts'
import { CURVE_STYLE } from '../html/curves.ts'
import { html, type Html } from '../html/html.ts'
import { pageOf } from '../html/page.ts'
import { receiptsBody } from '../html/receipts-body.ts'
import { tensorsBody } from '../html/tensors-body.ts'
import { TRACE_STYLE, traceBody } from '../html/trace-body.ts'
import { pictureOf, type TracePicture } from '../html/trace-picture.ts'
import type { Found } from './compare.ts'
import type { VerifiedRun } from './judge-runs.ts'
import { PERTURBED } from '../trace/recorder.ts'
import type { TensorComparison } from './tensors/compare-tensors.ts'

/** Draws two traces, or those of each rank of two runs. */
export function picturesOf(a: string, b: string): TracePicture[] {
  const [one, other] = [tracesIn(a), tracesIn(b)]
  if (one.size === 1 && other.size === 1)
    return [pictureOf([...one.values()][0]!, [...other.values()][0]!, '')]
  return [...one.keys()]
    .filter((rank) => other.has(rank))
    .sort((x, y) => Number(x) - Number(y) || (x < y ? -1 : 1))
    .map((rank) => pictureOf(one.get(rank)!, other.get(rank)!, rank))
}

/** The page of `compare`. */
export function comparisonPage(a: string, b: string, found: Found): string {
  return page(
    `${a} and ${b}`,
    html`<h2 class="seen-not">What was found</h2>
      ${bodyOf(a, b, found)}`,
  )
}

function bodyOf(a: string, b: string, found: Found): Html {
  switch (found.kind) {
    case 'traces':
      return traceBody(found.json, picturesOf(a, b), [a, b])
    case 'receipts':
      return receiptsBody(found.receipts, found.json, [a, b])
    case 'tensors':
      return isTensorComparison(found.json)
        ? tensorsBody(found.json, [a, b])
        : plain(found.verdict, found.text)
    case 'reports':
      return plain(found.verdict, found.text)
  }
}

/**
 * The page of `verify`.
 *
 * @param pictures of each run, against the first.
 */
export function verificationPage(
  command: readonly string[],
  verdict: Comparison['verdict'],
  runs: readonly VerifiedRun[],
  pictures: readonly (readonly TracePicture[])[],
  report: string,
): string {
  return page(
    `verify -- ${command.join(' ')}`,
    html`
      <p class="verdict ${verdict}">${SAID[verdict]}</p>
      <details>
        <summary>What the command printed</summary>
        <pre tabindex="0">${report}</pre>
      </details>
      ${runs.map((run, i) => {
        const name = nameOf(run)
        return html`<section class="run">
          <h2>The first run and ${name}</h2>
          ${traceBody(run.comparison, pictures[i] ?? [], ['the first run', name])}
          ${run.outputs?.map(
            ({ file, text, details, verdict: found }) =>
              html`<h3>${file}</h3>
                ${isTensorComparison(details) ? tensorsBody(details, ['the first run', name]) : plain(found, text)}`,
          )}
        </section>`
      })}
    `,
  )
}

const SAID = {
  identical: 'The program repeats.',
  diverged: 'The program does not repeat.',
  unknown: 'Could not tell.',
}

function nameOf({ control, perturbation }: VerifiedRun): string {
  if (control) return 'one with another seed, which must differ'
  return perturbation ? `one with ${PERTURBED[perturbation]}` : 'the same again'
}

function isTensorComparison(value: unknown): value is TensorComparison {
  return typeof value === 'object' && value !== null && 'tensors' in value && 'onlyIn' in value
}

function plain(verdict: Comparison['verdict'], text: string): Html {
  return html`<p class="verdict ${verdict}">${verdict}</p>
    <pre tabindex="0">${text}</pre>`
}

function page(title: string, body: Html): string {
  return pageOf({ title, style: TRACE_STYLE + CURVE_STYLE, body })
}
