const LIGHT = `
--ground:#fff;--raised:#f6f7f8;--ink:#1a2026;--soft:#47525c;--faint:#7c8790;--grid:#dfe3e7;--band:#e9eef2;--band-key:#c3ced8;--booked:#8aa4b8;
--promotion:#7a2fa3;--bad:#a8191b;
--emergency:#c24e00;--on-emergency:#fff;--paid:#c48600;--on-paid:#1a2026;--follow-up:#005487;--on-follow-up:#fff;
--online:#3d9bdb;--on-online:#10202c;--walk-in:#00694e;--on-walk-in:#fff;--other:#8b929a;--on-other:#10161b;
--seen:#1d6b72;--on-seen:#fff;--inside:#4b9aa1;--on-inside:#0d1e20;--seated:#9fcdd1;--on-seated:#0d1e20;
--absent:#949da6;--on-absent:#14191d;--off:#c9cfd5;--on-off:#14191d;--hatch:#8c2f39;--hatch-ground:#fbe9e7;`

const DARK = `
--ground:#14181c;--raised:#1d2328;--ink:#eef2f5;--soft:#b9c3cc;--faint:#8793a0;--grid:#2f373e;--band:#222b33;--band-key:#3f4f5d;--booked:#6f8ba1;
--promotion:#cf9bf0;--bad:#ff8d85;
--emergency:#f07a2b;--on-emergency:#180b02;--paid:#f0bd45;--on-paid:#1c1400;--follow-up:#3d8fd1;--on-follow-up:#04121d;
--online:#9bd4fa;--on-online:#08202f;--walk-in:#1fa37c;--on-walk-in:#02160f;--other:#98a1aa;--on-other:#10161b;
--seen:#3a9aa3;--on-seen:#021416;--inside:#6fbcc3;--on-inside:#021416;--seated:#a9d9dd;--on-seated:#021416;
--absent:#78828b;--on-absent:#0c1013;--off:#4a545d;--on-off:#f3f6f8;--hatch:#ff9a8f;--hatch-ground:#3b2224;`

/** The page's style: nothing from outside, colours by the reader's preference, paper is light. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1168px;padding:2.5rem 1.5rem 3rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 .35rem;letter-spacing:-.015em;text-wrap:balance}
h2{font-size:1.35rem;line-height:1.25;margin:0 0 .5rem;letter-spacing:-.01em}
h3{font-size:1rem;margin:1.4rem 0 .35rem}
p{margin:0 0 .8rem;max-width:46rem;text-wrap:pretty}
.subtitle{color:var(--soft);margin:0}
section{border-top:1px solid var(--grid);margin-top:2.2rem;padding-top:1.6rem}
.pair{display:grid;gap:0 40px;grid-template-columns:1fr 1fr}
.pair>*{min-width:0}
svg{display:block;font:11.5px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--soft);font-variant-numeric:tabular-nums;height:auto;overflow:visible;width:100%}
svg.patterns{height:0;position:absolute;width:0}
.narrow{display:none}
.narrow svg{max-width:420px}
.panels{display:grid;gap:1.2rem 28px;grid-template-columns:repeat(auto-fit,minmax(250px,1fr))}
figure{margin:0;max-width:420px;min-width:0}
figcaption{font-size:.875rem;font-weight:600;margin-bottom:.2rem;overflow-wrap:anywhere}
.legend{color:var(--soft);display:flex;flex-wrap:wrap;font-size:.875rem;gap:.25rem 1.1rem;line-height:1.5;list-style:none;margin:0 0 1rem;padding:0}
.legend b{border-radius:3px;display:inline-block;font-size:.75rem;line-height:1.25rem;margin-right:.2rem;min-width:1.25rem;text-align:center}
#timeline .legend b,#queue .legend b{font-size:1rem}
.accounts{display:grid;gap:0 28px;grid-template-columns:repeat(auto-fit,minmax(min(100%,250px),1fr))}
.accounts p{font-size:.9375rem}
ol{margin:0;padding:0;list-style:none}
ol li{border-left:2px solid var(--grid);padding:0 0 .6rem .9rem}
time{color:var(--soft);display:block;font-size:.8125rem;font-variant-numeric:tabular-nums}
details{margin-top:1rem}
summary{color:var(--soft);cursor:pointer;font-size:.875rem;width:max-content}
.scroll{margin:.8rem 0;overflow-x:auto}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums;line-height:1.4}
caption{color:var(--soft);padding-bottom:.35rem;text-align:left}
caption::first-letter{text-transform:uppercase}
th,td{border-bottom:1px solid var(--grid);padding:.28rem .75rem .28rem 0;text-align:left;vertical-align:baseline;white-space:nowrap}
th{font-weight:500}
thead th{color:var(--soft);font-weight:400}
tfoot th,tfoot td{border-bottom:0;font-weight:600}
.n{padding-left:.75rem;padding-right:0;text-align:right}
.violations{color:var(--bad)}
footer{border-top:1px solid var(--grid);color:var(--soft);font-size:.8125rem;margin-top:2.2rem;padding-top:1rem}
footer p,footer ul{margin:0 0 .3rem;max-width:none}
footer ul{list-style:none;padding:0}
footer code{overflow-wrap:anywhere}
@media screen and (max-width:760px){
body{padding:1.4rem 1.25rem 2.5rem}
h1{font-size:1.6rem}
.wide{display:none}
.narrow{display:block}
.pair{grid-template-columns:minmax(0,1fr)}
.compared .panels{gap:0 22px;grid-auto-columns:min(86%,330px);grid-auto-flow:column;grid-template-columns:none;overflow-x:auto;padding-bottom:.6rem;scroll-snap-type:x proximity}
.compared .panels figure{scroll-snap-align:start}
}
@media print{
@page{margin:14mm}
html{font-size:11px}
body{max-width:none;padding:0}
section{break-inside:auto}
h2,h3,section>p,.legend,figcaption,caption{break-after:avoid;break-inside:avoid}
figure,svg,tr,article,.doctor .wide{break-inside:avoid}
.panels{grid-template-columns:repeat(auto-fit,minmax(200px,1fr))}
.compared .panels{grid-template-columns:1fr 1fr}
.pair{display:block}
.pair .wide{max-width:540px}
tfoot{display:table-row-group}
thead{display:table-header-group}
details::details-content{content-visibility:visible;display:block;height:auto}
summary{display:none}
.scroll{overflow:visible}
th,td{font-size:.8rem;padding-right:.4rem;white-space:normal}
th,td,caption{overflow-wrap:anywhere}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`
