import type { BrowserContextOptions } from 'playwright-core'

/** A way in which the page is read. */
export interface View {
  readonly name: string
  readonly options: BrowserContextOptions
  readonly media: 'screen' | 'print'
  /** Height in pixels of the smallest letters that may be shown: 12 on screens, 7.5 points on paper. */
  readonly smallest: number
}

const SCREEN = { media: 'screen', smallest: 12 } as const

/** Paper is A4 without its margins: 182 mm. */
export const VIEWS: readonly View[] = [
  { ...SCREEN, name: 'phone', options: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 } },
  { ...SCREEN, name: 'tablet', options: { viewport: { width: 850, height: 1100 } } },
  { ...SCREEN, name: 'desktop', options: { viewport: { width: 1280, height: 900 } } },
  { ...SCREEN, name: 'wide', options: { viewport: { width: 1680, height: 1050 } } },
  { ...SCREEN, name: 'dark', options: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' } },
  { name: 'print', options: { viewport: { width: 688, height: 1000 } }, media: 'print', smallest: 10 },
]
