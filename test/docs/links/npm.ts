import { execFileSync } from 'node:child_process'
import { isOutside, type Report } from './link'
import { destination, type Repository, whyDead } from './repository'

/**
 * Follows the links of the pages in the tarball as npm shows them: npm turns a relative link into one to the repository, and a link
 * that begins with a slash into one to its own site.
 */
export function checkNpm(root: string, repository: Repository): Report {
  // The scripts are left out because `prepack` would build.
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  })
  const tarball = new Set((JSON.parse(packed) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path))
  const published = { ...repository, files: new Set([...repository.files, ...tarball]) }
  const pages = [...tarball].filter((path) => path.endsWith('.md'))
  const links = pages.flatMap((path) => repository.pages.get(path)!.links).filter(({ target }) => !isOutside(target))
  const dead = links.flatMap((link) => {
    const path = destination(link)
    const why = link.target.startsWith('/')
      ? 'npm takes a link that begins with a slash for one to its own site'
      : path.startsWith('..')
        ? 'the link leaves the repository'
        : whyDead(link, published)
    return why === undefined ? [] : [{ ...link, why }]
  })
  const pictures = links.filter(({ isPicture }) => isPicture).length
  const elsewhere = links.filter((link) => !tarball.has(destination(link))).length
  return {
    checked: `npm: ${links.length} relative links, ${pictures} of them pictures, on the ${pages.length} pages of the tarball; ${elsewhere} lead into the repository only`,
    dead,
  }
}
