/** How lanes and findings look; colours and shapes both tell a state, since not everybody sees colours. */
export const REPORT_STYLE = `
:root { --unseeded: light-dark(#b35900, #f0a030); --seeded: light-dark(#0b7a4b, #3fb97f); --entropy: light-dark(#9a2fb0, #d68cf0);
  --unknown: light-dark(#6b7280, #9aa5b1); --incomplete: light-dark(#8a8f98, #6e7681);
  --l-seeded: linear-gradient(var(--seeded), var(--seeded));
  --l-unseeded: repeating-linear-gradient(90deg, var(--unseeded) 0 9px, transparent 9px 13px);
  --l-entropy: repeating-linear-gradient(115deg, var(--entropy) 0 3px, transparent 3px 6.5px);
  --l-unknown: repeating-linear-gradient(90deg, var(--unknown) 0 2px, transparent 2px 6.5px);
  --l-incomplete: repeating-linear-gradient(90deg, var(--incomplete) 0 1px, transparent 1px 13px);
  --l-none: linear-gradient(transparent, transparent); --lane: 34px; --col: 26px; --names: 168px; }
.legend { display: flex; flex-wrap: wrap; gap: .35rem 1.2rem; font-size: .82rem; color: var(--soft); margin: .4rem 0 1rem; padding: 0; list-style: none; }
.legend li { display: inline-flex; align-items: center; gap: .45rem; }
.legend .line { width: 40px; height: 7px; border-radius: 2px; }
.line.seeded { background: var(--l-seeded); } .line.unseeded { background: var(--l-unseeded); } .line.entropy { background: var(--l-entropy); }
.line.unknown { background: var(--l-unknown); } .line.incomplete { background: var(--l-incomplete); }
.program { border: 1px solid var(--rule); border-radius: 10px; margin: 0 0 1.6rem; background: var(--panel); }
.program > summary { cursor: pointer; padding: .7rem 1rem; font-weight: 600; overflow-wrap: anywhere; } .program > summary h2 { display: inline; font-size: 1.02rem; margin: 0; }
.program > summary .soft { font-weight: 400; margin-left: .6rem; font-size: .87rem; } .program > .inside { padding: 0 1rem 1rem; }
.lanes { display: flex; align-items: flex-end; overflow-x: auto; border: 1px solid var(--rule); border-radius: 8px; background: var(--back); padding-top: .4rem; }
.lane-names { position: sticky; left: 0; z-index: 2; flex: 0 0 auto; width: clamp(120px, 30vw, 270px); background: var(--back); border-right: 1px solid var(--rule); padding: 0; margin: 0; list-style: none; }
.lane-names li { height: var(--lane); padding: 0 .6rem; display: flex; flex-direction: column; justify-content: center; line-height: 1.15; border-top: 1px solid color-mix(in srgb, var(--rule) 55%, transparent); }
.lane-names b { font-size: .82rem; font-weight: 600; } .lane-names span { font-size: .7rem; color: var(--soft); }
.lane-names b, .lane-names span { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.lane-names li:last-child { height: var(--names); justify-content: flex-start; padding-top: .4rem; font-size: .72rem; color: var(--soft); }
.flow { display: flex; align-items: flex-end; flex: 1 0 auto; }
.flow details { flex: 0 0 auto; border-left: 1px solid var(--rule); border-right: 1px solid var(--rule); margin: 0 -1px 0 0; }
.flow summary { list-style: none; cursor: pointer; font-size: .7rem; color: var(--soft); height: 20px; line-height: 20px; background: color-mix(in srgb, var(--soft) 11%, transparent); border-bottom: 1px solid var(--rule); position: relative; }
.flow summary::-webkit-details-marker { display: none; } .flow summary:hover { color: var(--ink); }
.flow summary .label { position: absolute; inset: 0; padding: 0 .3rem; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.flow summary .label::before { content: '\\25be\\00a0'; } .flow details:not([open]) > summary .label::before { content: '\\25b8\\00a0'; }
.flow details.worker > summary, .flow details.later > summary, .flow details.uncalled > summary { background: color-mix(in srgb, var(--entropy) 15%, transparent); }
.flow details.loop > summary { background: color-mix(in srgb, var(--accent) 15%, transparent); }
.flow details:not([open]) > summary { width: 44px; height: auto; background: none; border-bottom: 0; } .flow details:not([open]) > summary .label { bottom: auto; height: 20px; background: color-mix(in srgb, var(--soft) 16%, transparent); border-bottom: 1px solid var(--rule); }
.flow summary .c { display: none; } .flow details:not([open]) > summary .c { display: block; width: 44px; margin-top: 20px; }
.flow .in { display: flex; align-items: flex-end; }
.c { position: relative; flex: 0 0 auto; width: var(--col); background-repeat: no-repeat; background-size: 100% 7px; font-style: normal; color: var(--ink); text-decoration: none; display: block; }
.c::before { content: ''; position: absolute; inset: 0 0 var(--names); pointer-events: none; background: repeating-linear-gradient(var(--grid) 0 1px, transparent 1px var(--lane)); --grid: color-mix(in srgb, var(--rule) 55%, transparent); }
.c:hover, .c:focus-visible { background-color: color-mix(in srgb, var(--accent) 12%, transparent); outline-offset: -2px; }
.c.bad { background-color: color-mix(in srgb, var(--bad) 13%, transparent); } .c.bad.warning { background-color: color-mix(in srgb, var(--warn) 13%, transparent); }
.c .n { position: absolute; bottom: 0; left: 0; width: 100%; height: var(--names); padding: 7px 0 4px; writing-mode: vertical-rl; font: .7rem/var(--col) var(--mono); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; color: var(--soft); border-top: 1px solid var(--rule); }
.c.bad .n { color: var(--bad); font-weight: 600; } .c.bad.warning .n { color: var(--warn); }
.m { position: absolute; left: 50%; width: 13px; height: 13px; margin: -6.5px; top: calc(var(--at) * var(--lane) + var(--lane) / 2); background: var(--ink); }
.m.draw { border-radius: 50%; } .m.seed { clip-path: polygon(0 0, 100% 0, 50% 100%); } .m.create { clip-path: polygon(50% 0, 100% 50%, 50% 100%, 0 50%); }
.m.set { width: 11px; height: 11px; margin: -5.5px; } .m.spawn { clip-path: polygon(0 0, 100% 50%, 0 100%); } .m.train { clip-path: polygon(50% 0, 100% 100%, 0 100%); }
.m.load { background: none; border: 2px solid var(--soft); border-radius: 50%; width: 11px; height: 11px; margin: -5.5px; }
.m.entropy, .m.order { clip-path: polygon(40% 0, 60% 0, 60% 40%, 100% 40%, 100% 60%, 60% 60%, 60% 100%, 40% 100%, 40% 60%, 0 60%, 0 40%, 40% 40%); background: var(--entropy); }
.m.order { transform: rotate(45deg); } .m.other { width: 7px; height: 7px; margin: -3.5px; background: var(--soft); }
.legend .m { position: static; margin: 0; background: var(--soft); } .legend .m.load { background: none; } .legend .m.entropy { background: var(--entropy); }
.m.s-unseeded { background: var(--unseeded); } .m.s-seeded { background: var(--seeded); } .m.s-entropy { background: var(--entropy); } .m.s-unknown, .m.s-incomplete { background: var(--unknown); }
.c.bad .m.here { background: var(--bad); outline: 2px solid var(--bad); outline-offset: 2px; border-radius: 50%; clip-path: none; } .c.bad.warning .m.here { background: var(--warn); outline-color: var(--warn); }
.note { border-left: 3px solid var(--warn); padding: .2rem .7rem; margin: .6rem 0; background: color-mix(in srgb, var(--warn) 9%, transparent); }
.findings { list-style: none; padding: 0; margin: .8rem 0; display: grid; gap: .7rem; }
.finding { content-visibility: auto; contain-intrinsic-size: auto 8rem; border: 1px solid var(--rule); border-left: 4px solid var(--bad); border-radius: 6px; background: var(--back); padding: .6rem .9rem; scroll-margin: 1rem; }
.finding.warning { border-left-color: var(--warn); } .finding:target, tr:target { box-shadow: 0 0 0 2px var(--accent); }
.finding header { display: flex; flex-wrap: wrap; gap: .2rem .8rem; font-size: .83rem; } .finding .level { color: var(--bad); font-weight: 700; } .finding.warning .level { color: var(--warn); }
.finding .place { font-family: var(--mono); overflow-wrap: anywhere; } .finding pre { background: var(--panel); border-radius: 5px; padding: .35rem .6rem; }
.finding mark { background: var(--bad-back); color: inherit; box-shadow: 0 2px 0 var(--bad); border-radius: 2px; } .finding.warning mark { background: color-mix(in srgb, var(--warn) 20%, transparent); box-shadow: 0 2px 0 var(--warn); }
.change summary { cursor: pointer; font-size: .87rem; } .change del, .change ins { display: block; text-decoration: none; } .change del::before { content: '- '; } .change ins::before { content: '+ '; }
.change del { background: var(--bad-back); } .change ins { background: var(--add-back); }
.steps > summary { cursor: pointer; margin: .4rem 0; } .steps table { table-layout: fixed; width: 100%; min-width: 46rem; } .steps td { overflow-wrap: anywhere; } .steps td:nth-child(3) { font-family: var(--mono); font-size: .8rem; }
.steps th:nth-child(1) { width: 3.2rem; } .steps th:nth-child(2) { width: 22%; } .steps th:nth-child(3) { width: 30%; }
.programs { columns: 22rem; padding-left: 1.2rem; font-size: .9rem; } .tools { display: flex; gap: .5rem; flex-wrap: wrap; margin: .6rem 0; }
@media (max-width: 600px) { :root { --names: 130px; } .program > .inside { padding: 0 .5rem .7rem; } }
@media print { .lanes { overflow: visible; } }
`

/** Folding all at once, and the table opening where a mark leads into it; the page is read without it as well. */
export const REPORT_SCRIPT = `
for (const tools of document.querySelectorAll('.tools')) { tools.hidden = false;
  tools.addEventListener('click', ({ target }) => { const { fold } = target.dataset; if (!fold) return;
    const open = fold === 'open', flow = tools.parentElement.querySelector('.flow');
    for (const each of flow.querySelectorAll('details')) each.open = open; }); }
const show = () => { const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1)); if (!target) return;
  for (let each = target.parentElement; each; each = each.parentElement) if (each.tagName === 'DETAILS') each.open = true;
  target.scrollIntoView({ block: 'center' }); };
addEventListener('hashchange', show); show();
`
