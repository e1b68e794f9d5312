import type { Page } from 'playwright-core'

/** A drawn mark that represents a count. */
export interface DrawnMark {
  readonly rules: string
  readonly chart: string
  /** Its data attributes. */
  readonly data: Readonly<Record<string, string>>
}

/** The last row of a table, by column heading. */
export interface TableTotals {
  readonly name: string
  readonly rules: string
  readonly totals: Readonly<Record<string, string>>
}

/** Facts about a page at its current size. */
export interface PageFacts {
  readonly drawings: number
  readonly unnamed: number
  readonly marks: readonly DrawnMark[]
  readonly tables: readonly TableTotals[]
  /** Pixels by which the page is wider than the window. */
  readonly excess: number
  /** Height of the smallest letters in a drawing, in pixels. */
  readonly smallestText: number
  readonly scripts: number
}

export async function factsOf(page: Page): Promise<PageFacts> {
  const drawings = page.locator('svg[role=img]:visible')
  const found = await drawings.evaluateAll((elements) =>
    elements.map((svg) => ({
      label: String(svg.getAttribute('aria-label') ?? ''),
      marks: [...svg.querySelectorAll('[data-mark]')].map((mark) => ({
        rules: String(svg.dataset.rules),
        chart: String(svg.dataset.chart),
        data: { ...mark.dataset } as Record<string, string>,
      })),
      text: Math.min(
        ...[...svg.querySelectorAll('text')].map(
          (text) =>
            Number.parseFloat(text.ownerDocument.defaultView.getComputedStyle(text).fontSize) * text.getScreenCTM().a,
        ),
      ),
    })),
  )
  const tables = await page.locator('table[data-rules]').evaluateAll((elements) =>
    elements.map((table) => {
      const headings = [...table.querySelectorAll('thead th')].map((cell) => String(cell.textContent))
      const cells = [...table.querySelectorAll('tfoot th, tfoot td')].map((cell) => String(cell.textContent))
      return {
        name: String(table.dataset.table),
        rules: String(table.dataset.rules),
        totals: Object.fromEntries(cells.map((cell, index) => [headings[index], cell])) as Record<string, string>,
      }
    }),
  )
  return {
    drawings: found.length,
    unnamed: found.filter(({ label }) => label === '').length,
    marks: found.flatMap(({ marks }) => marks),
    tables,
    excess: await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth'),
    smallestText: Math.min(...found.map(({ text }) => text)),
    scripts: await page.locator('script:not([type="application/json"])').count(),
  }
}
