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
  readonly texts: readonly ShownText[]
  /** Pairs of labels of one drawing that cover each other. */
  readonly overlaps: readonly string[]
  readonly findings: readonly ShownFinding[]
  readonly scripts: number
}

/** A text on the page, and the height of its letters after scaling. */
export interface ShownText {
  readonly where: string
  readonly text: string
  readonly pixels: number
}

/** A finding's figure under one set of rules. */
export interface ShownFinding {
  readonly name: string
  readonly rules: string
  readonly count: number
  readonly of: number | undefined
  /** The figure as it is shown, and on how many lines. */
  readonly text: string
  readonly lines: number
  /** Width of its bar in percent, if it has one. */
  readonly bar: number | undefined
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
    texts: await textsOf(page),
    overlaps: await overlapsOf(page),
    findings: await findingsOf(page),
    scripts: await page.locator('script:not([type="application/json"])').count(),
  }
}

/** Texts outside and inside of drawings, also those that the reader has to open. */
async function textsOf(page: Page): Promise<ShownText[]> {
  return page.locator('body *').evaluateAll((elements) => {
    const closed = elements.filter((element) => element.localName === 'details' && !element.open)
    for (const element of closed) element.open = true
    const texts = elements
      .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
      .filter((element) => element.localName !== 'script' && element.checkVisibility())
      .map((element) => {
        // Rotated labels have their size in both parts of the matrix.
        const matrix = element.closest('svg')?.localName === 'svg' ? element.getScreenCTM() : { a: 1, b: 0 }
        const size = Number.parseFloat(element.ownerDocument.defaultView.getComputedStyle(element).fontSize)
        const where = String(element.closest('section, footer, header')?.id || element.localName)
        return {
          where,
          text: String(element.textContent).trim().slice(0, 40),
          pixels: size * Math.hypot(Number(matrix.a), Number(matrix.b)),
        }
      })
    for (const element of closed) element.open = false
    return texts
  })
}

async function overlapsOf(page: Page): Promise<string[]> {
  const all = await page.locator('svg[role=img]:visible').evaluateAll((elements) =>
    elements.map((svg) => {
      const texts = [...svg.querySelectorAll('text')]
        .map((text) => ({ text: String(text.textContent), box: text.getBoundingClientRect() }))
        .filter(({ text }) => text !== '')
      const boxes = texts.map(({ text, box }) => {
        return {
          text,
          left: Number(box.left),
          right: Number(box.right),
          top: Number(box.top),
          bottom: Number(box.bottom),
        }
      })
      return { chart: String(svg.dataset.chart), boxes }
    }),
  )
  return all.flatMap(({ chart, boxes }) => {
    return boxes.flatMap((a, index) => {
      const rivals = boxes.slice(index + 1).filter((b) => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        // Boxes of letters are higher than the letters.
        return across > 1 && down > 4
      })
      return rivals.map((b) => `${chart}: "${a.text}" and "${b.text}"`)
    })
  })
}

async function findingsOf(page: Page): Promise<ShownFinding[]> {
  return page.locator('[data-finding] [data-count]').evaluateAll((elements) =>
    elements.map((element) => {
      const bar = element.querySelector('.bar i')
      const figure = element.querySelector('.big') ?? element.lastElementChild
      const range = element.ownerDocument.createRange()
      range.selectNodeContents(figure)
      const tops = [...range.getClientRects()].map(({ top }) => Math.round(Number(top)))
      return {
        name: String(element.closest('[data-finding]').dataset.finding),
        rules: String(element.dataset.rules),
        count: Number(element.dataset.count),
        of: element.dataset.of === undefined ? undefined : Number(element.dataset.of),
        text: String(figure.textContent),
        lines: new Set(tops).size,
        bar:
          bar === null
            ? undefined
            : (100 * Number(bar.getBoundingClientRect().width)) /
              Number(bar.parentElement.getBoundingClientRect().width),
      }
    }),
  )
}
