/** Text as HTML, inert in elements and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Data as a script element that no browser runs; nothing in it can end the element. */
export function dataScript(id: string, data: unknown): string {
  return `<script type="application/json" id="${id}">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`
}

/** Figures in rows; texts are escaped here. */
export interface Table {
  /** What it is a table of, for programs. */
  readonly name: string
  /** The preset whose run it shows; none where it shows several. */
  readonly rules: string | undefined
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** A last row that sums up. */
  readonly total?: readonly (string | number)[]
}

/** A table that scrolls by itself where the page is narrow. The first cell of a row is its heading. */
export function table({ name, rules, caption, head, rows, total }: Table): string {
  const cells = (row: readonly (string | number)[]): string =>
    row
      .map((cell, index) => {
        const text = escaped(cell === 0 ? '·' : String(cell))
        if (index === 0) return `<th scope="row">${text}</th>`
        return typeof cell === 'number' || /^[\d.]+ %$/.test(cell) ? `<td class="n">${text}</td>` : `<td>${text}</td>`
      })
      .join('')
  const isNumber = (column: number): boolean => rows.some((row) => typeof row[column] === 'number')
  const headings = head.map(
    (text, index) => `<th scope="col"${isNumber(index) ? ' class="n"' : ''}>${escaped(text)}</th>`,
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

/** Tables that are folded away until somebody wants the figures. */
export function figures(tables: readonly string[]): string {
  return `<details><summary>The figures</summary>\n${tables.join('\n')}\n</details>`
}
