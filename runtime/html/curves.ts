/** Curves over steps, as SVG inside of a page. */
import { html, type Html } from './html.ts'

export interface Curve {
  readonly name: string
  /** `a`, `b` or `distance`: which colour and dashes it has. */
  readonly kind: 'a' | 'b' | 'distance'
  /** By step: the range of values that stands there. */
  readonly points: readonly { readonly step: number; readonly min: number; readonly max: number }[]
}

const WIDTH = 760
const HEIGHT = 190
const LEFT = 64
const BOTTOM = 24

/** The style of curves; of this package, never of a user. */
export const CURVE_STYLE = `
.curves { width: 100%; max-width: 60rem; height: auto; display: block; } .curves text { font: 11px var(--sans); fill: var(--soft); }
.curves .grid { stroke: var(--rule); stroke-width: 1; } .curves path { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.curves .area { stroke: none; opacity: .18; } .curves path.a { stroke: var(--accent); } .curves .area.a { fill: var(--accent); }
.curves path.b { stroke: light-dark(#b35900, #f0a030); stroke-dasharray: 6 4; } .curves .area.b { fill: light-dark(#b35900, #f0a030); }
.curves path.distance { stroke: var(--bad); } .curves .area.distance { fill: var(--bad); } .curves .parting { stroke: var(--bad); stroke-dasharray: 3 3; }
.keys { display: flex; gap: 1.2rem; font-size: .83rem; color: var(--soft); flex-wrap: wrap; } .keys i { display: inline-block; width: 28px; height: 0; border-top: 3px solid; vertical-align: middle; margin-right: .4rem; }
.keys .a { border-color: var(--accent); } .keys .b { border-color: light-dark(#b35900, #f0a030); border-top-style: dashed; } .keys .distance { border-color: var(--bad); }
`

/**
 * Draws curves over one axis of steps.
 *
 * @param parting a step to mark.
 */
export function curvesOf(title: string, curves: readonly Curve[], parting: number | undefined): Html {
  const all = curves.flatMap(({ points }) => points)
  if (all.length === 0) return html``
  const [first, last] = [Math.min(...all.map(({ step }) => step)), Math.max(...all.map(({ step }) => step))]
  const isDistance = curves.every(({ kind }) => kind === 'distance')
  const values = all.flatMap(({ min, max }) => [min, max])
  const positive = values.filter((value) => value > 0)
  // Distances and losses that fall by powers are told apart by their powers.
  const isLog =
    positive.length > 0 && (isDistance || (values.every((value) => value > 0) && spread(positive) > 50))
  const floor = isLog ? Math.min(...positive) : 0
  const scale = (value: number) => (isLog ? Math.log10(Math.max(value, floor)) : value)
  const [low, high] = [Math.min(...values.map(scale)), Math.max(...values.map(scale))]
  const x = (step: number) => LEFT + ((step - first) / Math.max(last - first, 1)) * (WIDTH - LEFT - 8)
  const y = (value: number) => 8 + (1 - (scale(value) - low) / (high - low || 1)) * (HEIGHT - BOTTOM - 8)
  const ticks = [low, (low + high) / 2, high].map((at) => ({ at, value: isLog ? 10 ** at : at }))
  const round = (number: number) => number.toFixed(1)
  const path = (points: Curve['points'], of: (point: Curve['points'][number]) => number) =>
    points.map((point) => `${round(x(point.step))},${round(y(of(point)))}`)
  return html`<figure class="figure">
    <figcaption class="keys">
      <b>${title}${isLog && ' (logarithmic)'}</b>
      ${curves.map(({ name, kind }) => html`<span><i class="${kind}"></i>${name}</span>`)}
    </figcaption>
    <svg
      class="curves"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="${title}: ${curves.map(said).join('; ')}"
    >
      ${ticks.map(({ at, value }) => {
        const height = 8 + (1 - (at - low) / (high - low || 1)) * (HEIGHT - BOTTOM - 8)
        return html`<line
            class="grid"
            x1="${LEFT}"
            x2="${WIDTH}"
            y1="${round(height)}"
            y2="${round(height)}"
          />
          <text x="${LEFT - 6}" y="${round(height + 4)}" text-anchor="end">${shortNumber(value)}</text>`
      })}
      <text x="${LEFT}" y="${HEIGHT - 6}">step ${first}</text>
      <text x="${WIDTH - 4}" y="${HEIGHT - 6}" text-anchor="end">step ${last}</text>
      ${
        parting !== undefined &&
        html`<line
          class="parting"
          x1="${round(x(parting))}"
          x2="${round(x(parting))}"
          y1="8"
          y2="${HEIGHT - BOTTOM}"
        />`
      }
      ${curves.map(
        ({ kind, points }) =>
          html`<path
              class="area ${kind}"
              d="M${[...path(points, ({ max }) => max), ...path(points, ({ min }) => min).reverse()].join('L')}Z"
            />
            <path class="${kind}" d="M${path(points, ({ min, max }) => (min + max) / 2).join('L')}" />`,
      )}
    </svg>
  </figure>`
}

function shortNumber(value: number): string {
  const isPlain = value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 100_000)
  return isPlain ? String(Number(value.toPrecision(3))) : value.toExponential(1)
}

function spread(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values)
}

function said({ name, points }: Curve): string {
  const [first, last] = [points[0], points.at(-1)]
  return first && last
    ? `${name} from ${String(Number(first.min.toPrecision(4)))} at step ${String(first.step)} to ${String(Number(last.max.toPrecision(4)))} at step ${String(last.step)}`
    : `${name}: none`
}
