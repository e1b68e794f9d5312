import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { inflateSync } from 'node:zlib'
import { type Page, readHtml } from './html-page'
import { isOutside, type Link, partsOf, type Report } from './link'

/** The addresses in the navigation and in the search, which scripts of the site write into its pages. */
function linksOfScript(root: string, script: string): Link[] {
  const packed = /"(.*)"/.exec(readFileSync(`${root}/${script}`, 'utf8'))![1]!
  const data = inflateSync(Buffer.from(packed, 'base64')).toString('utf8')
  const targets = [...data.matchAll(/"(?:path|url)":"([^"]+)"/g)].map((match) => match[1]!)
  if (targets.length === 0) throw new Error(`${script} has no addresses. Maybe TypeDoc writes it in another way now.`)
  return targets.map((target) => ({ page: script, line: 1, target: `../${target}`, isPicture: false }))
}

/** Follows the links inside the built site. */
export function checkSite(root: string): Report {
  if (!existsSync(`${root}/index.html`)) throw new Error(`No site in ${root}. Maybe run "npm run docs" first.`)
  const files = new Set(
    readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/')),
  )
  const pages = new Map(
    [...files]
      .filter((file) => file.endsWith('.html'))
      .map((file): [string, Page] => [file, readHtml(file, readFileSync(`${root}/${file}`, 'utf8'))]),
  )
  const links = [
    ...[...pages.values()].flatMap((page) => page.links).filter(({ target }) => !isOutside(target)),
    ...linksOfScript(root, 'assets/navigation.js'),
    ...linksOfScript(root, 'assets/search.js'),
  ]
  const dead = links.flatMap((link) => {
    const { path, anchor } = partsOf(link.target)
    const joined = path === '' ? link.page : posix.join(posix.dirname(link.page), path)
    const file = joined === '.' || joined.endsWith('/') ? posix.join(joined, 'index.html') : joined
    const why = !files.has(file)
      ? 'no such file on the site'
      : anchor !== '' && !pages.get(file)?.anchors.has(anchor)
        ? `no such anchor in ${file}`
        : undefined
    return why === undefined ? [] : [{ ...link, why }]
  })
  const anchors = links.filter(({ target }) => /#./.test(target)).length
  return { checked: `Site: ${links.length} links, ${anchors} of them to an anchor, on ${pages.size} pages`, dead }
}
