/** A token with its number. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f6e63"/><path d="M13 11l4-3v16" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>',
)}`

export const HOME_STYLE = `
:root { color-scheme: light dark; --text: #16302d; --quiet: #55706c; --page: #f4f8f7; --card: #fff; --line: #d3e0de; --link: #0f6e63 }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6f0ee; --quiet: #9db4b0; --page: #10201e; --card: #182b29; --line: #2c4642; --link: #6fd3c4 }
}
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 44rem; margin: 0 auto; padding: clamp(1.5rem, 8vh, 5rem) 1.25rem }
h1 { margin: 0; font-size: 2rem; line-height: 1.2 }
p { margin: .75rem 0 2rem; color: var(--quiet) }
ul { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: .75rem; margin: 0; padding: 0; list-style: none }
a { display: block; height: 100%; box-sizing: border-box; padding: .9rem 1.1rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); color: inherit; text-decoration: none }
a:hover, a:focus-visible { border-color: var(--link); outline: 2px solid var(--link); outline-offset: -1px }
b { display: block; color: var(--link) }
span { color: var(--quiet); font-size: .9rem }
`

// Hides what Swagger UI repeats for every operation: the only server, empty lists of links, and one example of a problem eleven times.
export const DOCS_STYLE = `
body { margin: 0 }
html { color-scheme: light dark }
.swagger-ui .info { margin: 32px 0 24px }
.swagger-ui .scheme-container { padding: 0 0 16px; box-shadow: none }
.swagger-ui .scheme-container .schemes { justify-content: flex-end }
.swagger-ui .scheme-container .schemes .schemes-server-container, .swagger-ui .response-col_links,
.swagger-ui .responses-table:not(.live-responses-table) .response:not([data-code^='2']) :is(.response-controls, .model-example) { display: none }
.swagger-ui .responses-table:not(.live-responses-table) .response:not([data-code^='2']) td { padding-top: 4px }
.swagger-ui .responses-table:not(.live-responses-table) .response:not([data-code^='2']) p { margin: 0 }
.swagger-ui .responses-table :is(td, p, code) { overflow-wrap: anywhere }
.swagger-ui .responses-table code { padding: 2px 3px; font-size: 12px }
`
