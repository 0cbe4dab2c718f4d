/** Two receipts side by side. */
import { isRecord } from '../trace/json-lines.ts'
import { printable } from '../trace/read-trace.ts'
import type { ReceiptComparison } from '../commands/compare-receipts.ts'
import { count, html, type Html } from './html.ts'

type Json = Readonly<Record<string, unknown>>

/** More are told, and not listed. */
const MAX_ROWS = 2000

/** @param found what differs, in sentences. */
export function receiptsBody(
  receipts: readonly [Json, Json],
  found: ReceiptComparison,
  names: readonly [string, string],
): Html {
  const [a, b] = receipts.map((receipt) => new Map(leaves(receipt, ''))) as [
    Map<string, string>,
    Map<string, string>,
  ]
  const rows = [...new Set([...a.keys(), ...b.keys()])].map((name) => ({
    name,
    values: [a.get(name) ?? 'absent', b.get(name) ?? 'absent'] as const,
  }))
  const differing = rows.filter(({ values }) => values[0] !== values[1])
  const equal = rows.filter(({ values }) => values[0] === values[1])
  const table = (some: typeof rows) =>
    html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">${names[0]}</th>
            <th scope="col">${names[1]}</th>
          </tr>
        </thead>
        <tbody>
          ${some.slice(0, MAX_ROWS).map(
            ({ name, values }) =>
              html`<tr class="${values[0] === values[1] ? '' : 'differs'}">
                <th scope="row">${name}</th>
                <td>${values[0]}</td>
                <td>${values[1]}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
  return html`
    <p class="verdict ${found.verdict}">
      ${found.differences.length === 0 ? 'Nothing that decides bits differs.' : `${count(found.differences.length, 'thing')} that can decide bits`}
    </p>
    <ul>
      ${found.differences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    ${found.notes.map((note) => html`<p class="note">${note}</p>`)}
    <h3>What differs, side by side</h3>
    ${differing.length > 0 ? table(differing) : html`<p class="soft">Nothing.</p>`}
    <details>
      <summary>${count(equal.length, 'value')} that are equal</summary>
      ${table(equal)}
    </details>
  `
}

/** What a receipt says, by names; a setting by its own. */
function leaves(value: unknown, name: string): [string, string][] {
  const inside = (key: string) => (name === '' ? key : `${name} › ${key}`)
  if (isRecord(value)) return Object.entries(value).flatMap(([key, inner]) => leaves(inner, inside(key)))
  if (Array.isArray(value))
    return (value as unknown[]).flatMap((inner, i) => {
      const id = isRecord(inner) && typeof inner['id'] === 'string' ? inner['id'] : String(i + 1)
      return leaves(inner, inside(id))
    })
  return [[printable(name), printable(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))]]
}
