/** Two files of tensors: how many elements of each differ, and by how much. */
import type { TensorComparison, TensorDifference } from '../commands/tensors/compare-tensors.ts'
import { count, html, type Html } from './html.ts'

const MAX_ROWS = 2000

export function tensorsBody(found: TensorComparison, names: readonly [string, string]): Html {
  const { differences, notes, onlyIn, tensors, values, verdict } = found
  return html`
    <p class="verdict ${verdict}">
      ${verdict === 'identical' ? `Identical: ${count(tensors, 'tensor')}, to the last bit.` : verdict === 'unknown' ? 'Could not tell.' : `${String(differences.length)} of ${count(tensors, 'tensor')} differ`}
    </p>
    ${notes.map((note) => html`<p class="note">${note}</p>`)}
    ${
      differences.length > 0 &&
      html`<div class="scroll" tabindex="0" role="group" aria-label="Tensors that differ">
        <table>
          <thead>
            <tr>
              <th scope="col">Tensor</th>
              <th scope="col">Elements that differ</th>
              <th scope="col">Share</th>
              <th scope="col">First</th>
              <th scope="col">Farthest apart</th>
              <th scope="col">Units in the last place</th>
            </tr>
          </thead>
          <tbody>
            ${differences.slice(0, MAX_ROWS).map(rowOf)}
          </tbody>
        </table>
      </div>`
    }
    ${onlyIn.map(
      (list, i) => list.length > 0 && html`<p>Only ${names[i]} has ${list.slice(0, 200).join(', ')}.</p>`,
    )}
    ${values.length > 0 && html`<p>Other values beside them: ${values.slice(0, 200).join('; ')}.</p>`}
  `
}

function rowOf({ name, elements, differing, first, worst, nan, form }: TensorDifference): Html {
  if (form !== undefined)
    return html`<tr>
      <th scope="row">${name}</th>
      <td colspan="5">${form}</td>
    </tr>`
  const share = elements === 0 ? 0 : (100 * differing) / elements
  return html`<tr>
    <th scope="row">${name}</th>
    <td>
      ${differing.toLocaleString('en')} of
      ${elements.toLocaleString('en')}${nan !== undefined && `, ${String(nan)} NaN in one file only`}
    </td>
    <td>
      <span class="bar"><i style="width: ${Math.max(share, 1).toFixed(1)}%"></i></span>
      ${share < 0.1 ? '< 0.1' : share.toFixed(1)} %
    </td>
    <td>[${first?.join(', ')}]</td>
    <td>${worst ? html`[${worst.index.join(', ')}]: ${worst.values.join(' and ')}` : ''}</td>
    <td>${worst?.units ?? ''}</td>
  </tr>`
}
