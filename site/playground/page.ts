/** The page of the playground: files at the left, findings and lanes beside and below. */
import { javascript } from '@codemirror/lang-javascript'
import { python } from '@codemirror/lang-python'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { basicSetup, EditorView } from 'codemirror'
import { EditorState, type Extension, type Text } from '@codemirror/state'
import { tags } from '@lezer/highlight'
import { PAGE_STYLE } from '../../runtime/html/page.ts'
import { html, prose } from '../../runtime/html/html.ts'
import { REPORT_STYLE } from '../../src/report/style.ts'
import { fromAddress, isName, toAddress, type Kept } from './address.ts'
import { EXAMPLES } from './examples.ts'
import type { Message } from './lint.ts'
import { STYLE } from './style.ts'
import type { Answer, Request } from './worker.ts'

document.head.insertAdjacentHTML('beforeend', `<style>${PAGE_STYLE}${REPORT_STYLE}${STYLE}</style>`)

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E
const tabs = element('files')
const status = element('status')
const list = element<HTMLOListElement>('messages')
const lanes = element('lanes')
const presetChoice = element<HTMLSelectElement>('preset')
const exampleChoice = element<HTMLSelectElement>('example')

let files: Record<string, string> = {}
let open = ''
let asked = 0
let found: Readonly<Record<string, readonly Message[]>> = {}

// ------------------------------------------------------------------------------------------------------------- editor

const languageOf = (name: string): Extension =>
  name.endsWith('.py')
    ? python()
    : javascript({ typescript: /\.[cm]?tsx?$/u.test(name), jsx: /x$/u.test(name) })
/** In colours of the page, which are read in light and dark. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.comment, tags.meta], color: 'var(--soft)', fontStyle: 'italic' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    color: 'var(--code-function)',
  },
  { tag: [tags.className, tags.typeName, tags.definition(tags.className)], color: 'var(--code-type)' },
  { tag: [tags.propertyName], color: 'var(--code-property)' },
])
const view = new EditorView({
  parent: element('editor'),
  state: stateOf('', ''),
})

function stateOf(name: string, text: string): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      basicSetup,
      languageOf(name),
      syntaxHighlighting(colours),
      EditorView.contentAttributes.of({ 'aria-label': `The text of ${name}`, tabindex: '0' }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return
        files[open] = update.state.doc.toString()
        lintSoon()
      }),
    ],
  })
}

function show(name: string): void {
  open = name
  view.setState(stateOf(name, files[name]!))
  drawTabs()
  mark()
}

function offsetOf(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines))
  return Math.min(from + Math.max(column - 1, 0), to)
}

/** Puts the findings of the open file into the editor, with what may be done about them. */
function mark(): void {
  const { doc } = view.state
  const diagnostics = (found[open] ?? []).map((message): Diagnostic => {
    const from = offsetOf(doc, message.line, message.column)
    const to =
      message.endLine === undefined ? from + 1 : offsetOf(doc, message.endLine, message.endColumn ?? 1)
    return {
      from,
      to: Math.max(to, from),
      severity: message.severity === 2 ? 'error' : 'warning',
      source: message.ruleId ?? '',
      message: message.message,
      actions: changesOf(message).map(({ title, range, text }) => ({
        name: title,
        apply: () => applyChange(open, range, text),
      })),
    }
  })
  view.dispatch(setDiagnostics(view.state, diagnostics))
}

interface Change {
  readonly title: string
  readonly range: readonly [number, number]
  readonly text: string
}

function changesOf({ fix, suggestions = [] }: Message): Change[] {
  return [
    ...(fix ? [{ title: 'Fix it', ...fix }] : []),
    ...suggestions.map(({ desc, fix: change }) => ({ title: desc, ...change })),
  ]
}

function applyChange(name: string, [from, to]: readonly [number, number], text: string): void {
  if (open !== name) show(name)
  view.dispatch({ changes: { from, to, insert: text } })
  view.focus()
}

// --------------------------------------------------------------------------------------------------------------- tabs

function drawTabs(): void {
  tabs.replaceChildren(
    ...Object.keys(files).map((name) => {
      const button = document.createElement('button')
      const number = found[name]?.length ?? 0
      button.type = 'button'
      button.textContent = name
      button.setAttribute('aria-pressed', String(name === open))
      if (number > 0) {
        const badge = document.createElement('span')
        badge.className = 'badge'
        badge.textContent = String(number)
        badge.setAttribute('aria-label', `${String(number)} findings`)
        button.append(' ', badge)
      }
      button.addEventListener('click', () => show(name))
      return button
    }),
  )
}

element('add').addEventListener('click', () => {
  const name = prompt('The name of the file: train.py, src/data.ts, notebook.ipynb', 'model.py')?.trim()
  if (!name) return
  if (!isName(name)) return alert('A file lies inside of the project: no .., and no / at the beginning.')
  files[name] ??= name.endsWith('.ipynb') ? EXAMPLES['A notebook']!['train.ipynb']! : ''
  show(name)
  lintSoon()
})
element('remove').addEventListener('click', () => {
  if (Object.keys(files).length < 2 || !confirm(`Remove ${open}?`)) return
  delete files[open]
  show(Object.keys(files)[0]!)
  lintSoon()
})
exampleChoice.append(...Object.keys(EXAMPLES).map((name) => new Option(name)))
exampleChoice.addEventListener('change', () =>
  begin({ files: EXAMPLES[exampleChoice.value]!, preset: preset() }),
)
presetChoice.addEventListener('change', () => lintSoon())
element('copy').addEventListener('click', () => {
  void keep().then(() => navigator.clipboard?.writeText(location.href))
  status.textContent = 'The address holds the program; it was copied.'
})

const preset = () => (presetChoice.value === 'strict' ? 'strict' : 'recommended')

// ------------------------------------------------------------------------------------------------------------- linting

const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
worker.onmessage = ({ data }: { readonly data: Answer }) => {
  if (data.number !== asked) return
  if (!data.linted) {
    status.textContent = `It could not be judged: ${data.problem?.split('\n')[0] ?? ''}`
    return
  }
  found = data.linted.messages
  lanes.innerHTML = data.linted.lanes
  for (const tools of lanes.querySelectorAll<HTMLElement>('.tools')) tools.hidden = false
  drawList()
  drawTabs()
  mark()
  const total = Object.values(found).flat().length
  status.textContent = `${String(total)} finding${total === 1 ? '' : 's'} in ${String(Object.keys(files).length)} file${Object.keys(files).length === 1 ? '' : 's'}, ${data.milliseconds.toFixed(0)} ms`
  document.body.dataset['number'] = String(data.number)
}

let waiting: ReturnType<typeof setTimeout> | undefined
function lintSoon(delay = 60): void {
  clearTimeout(waiting)
  waiting = setTimeout(() => {
    const request: Request = { number: ++asked, files: { ...files }, preset: preset() }
    worker.postMessage(request)
    void keep()
  }, delay)
}

async function keep(): Promise<void> {
  history.replaceState(null, '', `#${await toAddress({ files, preset: preset() })}`)
}

/** The findings for everybody, with buttons for what may be done. */
function drawList(): void {
  const all = Object.entries(found).flatMap(([name, messages]) =>
    messages.map((message) => ({ name, message })),
  )
  list.innerHTML = html`${all.map(
    ({ name, message }, at) =>
      html`<li class="finding ${message.severity === 2 ? 'error' : 'warning'}">
        <header>
          <span class="level">${message.severity === 2 ? 'error' : 'warning'}</span>
          <button type="button" class="place" data-go="${at}">
            ${name}:${message.line}:${message.column}
          </button>
          <span class="soft">${message.ruleId ?? 'syntax'}</span>
        </header>
        <p>${prose(message.message)}</p>
        ${changesOf(message).map(
          ({ title }, which) =>
            html`<button type="button" data-apply="${at}" data-which="${which}">${prose(title)}</button>`,
        )}
      </li>`,
  )}${all.length === 0 && html`<li class="soft">Nothing is reported.</li>`}`.text
  list.onclick = ({ target }) => {
    const { go, apply, which } = (target as HTMLElement).closest('button')?.dataset ?? {}
    const { name, message } = all[Number(go ?? apply)] ?? {}
    if (!name || !message) return
    if (apply !== undefined) {
      const { range, text } = changesOf(message)[Number(which)]!
      return applyChange(name, range, text)
    }
    show(name)
    const at = offsetOf(view.state.doc, message.line, message.column)
    view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) })
    view.focus()
  }
}

lanes.addEventListener('click', ({ target }) => {
  const { fold } = (target as HTMLElement).dataset
  if (!fold) return
  const flow = (target as HTMLElement).closest('.program')!.querySelector('.flow')!
  for (const each of flow.querySelectorAll('details')) each.open = fold === 'open'
})
// A mark leads to what stands in the page, and the address is for the program.
lanes.addEventListener('click', (event) => {
  const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[href^="#"]')
  if (!link) return
  event.preventDefault()
  const finding = /-finding-(\d+)$/u.exec(link.hash)?.[1]
  const aim =
    finding === undefined ? document.getElementById(link.hash.slice(1)) : list.children[Number(finding)]
  for (let each = aim?.parentElement; each; each = each.parentElement)
    if (each instanceof HTMLDetailsElement) each.open = true
  aim?.scrollIntoView({ block: 'center' })
})

// --------------------------------------------------------------------------------------------------------------- theme

const theme = element<HTMLButtonElement>('theme')
const root = document.documentElement
const isDark = () =>
  root.dataset['theme']
    ? root.dataset['theme'] === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches
const sayTheme = () => {
  theme.textContent = isDark() ? 'Light' : 'Dark'
  theme.setAttribute('aria-label', `Change to ${isDark() ? 'light' : 'dark'} colours`)
}
theme.addEventListener('click', () => {
  root.dataset['theme'] = isDark() ? 'light' : 'dark'
  sayTheme()
})
sayTheme()

// --------------------------------------------------------------------------------------------------------------- start

function begin(kept: Kept): void {
  files = { ...kept.files }
  presetChoice.value = kept.preset
  found = {}
  show(Object.keys(files)[0]!)
  lintSoon(0)
}

const start = async (): Promise<void> =>
  begin((await fromAddress(location.hash)) ?? { files: Object.values(EXAMPLES)[0]!, preset: 'recommended' })
addEventListener('hashchange', () => void start())
void start()
