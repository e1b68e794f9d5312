import { readFileSync } from 'node:fs'
import type { RunFacts } from '../../examples/day-simulation/src/report/summary'
import type { DrawnMark, TableTotals } from '../report/page-facts'
import { runSimulation, withFile } from './run-simulation'

/** A page parsed from its text, without a browser. */
export interface ReadPage {
  readonly html: string
  readonly data: { readonly arguments: readonly string[]; readonly runs: readonly RunFacts[] }
  readonly tables: readonly TableTotals[]
  /** Opening tags of the drawings. */
  readonly drawings: readonly string[]
  /** Marks drawn for screens of this width. */
  marksFor(width: 'wide' | 'medium' | 'narrow'): DrawnMark[]
}

/** Runs the program with `--report` and reads the page. */
export async function pageOf(...args: readonly string[]): Promise<ReadPage> {
  return withFile('day.html', '', async (path) => {
    const { code, out, err } = await runSimulation([...args, '--report', path])
    if (code !== 0) throw new Error(`exit code ${code}: ${out}${err}`)
    return readPage(readFileSync(path, 'utf8'))
  })
}

function readPage(html: string): ReadPage {
  return {
    html,
    data: JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!),
    tables: [...html.matchAll(/<table data-table="(\w+)" data-rules="(\w+)">.*?<\/table>/gs)].map(
      ([all, name, rules]) => {
        const cells = (part: string): string[] =>
          [
            ...(new RegExp(`<${part}>.*?</${part}>`, 's').exec(all)?.[0] ?? '').matchAll(/<t[hd](?: [^>]*)?>([^<]*)</g),
          ].map((cell) => cell[1]!)
        const headings = cells('thead')
        return {
          name: name!,
          rules: rules!,
          totals: Object.fromEntries(cells('tfoot').map((cell, index) => [headings[index], cell])),
        }
      },
    ),
    drawings: html.match(/<svg[^>]*role="img"[^>]*>/g) ?? [],
    marksFor(width) {
      const shown = html.replace(
        /<div class="((?:wide|medium|narrow)[a-z ]*)"><svg.*?<\/svg><\/div>/gs,
        (all, widths) => (widths.split(' ').includes(width) ? all : ''),
      )
      return [...shown.matchAll(/<svg[^>]*role="img"[^>]*>.*?<\/svg>/gs)].flatMap(([svg]) => {
        const { rules, chart } = dataOf(svg.slice(0, svg.indexOf('>')))
        return (svg.match(/<\w+[^>]* data-mark=[^>]*>/g) ?? []).map((tag) => {
          return { rules: rules!, chart: chart!, data: dataOf(tag) }
        })
      })
    },
  }
}

/** Reads the `data-` attributes of an opening tag. */
export function dataOf(tag: string): Record<string, string> {
  return Object.fromEntries(
    [...tag.matchAll(/ data-(\w+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, value ?? '']),
  )
}
