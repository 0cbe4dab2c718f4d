/** What only the playground has to show. */
export const STYLE = `
:root { --code-keyword: light-dark(#8a1a8a, #d8a0f0); --code-string: light-dark(#9a3412, #f0a875); --code-number: light-dark(#0b6b50, #7fd1b0);
  --code-function: light-dark(#1d4fb8, #8ab8ff); --code-type: light-dark(#7a5200, #e5c07b); --code-property: light-dark(#2c4a66, #b8d0e8); }
.playground { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1rem; align-items: start; }
@media (max-width: 860px) { .playground { grid-template-columns: minmax(0, 1fr); } }
.bar-top { display: flex; flex-wrap: wrap; gap: .5rem .8rem; align-items: center; margin-bottom: .8rem; font-size: .87rem; }
.bar-top label { display: inline-flex; gap: .4rem; align-items: center; } select { font: inherit; font-size: .85rem; color: var(--ink); background: var(--raised); border: 1px solid var(--rule); border-radius: 6px; padding: .25rem .5rem; max-width: 18rem; }
.files { display: flex; flex-wrap: wrap; gap: .3rem; margin-bottom: .4rem; } .files button[aria-pressed='true'] { border-color: var(--accent); box-shadow: inset 0 -2px 0 var(--accent); }
.badge { background: var(--bad); color: var(--back); border-radius: 9px; padding: 0 .45em; font-size: .75em; font-weight: 700; }
#editor { border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; background: var(--back); } .cm-editor { height: clamp(18rem, 55vh, 44rem); font-size: 13.5px; } .cm-editor.cm-focused { outline: 2px solid var(--accent); outline-offset: -2px; }
.cm-editor .cm-scroller { font-family: var(--mono); } .cm-editor .cm-gutters { background: var(--panel); color: var(--soft); border-right-color: var(--rule); } .cm-editor .cm-activeLine, .cm-editor .cm-activeLineGutter { background: color-mix(in srgb, var(--accent) 9%, transparent); }
.cm-editor .cm-cursor { border-left-color: var(--ink); } .cm-editor .cm-tooltip { background: var(--raised); border: 1px solid var(--rule); color: var(--ink); max-width: 34rem; } .cm-editor .cm-diagnosticAction { background: var(--accent); color: var(--back); }
section.program .findings, section.program h3 { display: none; }
.side { max-height: 70vh; overflow: auto; } .side h2 { margin-top: 0; } .side .findings { margin: 0; } .side .finding button { margin: .2rem .3rem .1rem 0; text-align: left; }
.finding button.place { border: 0; background: none; padding: 0; color: var(--accent); text-decoration: underline; font-family: var(--mono); font-size: .83rem; margin: 0; }
#status { min-height: 1.5em; color: var(--soft); font-size: .87rem; } section.program { padding: .2rem 1rem 1rem; } section.program h2 { margin: .6rem 0; }
`
