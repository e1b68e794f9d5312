const LIGHT = `
--ground:#fff;--raised:#f6f7f8;--ink:#1a2026;--soft:#47525c;--faint:#7c8790;--grid:#dfe3e7;--band:#e9eef2;--band-key:#c3ced8;--booked:#8aa4b8;
--promotion:#7a2fa3;--bad:#a8191b;
--emergency:#c24e00;--on-emergency:#fff;--paid:#c48600;--on-paid:#1a2026;--follow-up:#005487;--on-follow-up:#fff;
--online:#3d9bdb;--on-online:#10202c;--walk-in:#00694e;--on-walk-in:#fff;--other:#8b929a;--on-other:#10161b;
--seen:#125a61;--on-seen:#fff;--inside:#4b9aa1;--on-inside:#06181a;--inside-line:#1d6b72;--seated:#a8d3d6;--on-seated:#0d1e20;--seated-line:#4b9aa1;
--absent:#6a737c;--on-absent:#fff;--absent-line:#aab2ba;--off:#b0b8c0;--on-off:#14191d;--off-line:#7d8790;
--waiting:#f8e7bf;--on-waiting:#1a2026;--waiting-line:#c48600;--lost:#fbe3e0;--on-lost:#1a2026;--lost-line:#b02a36;--hatch:#8c2f39;`

const DARK = `
--ground:#14181c;--raised:#1d2328;--ink:#eef2f5;--soft:#b9c3cc;--faint:#8793a0;--grid:#2f373e;--band:#222b33;--band-key:#3f4f5d;--booked:#6f8ba1;
--promotion:#cf9bf0;--bad:#ff8d85;
--emergency:#f07a2b;--on-emergency:#180b02;--paid:#f0bd45;--on-paid:#1c1400;--follow-up:#3d8fd1;--on-follow-up:#04121d;
--online:#9bd4fa;--on-online:#08202f;--walk-in:#1fa37c;--on-walk-in:#02160f;--other:#98a1aa;--on-other:#10161b;
--seen:#45a8b1;--on-seen:#021416;--inside:#7cc9d0;--on-inside:#021416;--inside-line:#3a8f97;--seated:#b8e3e7;--on-seated:#021416;--seated-line:#5fb0b8;
--absent:#68727b;--on-absent:#fff;--absent-line:#39424a;--off:#47515a;--on-off:#f3f6f8;--off-line:#78838d;
--waiting:#4a3d18;--on-waiting:#f7ecd0;--waiting-line:#d9a93f;--lost:#3b2224;--on-lost:#f7e3e1;--lost-line:#f0716a;--hatch:#ff9a8f;`

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
.lead{font-size:1.125rem;margin:.4rem 0 .6rem}
.findings{display:grid;gap:1.5rem 40px;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));list-style:none;margin:1.2rem 0 0;padding:0}
.findings li{border:0;break-inside:avoid;padding:0}
.findings p{margin:.35rem 0 0}
.compared .findings p{font-weight:600;margin:0 0 .5rem}
.note{color:var(--soft);margin:1.2rem 0 0}
#rules dl{columns:auto;max-width:46rem}
.compared #rules dl{columns:2 300px;max-width:none}
.big{display:block;font-size:2.25rem;font-variant-numeric:tabular-nums;font-weight:650;letter-spacing:-.02em;line-height:1.1}
.bar{background:var(--band);border-radius:3px;display:block;height:.5rem;margin-top:.35rem;overflow:hidden}
.bar i{background:var(--follow-up);display:block;height:100%}
.bars{width:100%}
.bars th,.bars td{border:0;padding:.1rem .6rem .1rem 0;vertical-align:middle}
.bars th{overflow-wrap:anywhere;white-space:normal;width:52%}
.bars .bar{margin:0}
.bars td:last-child{font-weight:600;padding:0;text-align:right;white-space:nowrap;width:1%}
.compared .findings{grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr))}
dl{columns:2 300px;column-gap:40px;margin:.8rem 0 0}
dl div{break-inside:avoid;margin-bottom:.7rem}
dt{font-weight:600}
dd{color:var(--soft);font-size:.9375rem;margin:0}
section{border-top:1px solid var(--grid);margin-top:2.2rem;padding-top:1.6rem}
.pair{display:grid;gap:0 40px;grid-template-columns:1fr 1fr}
.pair>*{min-width:0}
svg{display:block;font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--soft);font-variant-numeric:tabular-nums;height:auto;overflow:visible;width:100%}
svg.patterns{height:0;position:absolute;width:0}
svg.swatch{display:inline-block;height:1.25rem;margin-right:.2rem;vertical-align:middle;width:1.5rem}
.medium,.narrow{display:none}
.wide{display:block}
.wide.medium{max-width:620px}
.narrow{max-width:480px}
.panels{display:grid;gap:1.2rem 28px;grid-template-columns:repeat(auto-fit,minmax(280px,1fr))}
figure{container-type:inline-size;margin:0;max-width:420px;min-width:0}
@container (min-width:335px){figure svg{font-size:11.5px}}
@container (min-width:385px){figure svg{font-size:10.5px}}
figcaption{font-size:.875rem;font-weight:600;margin-bottom:.2rem;overflow-wrap:anywhere}
.legend{color:var(--soft);display:flex;flex-wrap:wrap;font-size:.875rem;gap:.25rem 1.1rem;line-height:1.5;list-style:none;margin:0 0 1rem;padding:0}
.legend b{border-radius:3px;display:inline-block;font-size:.8125rem;line-height:1.25rem;margin-right:.2rem;min-width:1.25rem;text-align:center}
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
@media screen and (min-width:1200px){
.compared{max-width:1400px}
}
@media screen and (max-width:1059px){
.wide{display:none}
.medium{display:block}
.pair{grid-template-columns:minmax(0,1fr)}
}
@media screen and (max-width:719px){
body{padding:1.4rem 1rem 2.5rem}
.scroll th[scope=row]{min-width:7.5rem;white-space:normal}
.scroll thead th{white-space:normal}
h1{font-size:1.6rem}
.medium,.wide.medium{display:none}
.narrow{display:block}
.compared .panels{gap:0 22px;grid-auto-columns:min(86%,330px);grid-auto-flow:column;grid-template-columns:none;overflow-x:auto;padding-bottom:.6rem;scroll-snap-type:x proximity}
.compared .panels figure{scroll-snap-align:start}
}
@media print{
@page{margin:14mm}
html{font-size:12.5px}
body{max-width:none;padding:0}
section{break-inside:auto}
h2,h3,section>p,.legend,figcaption,caption{break-after:avoid;break-inside:avoid}
figure,svg,tr,article,.doctor .wide{break-inside:avoid}
figure svg{font-size:10.5px}
.wide{display:none}
.medium{display:block}
.panels,.compared .panels{grid-template-columns:1fr 1fr}
.findings,.compared .findings{grid-template-columns:1fr 1fr}
.pair{display:block}
tfoot{display:table-row-group}
thead{display:table-header-group}
details::details-content{content-visibility:visible;display:block;height:auto}
summary{display:none}
.scroll{overflow:visible}
.scroll th,.scroll td{font-size:.84rem;padding-right:.4rem;white-space:normal}
.scroll th,.scroll td,caption{overflow-wrap:anywhere}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`
