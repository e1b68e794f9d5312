import { STYLE } from '../../page/style'

const LIGHT = `
--rules-0:#005fa3;--rules-1:#c24e00;--rules-2:#7a2fa3;--rules-3:#00755c;--rules-4:#b3246f;--rules-5:#7a5230;--rules-6:#6b6400;
--better:#14664a;--worse:#a8191b;--better-ground:#e9f4ef;--worse-ground:#fbeeec;`

const DARK = `
--rules-0:#6cb8f0;--rules-1:#f58a45;--rules-2:#cf9bf0;--rules-3:#4fc9a4;--rules-4:#ff8fc0;--rules-5:#d0ab85;--rules-6:#d8cb4a;
--better:#5ed0a8;--worse:#ff9a90;--better-ground:#16271f;--worse-ground:#2c1c1d;`

/**
 * The style of a day's page, and what a comparison needs. Drawings are 340 pixels wide or more, so that their letters never are smaller
 * than 12 pixels.
 */
export const LAB_STYLE = `${STYLE}
:root{${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
.charts figure svg{font-size:12.5px}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.95em;overflow-wrap:anywhere}
.findings{display:block;list-style:none;margin:0;max-width:52rem;padding:0}
.findings li{border-left:3px solid var(--booked);margin:0 0 .9rem;padding:0 0 0 .9rem}
.findings b{display:block}
.chance{color:var(--soft);font-size:.9375rem;margin-top:1.1rem}
.rules{list-style:none;margin:0;max-width:52rem;padding:0}
.rules li{border:0;padding:0 0 .55rem 1.9rem;text-indent:-1.9rem}
.rules li>*{text-indent:0}
.rules .sign{display:inline-block;font-size:1.15rem;line-height:1;text-align:left;width:1.9rem}
.charts{display:grid;gap:1.8rem 28px;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr))}
.charts figure{max-width:520px}
.charts figcaption{font-size:1rem}
.charts .sub{color:var(--soft);font-size:.875rem;line-height:1.35;margin:.35rem 0 .1rem}
.charts p.note{color:var(--soft);font-size:.875rem;margin:0}
.key{color:var(--soft);font-size:.875rem;list-style:none;margin:.4rem 0 0;padding:0}
.key li{border:0;display:inline-block;padding:0 1.1rem .2rem 0}
.key .sign{display:inline-block;width:1.3rem}
.intro{grid-column:1/-1}
td{text-align:right}
thead th:not(:first-child){text-align:right;padding-left:.75rem;padding-right:0}
td{padding-left:.75rem;padding-right:0}
.better{color:var(--better)}
.worse{color:var(--worse)}
dl{display:grid;gap:.35rem 1.4rem;grid-template-columns:minmax(8rem,max-content) minmax(0,44rem);margin:0}
dl div{display:contents}
dt{font-weight:600}
dd{margin:0}
@media screen and (min-width:1100px){.intro.beside{grid-column:auto}}
@media screen and (max-width:760px){
dl,dl div{display:block}
.charts figure{max-width:none}
}
footer code{font-size:1em}
@media print{
@page{margin:12mm}
html{font-size:13px}
.charts{gap:1.2rem 14px}
.charts figure,.findings li,dt,dd{break-inside:avoid}
th,td{font-size:.93rem}
}`
