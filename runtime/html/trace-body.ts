/** Two traces on a page: the verdict, the fields by steps, the step at which they part, and the curves. */
import type { Comparison, HeaderDifference } from '../trace/compare.ts'
import { numberOf } from '../trace/compare-steps.ts'
import { printable, type LayerRecord, type ReadStep } from '../trace/read-trace.ts'
import { curvesOf, type Curve } from './curves.ts'
import { count, html, type Html, type Part } from './html.ts'
import { ROWS, unequalNames, type Column, type Row, type TracePicture } from './trace-picture.ts'

/** More columns than that stand close together, in the width that there is. */
const MAX_WIDE = 80
/** Layers that are shown around the first that differs. */
const MAX_LAYERS = 12

const TITLES: Readonly<Record<Row, string>> = {
  draws: 'draws of named streams',
  streams: 'states of generators',
  batch: 'batch',
  weightsBefore: 'weights before',
  forward: 'layers, forward',
  scale: 'scale of the loss',
  loss: 'loss',
  backward: 'layers, backward',
  gradients: 'gradients',
  learningRate: 'learning rate',
  weights: 'weights after',
  streamsAfter: 'generators afterwards',
}

/** What `compare` found, and how it came about. */
export function traceBody(
  comparison: Comparison,
  pictures: readonly TracePicture[],
  names: readonly [string, string],
): Html {
  const { divergence, experiment, notes, platform, steps, verdict } = comparison
  const told = divergence?.rank === undefined ? undefined : String(divergence.rank)
  const first = pictures.find(({ rank }) => rank === told) ?? pictures[0]
  return html`
    <p class="verdict ${verdict}">
      ${verdict === 'identical' ? `Identical over ${count(steps, 'step')}.` : `${SAID[verdict]}.`}
    </p>
    ${
      divergence &&
      html`<ol class="path" aria-label="How they part">
          ${divergence.rank !== undefined && crumb('rank', String(divergence.rank))}
          ${crumb('step', String(divergence.step))} ${crumb('field', divergence.field)}
          ${streamsOf(first, divergence.step).map((name) => crumb('stream', name))}
          ${divergence.layer !== undefined && crumb('layer', divergence.layer)}
          ${crumb('cause', divergence.cause)}
        </ol>
        <p>${sentence(divergence.what)}</p>
        <p><b>Where to look.</b> ${divergence.where}</p>`
    }
    ${headerTable('Two different experiments', experiment, names)}
    ${headerTable('They ran on different machines or versions', platform, names)}
    ${notes.map((note) => html`<p class="note">${printable(note)}</p>`)}
    ${pictures.length > 1 && ranksTable(pictures)}
    ${pictures.map((picture) => pictureBody(picture, divergence, pictures.length > 1, names))}
  `
}

const SAID = { identical: 'Identical', diverged: 'Diverged', unknown: 'Could not tell' }

function crumb(what: string, value: string): Html {
  return html`<li><span class="soft">${what}</span> <b>${value}</b></li>`
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function streamsOf(picture: TracePicture | undefined, step: number): readonly string[] {
  if (picture?.parting?.step !== step) return []
  const [a, b] = picture.parting.pair
  const draws = unequalNames(a.draws, b.draws)
  const states = a.streams && b.streams ? unequalNames(a.streams, b.streams) : []
  return [...new Set([...draws, ...states])].slice(0, 4)
}

function headerTable(
  title: string,
  rows: readonly HeaderDifference[],
  names: readonly [string, string],
): Part {
  if (rows.length === 0) return undefined
  const show = (value: unknown) => printable(JSON.stringify(value) ?? 'absent')
  return html`<h3>${title}</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">${names[0]}</th>
            <th scope="col">${names[1]}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, values }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${show(values[0])}</td>
                <td>${show(values[1])}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
}

function ranksTable(pictures: readonly TracePicture[]): Html {
  return html`<h3>Ranks</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Rank</th>
            <th scope="col">Steps</th>
            <th scope="col">First difference</th>
          </tr>
        </thead>
        <tbody>
          ${pictures.map(({ rank, steps, parting }) => {
            const rows = parting?.around.find(({ first }) => first === parting.step)?.rows
            const field = ROWS.find((row) => (rows?.get(row)?.differ ?? 0) > 0)
            return html`<tr>
              <th scope="row">${rank}</th>
              <td>${steps}</td>
              <td>${parting && field ? `step ${String(parting.step)}, ${TITLES[field]}` : 'none'}</td>
            </tr>`
          })}
        </tbody>
      </table>
    </div>`
}

function pictureBody(
  { rank, steps, columns, parting }: TracePicture,
  divergence: Comparison['divergence'],
  isOneOfMany: boolean,
  names: readonly [string, string],
): Part {
  if (steps === 0) return undefined
  const width = Math.max(...columns.map((column) => column.steps))
  const title = isOneOfMany ? `, ${/^\d+$/u.test(rank) ? `rank ${rank}` : rank}` : ''
  return html`
    <h3>Fields by steps${title}</h3>
    ${matrix(columns, parting?.step, `All ${count(steps, 'step')}${width > 1 ? `, ${String(width)} in a column` : ''}`)}
    ${parting && width > 1 && matrix(parting.around, parting.step, `Around step ${String(parting.step)}, one by one`)}
    ${parting && partingTable(parting, divergence?.layer, names)} ${lossCurves(columns, parting?.step, names)}
  `
}

function matrix(columns: readonly Column[], parting: number | undefined, caption: string): Html {
  const rows = ROWS.filter((row) => columns.some((column) => column.rows.has(row)))
  const isParting = ({ first, last }: Column) => parting !== undefined && first <= parting && parting <= last
  return html`<div class="matrix-scroll" tabindex="0" role="group" aria-label="${caption}">
    <table class="matrix${columns.length > MAX_WIDE ? ' dense' : ''}">
      <caption>
        ${caption}. ${rows.map((row) => saidRow(row, columns)).join('; ')}.
      </caption>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${TITLES[row]}</th>
              ${columns.map((column) => cell(column, row, isParting(column)))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function saidRow(row: Row, columns: readonly Column[]): string {
  const differ = columns.reduce((sum, column) => sum + (column.rows.get(row)?.differ ?? 0), 0)
  return `${TITLES[row]} ${differ === 0 ? 'equal' : `differs in ${String(differ)}`}`
}

function cell(column: Column, row: Row, isParting: boolean): Html {
  const found = column.rows.get(row)
  const kind = !found ? 'no' : found.differ === 0 ? 'eq' : found.differ < found.both ? 'some' : 'ne'
  const steps =
    column.first === column.last
      ? `step ${String(column.first)}`
      : `steps ${String(column.first)} to ${String(column.last)}`
  const says = !found
    ? 'not recorded'
    : found.differ === 0
      ? 'equal'
      : column.steps === 1
        ? 'differs'
        : `differs in ${String(found.differ)} of ${String(found.both)}`
  return html`<td class="${kind}${isParting ? ' parting' : ''}" title="${steps}: ${says}"></td>`
}

interface Fact {
  readonly what: string
  readonly values: readonly [string, string]
}

/** All that both runs tell of the step at which they part, in the order in which it comes about. */
function partingTable(
  { step, pair: [a, b] }: NonNullable<TracePicture['parting']>,
  layer: string | undefined,
  names: readonly [string, string],
): Html {
  const facts = ROWS.flatMap((row) => factsOf(row, a, b, layer))
  const first = facts.findIndex(({ values }) => values[0] !== values[1])
  return html`<h3>Step ${step}, in the order in which it comes about</h3>
    <div class="scroll">
      <table class="parting-step">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">${names[0]}</th>
            <th scope="col">${names[1]}</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          ${facts.map(({ what, values }, i) => {
            const differs = values[0] !== values[1]
            return html`<tr class="${i === first ? 'first' : differs ? 'ne' : 'eq'}">
              <th scope="row">${what}</th>
              <td><code>${values[0]}</code></td>
              <td><code>${values[1]}</code></td>
              <td>${i === first ? 'the first to differ' : differs ? 'differs' : 'equal'}</td>
            </tr>`
          })}
        </tbody>
      </table>
    </div>`
}

function factsOf(row: Row, a: ReadStep, b: ReadStep, layer: string | undefined): Fact[] {
  const [one, other] = [a[row], b[row]]
  if (one === undefined || other === undefined) return []
  if (row === 'forward' || row === 'backward')
    return layerFacts(TITLES[row], one as readonly LayerRecord[], other as readonly LayerRecord[], layer)
  if (one instanceof Map && other instanceof Map) {
    const [mine, theirs] = [one, other] as ReadonlyMap<string, unknown>[] as [
      ReadonlyMap<string, unknown>,
      ReadonlyMap<string, unknown>,
    ]
    return [...mine.keys()]
      .filter((name) => theirs.has(name))
      .map((name) => ({
        what: `${TITLES[row]}: ${name}`,
        values: [short(mine.get(name)), short(theirs.get(name))],
      }))
  }
  if (row === 'loss') return [{ what: TITLES.loss, values: [lossText(a), lossText(b)] }]
  return [{ what: TITLES[row], values: [short(one), short(other)] }]
}

function layerFacts(
  title: string,
  a: readonly LayerRecord[],
  b: readonly LayerRecord[],
  layer: string | undefined,
): Fact[] {
  const differs = (i: number) => a[i]?.fingerprint !== b[i]?.fingerprint || a[i]?.name !== b[i]?.name
  const length = Math.max(a.length, b.length)
  let at = 0
  while (at < length && !differs(at)) at++
  const named = a.findIndex(({ name }) => name === layer)
  const from = Math.max(0, Math.min(at < length ? at : named < 0 ? 0 : named, length) - 3)
  const say = (entry: LayerRecord | undefined) => (entry ? short(entry.fingerprint) : 'absent')
  const rest = length - Math.min(length, from + MAX_LAYERS)
  return [
    ...(from > 0
      ? [{ what: `${title}: ${count(from, 'layer')} before`, values: ['equal', 'equal'] as const }]
      : []),
    ...Array.from({ length: Math.min(MAX_LAYERS, length - from) }, (_, i) => {
      const [one, other] = [a[from + i], b[from + i]]
      const entry = one ?? other!
      return {
        what: `${title}: ${entry.name}${entry.input ? ', given' : ''}`,
        values: [say(one), say(other)] as const,
      }
    }),
    ...(rest > 0 ? [{ what: `${title}: ${count(rest, 'layer')} more`, values: ['…', '…'] as const }] : []),
  ]
}

function lossText({ loss }: ReadStep): string {
  const value = numberOf(loss!.bits) ?? loss!.value ?? undefined
  return value === undefined ? short(loss!.bits) : `${String(value)} (${loss!.bits.slice(-16)})`
}

function short(value: unknown): string {
  return printable(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 40)
}

function lossCurves(
  columns: readonly Column[],
  parting: number | undefined,
  names: readonly [string, string],
): Part {
  const curve = (run: 0 | 1): Curve => ({
    name: names[run],
    kind: run === 0 ? 'a' : 'b',
    points: columns.flatMap(({ first, losses }) => (losses[run] ? [{ step: first, ...losses[run] }] : [])),
  })
  const distance = columns.flatMap((column) =>
    column.distance === undefined ? [] : [{ step: column.first, min: column.distance, max: column.distance }],
  )
  const curves = [curve(0), curve(1)]
  if (curves.every(({ points }) => points.length < 2)) return undefined
  return [
    html`<h3>Curves</h3>`,
    curvesOf('Loss', curves, parting),
    distance.some(({ max }) => max > 0) &&
      curvesOf(
        'Distance of the losses',
        [{ name: 'first less second', kind: 'distance', points: distance }],
        parting,
      ),
  ]
}

/** The style of comparisons; of this package, never of a user. */
export const TRACE_STYLE = `
.verdict { font-size: 1.3rem; font-weight: 700; margin: .2rem 0 .6rem; } .verdict.identical { color: var(--good); } .verdict.diverged { color: var(--bad); } .verdict.unknown { color: var(--warn); }
.path { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem; padding: 0; } .path li { border: 1px solid var(--rule); background: var(--panel); border-radius: 6px; padding: .2rem .6rem; } .path li + li::before { content: '\\203a'; color: var(--soft); margin-right: .4rem; } .path b { overflow-wrap: anywhere; }
.note { border-left: 3px solid var(--warn); padding: .2rem .7rem; margin: .6rem 0; background: color-mix(in srgb, var(--warn) 9%, transparent); }
.matrix-scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 8px; margin: .5rem 0 1rem; padding: .3rem .6rem .6rem; } .matrix { border-collapse: separate; border-spacing: 1px; }
.matrix caption { font-size: .83rem; } .matrix th { position: sticky; left: 0; background: var(--back); border: 0; padding: 0 .7rem 0 0; white-space: nowrap; font-weight: 500; font-size: .8rem; height: 20px; vertical-align: middle; }
.matrix td { padding: 0; border: 0; min-width: 4px; width: 12px; height: 20px; } .matrix .eq { background: color-mix(in srgb, var(--good) 55%, transparent); } .matrix .ne { background: repeating-linear-gradient(135deg, var(--bad) 0 4px, color-mix(in srgb, var(--bad) 70%, transparent) 4px 6px); }
.matrix .some { background: repeating-linear-gradient(135deg, var(--bad) 0 2px, transparent 2px 5px); } .matrix .no { background: color-mix(in srgb, var(--soft) 12%, transparent); } .matrix .parting { box-shadow: -2px 0 0 var(--ink), 2px 0 0 var(--ink); }
.matrix.dense { width: 100%; table-layout: fixed; border-spacing: 0 1px; } .matrix.dense th { width: 11rem; } .matrix.dense td { min-width: 0; width: auto; }
.parting-step tr.ne td:last-child { color: var(--bad); } .parting-step tr.first { background: var(--bad-back); } .parting-step tr.first td:last-child { color: var(--bad); font-weight: 700; } .parting-step th { font-weight: 500; overflow-wrap: anywhere; }
.figure { margin: .6rem 0 1.2rem; } .bar { display: inline-block; width: 120px; height: 10px; background: color-mix(in srgb, var(--soft) 18%, transparent); border-radius: 3px; overflow: hidden; vertical-align: middle; } .bar i { display: block; height: 100%; background: var(--bad); }
tr.differs { background: var(--bad-back); } section.run { border-top: 1px solid var(--rule); margin-top: 1.6rem; }
`
