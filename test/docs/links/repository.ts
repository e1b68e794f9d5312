import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import type { Page } from './html-page'
import { isOutside, type Link, partsOf, type Report } from './link'
import { readMarkdown } from './markdown-page'

/** The files of the repository, those not ignored, with the pages among them. */
export interface Repository {
  readonly files: ReadonlySet<string>
  readonly pages: ReadonlyMap<string, Page>
}

export function readRepository(root: string): Repository {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  const files = list.toString('utf8').split('\0').filter(Boolean)
  const pages = files
    .filter((file) => file.endsWith('.md'))
    .map((file): [string, Page] => [file, readMarkdown(file, readFileSync(`${root}/${file}`, 'utf8'))])
  return { files: new Set(files), pages: new Map(pages) }
}

/** The path of the repository that a link of a page leads to. */
export function destination({ page, target }: Link): string {
  const { path } = partsOf(target)
  if (path === '') return page
  return path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path).replace(/\/$/, '')
}

/** Why a link of a page leads nowhere on GitHub, or undefined. */
export function whyDead(link: Link, { files, pages }: Repository): string | undefined {
  const path = destination(link)
  const { anchor } = partsOf(link.target)
  const isFolder = path === '.' || [...files].some((file) => file.startsWith(`${path}/`))
  if (!files.has(path) && !isFolder) return 'no such file in the repository'
  if (anchor === '' || /^L\d+(-L\d+)?$/.test(anchor)) return undefined
  return pages.get(path)?.anchors.has(anchor) ? undefined : `no such heading in ${path}`
}

/** Follows the links between all pages of the repository, as GitHub does. */
export function checkRepository(repository: Repository): Report {
  const links = [...repository.pages.values()].flatMap((page) => page.links).filter(({ target }) => !isOutside(target))
  const dead = links.flatMap((link) => {
    const why = whyDead(link, repository)
    return why === undefined ? [] : [{ ...link, why }]
  })
  const anchors = links.filter(({ target }) => target.includes('#')).length
  return {
    checked: `Markdown: ${links.length} relative links, ${anchors} of them to a heading, on ${repository.pages.size} pages`,
    dead,
  }
}
