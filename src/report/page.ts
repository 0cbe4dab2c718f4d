/** The report as one file. */
import { count, html, type Html } from '../../runtime/html/html.ts'
import { pageOf } from '../../runtime/html/page.ts'
import { findingsOf } from './findings.ts'
import { programOf } from './program.ts'
import type { Program, Report } from './report.ts'
import { REPORT_SCRIPT, REPORT_STYLE } from './style.ts'

/** More programs than that are shut at first: a page is to be read from its beginning. */
const MAX_OPEN = 3

/** @param isJudged findings were looked for, so that it means something that there are none. */
export function reportPage({ programs, findings, notes }: Report, isJudged: boolean): string {
  const shown = new Set(programs.flatMap(({ steps }) => steps.flatMap((step) => step.findings)))
  const elsewhere = findings.flatMap((_, at) => (shown.has(at) ? [] : [at]))
  const errors = findings.filter(({ level }) => level === 'error').length
  const summary = isJudged
    ? `${count(programs.length, 'program')}, ${count(findings.length, 'finding')}${findings.length > 0 ? ` (${count(errors, 'error')}, ${count(findings.length - errors, 'warning')})` : ''}`
    : count(programs.length, 'program')
  const isOpen = (program: Program, at: number) =>
    programs.length <= MAX_OPEN || (at < MAX_OPEN && program.steps.some((step) => step.findings.length > 0))
  return pageOf({
    title: isJudged ? 'What makes runs differ' : 'What these programs draw',
    aside: html`<span class="soft">${summary}</span>`,
    style: REPORT_STYLE,
    script: REPORT_SCRIPT,
    body: html`
      ${LEGEND} ${notes.map((note) => html`<p class="note">${note}</p>`)}
      ${
        programs.length > 1 &&
        html`<nav aria-label="Programs">
          <ul class="programs">
            ${programs.map(
              (program, at) =>
                html`<li>
                  <a href="#p${at}">${program.entry}</a> <span class="soft">${aboutProgram(program)}</span>
                </li>`,
            )}
          </ul>
        </nav>`
      }
      ${programs.map(
        (program, at) =>
          html`<details class="program" id="p${at}" ${isOpen(program, at) && html`open`}>
            <summary>
              <h2>${program.entry}</h2>
              <span class="soft">${aboutProgram(program)}</span>
            </summary>
            <div class="inside">${programOf(program, findings, `p${String(at)}`)}</div>
          </details>`,
      )}
      ${
        elsewhere.length > 0 &&
        html`<section aria-labelledby="elsewhere">
          <h2 id="elsewhere">Outside of what a program is seen to do</h2>
          ${findingsOf(findings, elsewhere, 'elsewhere')}
        </section>`
      }
      ${programs.length === 0 && findings.length === 0 && html`<p>No file here takes part in machine learning.</p>`}
    `,
  })
}

function aboutProgram({ steps, lanes }: Program): string {
  const found = new Set(steps.flatMap((step) => step.findings)).size
  return `${count(steps.length, 'step')}, ${count(lanes.length, 'source')}${found > 0 ? `, ${count(found, 'finding')}` : ''}`
}

const STATES = [
  ['seeded', 'seeded'],
  ['unseeded', 'unseeded'],
  ['entropy', 'seeded by something that differs each time'],
  ['unknown', 'not known'],
  ['incomplete', 'not followed to here'],
] as const

const MARKS = [
  ['draw', 'draws'],
  ['seed', 'seeds'],
  ['create', 'makes a generator'],
  ['set', 'sets a switch'],
  ['load', 'loads'],
  ['spawn', 'starts workers'],
  ['train', 'trains'],
  ['entropy', 'clock, pid, entropy, no fixed order'],
] as const

/** What colours and shapes mean. */
export const LEGEND: Html = html`<ul class="legend" aria-label="What lines and marks mean">
  ${STATES.map(([name, says]) => html`<li><span class="line ${name}"></span>${says}</li>`)}
  ${MARKS.map(([name, says]) => html`<li><b class="m ${name}"></b>${says}</li>`)}
</ul>`
