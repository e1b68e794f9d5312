/** Escapes text for HTML elements and quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** The same of prose, in which a number and its percent sign stay on one line. */
export function prose(text: string): string {
  return escaped(text).replace(/(\d) %/g, '$1\u00a0%')
}

/** The same of the name of rules, which may be broken between its words, as in `bump|And|Cascade`. */
export function breakable(name: string): string {
  return escaped(name).replace(/([a-z])(?=[A-Z])/g, '$1<wbr>')
}

/** Embeds data in a script element that browsers do not run; the data cannot close the element. */
function dataScript(id: string, data: unknown): string {
  return `<script type="application/json" id="${id}">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`
}

/** A table of figures; its texts are escaped when rendered. */
export interface Table {
  /** Name for programs. */
  readonly name: string
  /** The preset whose run it shows; undefined if it shows several. */
  readonly rules: string | undefined
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Last row with the totals. */
  readonly total?: readonly (string | number)[]
}

/** Renders a table that scrolls on narrow pages. The first cell of a row is its heading. */
export function table({ name, rules, caption, head, rows, total }: Table): string {
  const cells = (row: readonly (string | number)[]): string =>
    row
      .map((cell, index) => {
        const text = escaped(cell === 0 ? '·' : String(cell))
        if (index === 0) return `<th scope="row">${text}</th>`
        return isFigure(cell) ? `<td class="n">${text}</td>` : `<td>${text}</td>`
      })
      .join('')
  const isNumber = (column: number): boolean => rows.some((row) => isFigure(row[column] ?? ''))
  const headings = head.map(
    (text, index) => `<th scope="col"${isNumber(index) ? ' class="n"' : ''}>${breakable(text)}</th>`,
  )
  return [
    `<div class="scroll" role="region" aria-label="${escaped(caption)}" tabindex="0"><table data-table="${name}"${rules === undefined ? '' : ` data-rules="${escaped(rules)}"`}>`,
    `<caption>${escaped(caption)}</caption>`,
    `<thead><tr>${headings.join('')}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody>`,
    total === undefined ? '' : `<tfoot><tr>${cells(total)}</tr></tfoot>`,
    '</table></div>',
  ].join('\n')
}

/** Whether a cell is right-aligned: a number, or one with a unit. */
function isFigure(cell: string | number): boolean {
  return typeof cell === 'number' || /^[\d.]+ (%|min)$/.test(cell)
}

/** Tables that are hidden until the reader opens them. */
export function figures(tables: readonly string[]): string {
  return `<details><summary>Show the figures</summary>\n${tables.join('\n')}\n</details>`
}

/** The content of an HTML document, as markup but for the title, the command and the data. */
export interface Content {
  readonly title: string
  readonly style: string
  /** Class of the body, if the style depends on one. */
  readonly bodyClass?: string | undefined
  readonly header: string
  readonly main: string
  readonly footer: string
  /** What the document shows, for programs. */
  readonly data: unknown
}

/** Renders a self-contained HTML document: no scripts that run, no fonts, no images. */
export function document({ title, style, bodyClass, header, main, footer, data }: Content): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    // Makes browsers enforce it: the page fetches nothing and runs nothing.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    bodyClass === undefined ? '<body>' : `<body class="${bodyClass}">`,
    header,
    '<main>',
    main,
    '</main>',
    footer,
    dataScript('data', data),
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** Names the command that makes the document again, with the arguments as a shell reads them. */
export function madeBy(given: readonly string[]): string {
  const command = ['npm run simulate', ...(given.length > 0 ? ['--', ...given.map(quoted)] : [])].join(' ')
  return `<p>Made by <code>${escaped(command)}</code>. The same command gives the same page, byte for byte.</p>`
}

function quoted(argument: string): string {
  return /^[\w.,:=+/%-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}
