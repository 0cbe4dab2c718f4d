/** One program of a report: its lanes, its findings, and all steps as a table. */
import { count, html, type Html } from '../../runtime/html/html.ts'
import { findingsOf } from './findings.ts'
import { lanesOf } from './lanes.ts'
import { shownPlace, type Program, type ReportedFinding, type Step } from './report.ts'

/** What the lanes of a program and its findings look like inside of a page. */
export function programOf(program: Program, findings: readonly ReportedFinding[], id: string): Html {
  const { incomplete, idle, infersOnly, lanes, steps } = program
  const mine = [...new Set(steps.flatMap((step) => step.findings))]
  return html`
    ${
      incomplete &&
      html`<p class="note">
        It was not followed to its end: ${incomplete.place}, ${incomplete.reason}. What it does behind that is
        not known, and nothing is reported of what may be missing.
      </p>`
    }
    ${infersOnly && html`<p class="note">It only asks a model, and trains nothing: no rule judges it.</p>`}
    ${
      steps.length === 0
        ? html`<p class="soft">Nothing here draws, seeds, sets or starts anything.</p>`
        : lanesOf(program, findings, id)
    }
    ${steps.some((step) => step.frames.length > 0) && FOLDING}
    ${idle.length > 0 && html`<p class="soft">Seeded, and not drawn from: ${idle.join(', ')}.</p>`}
    ${mine.length > 0 && html`<h3>${count(mine.length, 'finding')}</h3>`}
    ${mine.length > 0 && findingsOf(findings, mine, id)}
    ${
      steps.length > 0 &&
      html`<details class="steps">
        <summary>All ${count(steps.length, 'step')} as a table</summary>
        <div class="scroll" tabindex="0" role="group" aria-label="All steps as a table">
          <table>
            <caption class="seen-not">
              What ${program.entry} does, in the order in which it happens
            </caption>
            <thead>
              <tr>
                <th scope="col">Step</th>
                <th scope="col">Place</th>
                <th scope="col">Code</th>
                <th scope="col">What happens</th>
              </tr>
            </thead>
            <tbody>
              ${steps.map((step, at) => rowOf(step, at, id, lanes))}
            </tbody>
          </table>
        </div>
      </details>`
    }
  `
}

/** A call that seeds everything is about many lanes. */
const MAX_SAID = 6

const FOLDING = html`<p class="tools" hidden>
  <button type="button" data-fold="shut">Fold all</button>
  <button type="button" data-fold="open">Unfold all</button>
</p>`

function rowOf(step: Step, at: number, id: string, lanes: Program['lanes']): Html {
  const inside = step.frames.map(({ title }) => title).join(' › ')
  const said = step.lanes.slice(0, MAX_SAID).map(({ lane, state }) => `${lanes[lane]!.title}: ${state}`)
  return html`<tr id="${id}-step-${at}">
    <td>${at + 1}</td>
    <td>${shownPlace(step.place)}${inside !== '' && html`<br /><span class="soft">${inside}</span>`}</td>
    <td>${step.code}</td>
    <td>
      <b>${step.mark}</b> ${step.api}
      ${step.detail}${
        said.length > 0 && html`<br /><span class="soft">${said.join('; ')}</span>`
      }${step.findings.map((each) => html`<br /><a href="#${id}-finding-${each}">finding ${each + 1}</a>`)}
    </td>
  </tr>`
}
