/** One page in one file: it asks nothing of a network, and is read in light and dark, with and without scripts. */
import { builtin } from '../enforce/node.ts'
import { html, Html } from './html.ts'

export interface Page {
  readonly title: string
  /** What stands at the right of the title. */
  readonly aside?: Html
  readonly body: Html
  /** More than {@link PAGE_STYLE}; of this package, never of a user. */
  readonly style?: string
  /** More than the switch of the theme; of this package, never of a user. */
  readonly script?: string
}

/** The colours and the letters of every page, for light and dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark;
  --back: light-dark(#ffffff, #0d1117); --panel: light-dark(#f6f8fa, #161b22); --raised: light-dark(#ffffff, #1c2330);
  --ink: light-dark(#1f2328, #e6edf3); --soft: light-dark(#57606a, #9aa5b1); --rule: light-dark(#d8dee4, #30363d);
  --accent: light-dark(#0757b8, #79b8ff); --bad: light-dark(#c1121f, #ff7b72); --bad-back: light-dark(#ffebe9, #3d1a1d);
  --warn: light-dark(#8a5a00, #e3b341); --good: light-dark(#116b35, #56d364);
  --add-back: light-dark(#dafbe1, #12351f);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif; }
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.55 var(--sans); }
.page-head { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; padding: .9rem clamp(1rem, 3vw, 2.5rem);
  background: var(--panel); border-bottom: 1px solid var(--rule); }
.page-head h1 { font-size: 1.15rem; margin: 0; flex: 1 1 14rem; }
main { padding: 1.2rem clamp(1rem, 3vw, 2.5rem) 4rem; max-width: 110rem; margin: 0 auto; }
h2 { font-size: 1.15rem; margin: 1.8rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
a { color: var(--accent); } p { margin: .4rem 0; max-width: 75ch; }
code, pre, kbd { font-family: var(--mono); font-size: .9em; } pre { margin: .4rem 0; overflow-x: auto; }
code { background: color-mix(in srgb, var(--soft) 13%, transparent); padding: .05em .3em; border-radius: 4px; overflow-wrap: anywhere; }
pre code { background: none; padding: 0; overflow-wrap: normal; }
button { font: inherit; font-size: .85rem; color: var(--ink); background: var(--raised); border: 1px solid var(--rule);
  border-radius: 6px; padding: .25rem .7rem; cursor: pointer; } button:hover { border-color: var(--soft); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .87rem; } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; } caption { text-align: left; color: var(--soft); padding: .3rem 0; }
.soft { color: var(--soft); } .scroll { overflow-x: auto; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: .5rem; top: .5rem; background: var(--back); padding: .4rem; z-index: 9; }
.seen-not { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print { .page-head button { display: none; } }
`

const THEME_SCRIPT = `
{ const root = document.documentElement, button = document.getElementById('theme');
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const say = () => { button.textContent = isDark() ? 'Light' : 'Dark'; button.setAttribute('aria-label', 'Change to ' + (isDark() ? 'light' : 'dark') + ' colours'); };
  button.hidden = false; say();
  button.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; say(); }); }
`

/** The whole page. Its policy lets nothing be loaded, and no script run but its own. */
export function pageOf({ title, aside, body, style = '', script = '' }: Page): string {
  const code = THEME_SCRIPT + script
  const hash = builtin('node:crypto')!.createHash('sha256').update(code).digest('base64')
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  return `${
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta http-equiv="Content-Security-Policy" content="${policy}" />
          <title>${title}</title>
          <style>
            ${new Html(PAGE_STYLE + style)}
          </style>
        </head>
        <body>
          <a class="skip" href="#content">To the content</a>
          <header class="page-head">
            <h1>${title}</h1>
            ${aside}
            <button type="button" id="theme" hidden>Dark</button>
          </header>
          <main id="content">${body}</main>
          <script>
            ${new Html(code)}
          </script>
        </body>
      </html>`.text
  }\n`
}
