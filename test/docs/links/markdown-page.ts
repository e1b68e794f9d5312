import GithubSlugger from 'github-slugger'
import MarkdownIt from 'markdown-it'
import { type Page, readHtml } from './html-page'
import type { Link } from './link'

const parser = new MarkdownIt({ html: true })

/** Reads Markdown as GitHub does: its links, and the anchors of its headings and of HTML in it. */
export function readMarkdown(page: string, text: string): Page {
  const links: Link[] = []
  const anchors = new Set<string>()
  const slugger = new GithubSlugger()
  const takeHtml = (html: string, line: number) => {
    const found = readHtml(page, html, line)
    links.push(...found.links)
    for (const anchor of found.anchors) anchors.add(anchor)
  }
  let line = 1
  let isHeading = false
  for (const token of parser.parse(text, {})) {
    if (token.map) line = token.map[0] + 1
    isHeading = token.type === 'heading_open' || (isHeading && token.type === 'inline')
    if (token.type === 'html_block') takeHtml(token.content, line)
    if (token.type !== 'inline') continue
    const parts = token.children ?? []
    if (isHeading)
      anchors.add(
        slugger.slug(parts.map(({ type, content }) => (/^(text|code_inline)$/.test(type) ? content : '')).join('')),
      )
    let at = line
    for (const part of parts) {
      if (part.type === 'softbreak' || part.type === 'hardbreak') at++
      if (part.type === 'html_inline') takeHtml(part.content, at)
      const target = part.attrGet('href') ?? part.attrGet('src')
      if (target !== null) links.push({ page, line: at, target, isPicture: part.type === 'image' })
    }
  }
  return { links, anchors }
}
