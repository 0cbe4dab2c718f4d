/** Findings with their code and what may be written instead. */
import { html, prose, type Html } from '../../runtime/html/html.ts'
import { shownPlace, type ReportedFinding, type Suggestion } from './report.ts'

/**
 * A list of findings.
 *
 * @param which indices of findings; the rest is shown elsewhere.
 * @param id what ids begin with.
 */
export function findingsOf(findings: readonly ReportedFinding[], which: readonly number[], id: string): Html {
  return html`<ol class="findings">
    ${which.map((at) => findingOf(findings[at]!, `${id}-finding-${String(at)}`))}
  </ol>`
}

function findingOf(finding: ReportedFinding, id: string): Html {
  const { level, place, rule, page, text, code, from, to, suggestions } = finding
  return html`<li class="finding ${level}" id="${id}" tabindex="-1">
    <header>
      <span class="level">${level}</span> <span class="place">${shownPlace(place)}:${place.column}</span>
      ${page === undefined ? html`<span>${rule}</span>` : html`<a href="${page}">${rule}</a>`}
    </header>
    <p>${prose(text)}</p>
    ${
      code !== '' &&
      html`<pre
        tabindex="0"
        aria-label="The line of code"
      ><code>${code.slice(0, from)}<mark>${code.slice(from, to)}</mark>${code.slice(to)}</code></pre>`
    }
    ${suggestions.map(suggestionOf)}
  </li>`
}

function suggestionOf({ title, before, after }: Suggestion): Html {
  if (before.length + after.length === 0) return html`<p>Suggested: ${prose(title)}</p>`
  return html`<details class="change" open>
    <summary>Suggested: ${prose(title)}</summary>
    <pre
      tabindex="0"
      aria-label="The change"
    ><code>${before.map((line) => html`<del>${line}</del>`)}${after.map((line) => html`<ins>${line}</ins>`)}</code></pre>
  </details>`
}
