"""The style sheet of the report: readable on a screen and on paper, in light and dark surroundings."""

STYLE = """
:root { --ink: #1a1a1a; --paper: #fff; --line: #c8c8c8; --soft: #f4f4f2; --good: #0b6b3a; --bad: #a3001b; --open: #7a5200; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.3rem; }
h3 { margin: 0; font-size: 1.05rem; }
.verdict { display: flex; gap: 1.25rem; align-items: flex-start; padding: 1.25rem; border: 2px solid; border-radius: .5rem; }
.verdict h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; }
.verdict p { margin: .4rem 0; color: var(--ink); }
.verdict .sign { margin: 0; width: 3rem; font-size: 2.6rem; line-height: 1; text-align: center; color: inherit; flex: none; }
.verified { color: var(--good); background: #eef8f1; } .differs { color: var(--bad); background: #fdf0f1; }
.undecided { color: var(--open); background: #fdf7e8; }
.file, code { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
.findings { padding-left: 1.25rem; } .findings li { margin: .4rem 0; }
article { margin: 1rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--soft); }
.change { margin: .3rem 0; font-size: 1.15rem; } .where { margin: 0 0 .5rem; }
.pair { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
figure { margin: 0; flex: 1 1 22rem; min-width: 0; } figure.whole { flex: 0 0 8rem; }
figcaption { font-size: .85rem; margin-bottom: .2rem; }
img { max-width: 100%; height: auto; border: 1px solid var(--line); background: #fff; display: block; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: normal; }
thead th { font-weight: 600; } th[scope=row] { width: 13rem; } td.number { text-align: right; }
.does-not-hold td:last-child { color: var(--bad); font-weight: 600; } .not-decided td:last-child { color: var(--open); }
summary { cursor: pointer; padding: .3rem 0; }
@media print { main { max-width: none; padding: 0; } article { break-inside: avoid; } }
"""
