import { Parser } from 'htmlparser2'
import type { Link } from './link'

export interface Page {
  readonly links: readonly Link[]
  readonly anchors: ReadonlySet<string>
}

/** The attribute with which an element links, if it does. A `use` takes its picture from a script, so it is left out. */
const LINKS: Readonly<Record<string, string>> = {
  a: 'href',
  iframe: 'src',
  img: 'src',
  link: 'href',
  script: 'src',
  source: 'src',
}

/** Reads HTML: its links, and what a link may point to. */
export function readHtml(page: string, html: string, firstLine = 1): Page {
  const links: Link[] = []
  const anchors = new Set<string>()
  let line = firstLine
  let counted = 0
  const parser = new Parser({
    onopentag(name, attributes) {
      for (; counted < parser.startIndex; counted++) if (html[counted] === '\n') line++
      const { id, name: named } = attributes
      if (id !== undefined) anchors.add(id)
      if (name === 'a' && named !== undefined) anchors.add(named)
      const target = attributes[LINKS[name] ?? '']
      if (target !== undefined) links.push({ page, line, target, isPicture: name === 'img' })
    },
  })
  parser.end(html)
  return { links, anchors }
}
