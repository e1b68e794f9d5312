import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { MODULES } from '../../docs/site/modules'
import { PAGES } from '../../docs/site/pages'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

it('every page is a guide of the site, once', () => {
  const inFolder = (folder: string) =>
    readdirSync(ROOT + folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => folder + name)
  const readmes = ['bench', ...readdirSync(`${ROOT}examples`).map((name) => `examples/${name}`)].map(
    (folder) => `${folder}/README.md`,
  )
  const pages = [...inFolder(''), ...inFolder('docs/'), ...readmes, '.github/SECURITY.md']
  // The README is the home page.
  const expected = pages.filter((page) => page !== 'README.md' && existsSync(ROOT + page))
  const listed: readonly string[] = Object.values(PAGES).flat()
  expect([...listed].sort()).toEqual(expected.sort())
})

it('every import path of the package is a module of the site', () => {
  const { exports } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { exports: Record<string, unknown> }
  const paths = Object.keys(exports).filter((path) => path !== './package.json')
  expect(Object.keys(MODULES).sort()).toEqual(paths.map((path) => path.replace('.', 'opd-scheduler')).sort())
})
