/** The style of the API's documentation. */
export const docsCss = `
/* The dashboard's colours (src/dashboard/styles/tokens.css), which this page without a script does not load. */
:root { color-scheme: light dark; --text: #22211e; --dim: #625e57; --line: #e6e3dd; --page: #fff; --soft: #f8f7f4;
  --accent: #0f6b5d }
@media (prefers-color-scheme: dark) { :root { --text: #e9e7e2; --dim: #b6b3ac; --line: #34342f; --page: #191a18;
  --soft: #141513; --accent: #5fc2ae } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, sans-serif;
  display: grid; grid-template-columns: 17rem minmax(0, 1fr) }
nav { position: sticky; inset-block-start: 0; block-size: 100vh; overflow: auto; padding: 1.5rem 1rem;
  background: var(--soft);  border-inline-end: 1px solid var(--line); font-size: 13px }
nav h2 { font-size: 12px; color: var(--dim); margin: 1.2rem 0 .3rem }
nav ul { list-style: none; margin: 0; padding: 0 }
nav a { display: block; padding: .2rem .4rem; border-radius: 4px; color: inherit; text-decoration: none }
nav a:hover { background: var(--soft) }
main { padding: 2.5rem clamp(1rem, 4vw, 4rem) 6rem; max-inline-size: 62rem }
h1 { font-size: 1.9rem; margin: 0 0 .5rem; letter-spacing: -.01em }
main h2 { margin: 3rem 0 .5rem; font-size: 1.3rem }
h3 { font-size: 1rem; margin: 0 0 .3rem; font-weight: 600 }
h4 { font-size: .8rem; color: var(--dim); margin: 1.1rem 0 .3rem; font-weight: 600 }
section.call { border: 1px solid var(--line); border-radius: 10px; padding: 1.2rem 1.4rem; margin: 1rem 0;
  scroll-margin-block-start: 1rem }
.path { font: 13.5px/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
.method { display: inline-block; min-inline-size: 4.2em; font-weight: 700; color: var(--accent) }
p { margin: .4rem 0 }
.dim { color: var(--dim) }
code, pre { font-family: ui-monospace, monospace; font-size: 12.5px }
pre { background: var(--soft); border-radius: 8px; padding: .8rem 1rem; overflow-x: auto; margin: .3rem 0 }
.wide { overflow-x: auto }
table { border-collapse: collapse; inline-size: 100%; font-size: 13.5px }
th { text-align: start; font-weight: 600; color: var(--dim); font-size: 12px }
th, td { padding: .35rem .8rem .35rem 0; border-block-end: 1px solid var(--line); vertical-align: top }
td:first-child { white-space: nowrap }
a { color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
@media (max-width: 800px) { body { display: block } nav { position: static; block-size: auto; border: 0;
  border-block-end: 1px solid var(--line) } nav ul { display: none } nav h2 { display: inline-block; margin: 0 .8rem 0 0 } }
`
