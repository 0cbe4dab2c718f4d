/** The lanes of a program: a row for each source, the program's steps from left to right. */
import { html, Html, type Part } from '../../runtime/html/html.ts'
import {
  shownPlace,
  type Frame,
  type LaneState,
  type Program,
  type ReportedFinding,
  type Step,
} from './report.ts'

/** A step, or steps that stand in the same file, function or loop. */
type Item = { readonly at: number } | { readonly frame: Frame; readonly items: Item[] }

/** The row of what belongs to no source: loading, settings, training, starting workers. */
const PROGRAM_ROW = 0

/**
 * Draws the lanes.
 *
 * @param id what ids begin with: it is one for each program of a page.
 */
export function lanesOf(program: Program, findings: readonly ReportedFinding[], id: string): Html {
  const { lanes, steps } = program
  const levelOf = (step: Step) => {
    if (step.findings.length === 0) return ''
    return step.findings.some((each) => findings[each]!.level === 'error') ? ' bad' : ' bad warning'
  }
  const classes = new StateClasses(program, id)
  const column = (at: number, contents: Part): Part => {
    const step = steps[at]!
    return html`<a
      class="c ${classes.of(at)}${levelOf(step)}"
      href="#${
        step.findings.length > 0 ? `${id}-finding-${String(step.findings[0])}` : `${id}-step-${String(at)}`
      }"
      tabindex="${step.findings.length > 0 ? '0' : '-1'}"
      title="${titleOf(step)}"
      >${contents}</a
    >`
  }
  const draw = (item: Item): Part => {
    if ('at' in item) {
      const step = steps[item.at]!
      return column(item.at, [marksOf(step), nameOf(step)])
    }
    const { frame, items } = item
    const all = stepsIn(items)
    // A file of which one thing is told is no group.
    if (frame.kind === 'file' && all.length === 1) return items.map(draw)
    const bad = all.filter((at) => steps[at]!.findings.length > 0)
    const said = `${frame.title}: ${String(all.length)} step${all.length === 1 ? '' : 's'}${bad.length > 0 ? `, ${String(bad.length)} with findings` : ''}`
    return html`<details open class="${frame.kind}">
      <summary title="${said}">
        <span class="label">${frame.title}</span
        ><span class="c ${classes.of(all.at(-1)!)}${bad.length > 0 ? ' bad' : ''}" aria-hidden="true"
          ><span class="n">${String(all.length)} steps: ${frame.title}</span></span
        >
      </summary>
      <div class="in">${items.map(draw)}</div>
    </details>`
  }
  return html`<style>
      ${classes.style()}
    </style>
    <div
      class="lanes"
      id="${id}-lanes"
      role="group"
      tabindex="0"
      aria-label="Lanes of ${program.entry}; the table of all steps says the same"
    >
      <ul class="lane-names">
        <li><b>the program</b><span>loads, sets, trains, starts workers</span></li>
        ${lanes.map(
          ({ title, where }) =>
            html`<li title="${title}, ${where}"><b>${title}</b><span>${where}</span></li>`,
        )}
        <li>steps, in the order in which they happen</li>
      </ul>
      <div class="flow">${grouped(steps).map(draw)}</div>
    </div>`
}

/** Steps put into their frames: neighbours that share one stand in it together. */
function grouped(steps: readonly Step[]): Item[] {
  const top: Item[] = []
  let open: { readonly id: string; readonly items: Item[] }[] = []
  for (const [at, { frames }] of steps.entries()) {
    let depth = 0
    while (depth < open.length && depth < frames.length && open[depth]!.id === frames[depth]!.id) depth++
    open = open.slice(0, depth)
    for (const frame of frames.slice(depth)) {
      const items: Item[] = []
      ;(open.at(-1)?.items ?? top).push({ frame, items })
      open.push({ id: frame.id, items })
    }
    ;(open.at(-1)?.items ?? top).push({ at })
  }
  return top
}

function stepsIn(items: readonly Item[]): number[] {
  return items.flatMap((item) => ('at' in item ? [item.at] : stepsIn(item.items)))
}

function titleOf(step: Step): string {
  return `${shownPlace(step.place)}: ${step.api} ${step.detail}`
}

function marksOf(step: Step): Part {
  const here = step.findings.length > 0 ? ' here' : ''
  if (step.lanes.length === 0 || step.mark === 'spawn')
    return [
      html`<b class="m ${step.mark}${here}" style="--at: ${PROGRAM_ROW}"></b>`,
      step.lanes.map(({ lane }) => html`<b class="m spawn" style="--at: ${lane + 1}"></b>`),
    ]
  return step.lanes.map(
    ({ lane, state }) => html`<b class="m ${step.mark} s-${state}${here}" style="--at: ${lane + 1}"></b>`,
  )
}

function nameOf({ api, place }: Step): Part {
  return html`<span class="n">${api.slice(0, 60)} <span>:${place.line}</span></span>`
}

/**
 * The state of all lanes at a step is one class, whose background is their lines: a program of two thousand steps has
 * few of them, and a step is then an element and its marks.
 */
class StateClasses {
  readonly #program: Program
  readonly #id: string
  readonly #byStates = new Map<string, number>()
  readonly #classes: number[] = []

  constructor(program: Program, id: string) {
    this.#program = program
    this.#id = id
    const now: (LaneState | undefined)[] = program.lanes.map(() => undefined)
    const next = program.lanes.map(() => 0)
    for (const at of program.steps.keys()) {
      for (const [lane, { states }] of program.lanes.entries())
        while (next[lane]! < states.length && states[next[lane]!]!.step <= at)
          now[lane] = states[next[lane]!++]!.state
      const key = now.join()
      const known = this.#byStates.get(key) ?? this.#byStates.size
      this.#byStates.set(key, known)
      this.#classes.push(known)
    }
  }

  of(at: number): string {
    return `${this.#id}-${String(this.#classes[at])}`
  }

  style(): Html {
    const { lanes } = this.#program
    const height = `calc(${String(lanes.length + 1)} * var(--lane) + var(--names))`
    const all = `#${this.#id}-lanes .c { height: ${height}; }`
    const lines = [...this.#byStates].map(([key, index]) => {
      if (lanes.length === 0) return ''
      const images = key.split(',').map((state) => `var(--l-${state || 'none'})`)
      const places = images.map((_, lane) => `0 calc(${String(lane + 1.5)} * var(--lane) - 3.5px)`)
      return `.${this.#id}-${String(index)} { background-image: ${images.join()}; background-position: ${places.join()}; }`
    })
    return new Html([all, ...lines].join('\n'))
  }
}
