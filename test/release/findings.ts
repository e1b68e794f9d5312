import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NODES } from './nodes'

/** One thing that a release needs. */
export interface Finding {
  /** What it is, in a few words. */
  readonly what: string
  /** What a maintainer has to do; undefined if it is in order. */
  readonly todo: string | undefined
}

/** What the program cannot see without a network or without knowing the maintainers. */
export const BY_HAND: readonly string[] = [
  'The name is yours, or still free: npm view opd-scheduler maintainers',
  'Two-factor authentication is on for every maintainer on npm, and the repository is public (or there is no provenance).',
  'The environment "npm" has a reviewer, and only tags v* may deploy to it.',
  'After the first publish: npm trusts .github/workflows/release.yml with the environment "npm" (docs/releasing.md).',
]

/** Address in `.github/SECURITY.md` until a maintainer writes a real one. */
const NO_CONTACT = 'ADDRESS-TO-BE-FILLED-IN'

const DEPENDENCIES = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'] as const

/** The fields of package.json that a release looks at. Any of them may be missing. */
interface Manifest extends Partial<Record<(typeof DEPENDENCIES)[number], Record<string, string>>> {
  readonly version: string
  readonly license?: string
  readonly author?: string | { readonly email?: string; readonly url?: string }
  readonly repository?: { readonly type?: string; readonly url?: string }
  readonly homepage?: string
  readonly bugs?: { readonly url?: string; readonly email?: string }
  readonly engines?: { readonly node?: string }
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean }
  readonly files?: readonly string[]
  readonly scripts?: Record<string, string>
}

/** Everything that a release of the repository in this folder needs, in order or not. Reads files and git, never the network. */
export function findings(folder: string): readonly Finding[] {
  const read = (path: string): string =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : ''
  // Without the variables of a git hook, which name another repository.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME }
  const git = (...args: string[]): string[] =>
    execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' }).split('\n').filter(Boolean)
  const manifest = JSON.parse(read('package.json')) as Manifest
  const { version, repository, homepage, bugs, publishConfig, scripts = {} } = manifest
  const heading = new RegExp(`^## ${version.replaceAll('.', '\\.')} \\((.*)\\)$`, 'm').exec(read('CHANGELOG.md'))?.[1]
  const isDated = /^\d{4}-\d\d-\d\d$/.test(heading ?? '')
  const copyright = /^Copyright \(c\) (?:\d{4}-)?(\d{4}) (\S.*)$/m.exec(read('LICENSE'))
  const security = read('.github/SECURITY.md')
  const local = DEPENDENCIES.flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}).filter(([, range]) =>
      /^(file|link|workspace|portal|git|https?)\b.*:/.test(range),
    ),
  )
  const changed = git('status', '--porcelain')
  const tags = git('tag', '--points-at', 'HEAD')
  const tested = [...read('.github/workflows/ci.yml').matchAll(/^ +(?:node-version|node): (.*)$/gm)]
    .flatMap(([, versions = '']) => versions.match(/\d+/g) ?? [])
    .sort()
  const workflows = join(folder, '.github/workflows')
  const movable = readdirSync(workflows).flatMap((name) =>
    [...readFileSync(join(workflows, name), 'utf8').matchAll(/uses: (.*)/g)]
      .map(([, action = '']) => action)
      .filter((action) => !/@[0-9a-f]{40}( #.*)?$/.test(action)),
  )
  const supported = [/\d+/.exec(manifest.engines?.node ?? '')?.[0] ?? 'none', ...NODES]
  const missing = (manifest.files ?? []).filter(
    (path) => !/[*{]/.test(path) && path !== 'dist' && !existsSync(join(folder, path)),
  )

  const check = (what: string, isInOrder: boolean, todo: string): Finding => ({
    what,
    todo: isInOrder ? undefined : todo,
  })
  return [
    check(
      'repository',
      repository?.type === 'git' && /^git\+https:\/\/\S+\/\S+\.git$/.test(repository.url ?? ''),
      'Give package.json "repository": { "type": "git", "url": "git+https://HOST/OWNER/NAME.git" }. npm compares it with the workflow that publishes.',
    ),
    check('homepage', isAddress(homepage), 'Give package.json "homepage": the https address of the documentation.'),
    check(
      'bugs',
      isAddress(bugs?.url) || isMail(bugs?.email),
      'Give package.json "bugs": { "url": … }: where a host reports a mistake.',
    ),
    check(
      'author',
      typeof manifest.author === 'string'
        ? /<\S+@\S+>|\(https:\/\/\S+\)/.test(manifest.author)
        : isMail(manifest.author?.email) || isAddress(manifest.author?.url),
      'Give package.json "author" an address: "NAME <mail>" or "NAME (https://…)".',
    ),
    check(
      'version in CHANGELOG.md',
      isDated,
      `Write "## ${version} (YYYY-MM-DD)" above the entries, with the day of the release.`,
    ),
    check(
      'licence',
      manifest.license === 'MIT' &&
        /^MIT License$/m.test(read('LICENSE')) &&
        copyright !== null &&
        (!isDated || heading!.startsWith(copyright[1]!)),
      `LICENSE begins with "MIT License", and its "Copyright (c) YEAR HOLDER" ends with the year of the release. It is "${copyright?.[0] ?? 'missing'}".`,
    ),
    check(
      'contact for security',
      !security.includes(NO_CONTACT) && /\S+@\S+\.\S+|https:\/\/\S+/.test(security),
      `Replace ${NO_CONTACT} in .github/SECURITY.md with a mailbox that is read, or the address of the form.`,
    ),
    check(
      'publishConfig',
      publishConfig?.access === 'public' && publishConfig.provenance === true,
      'Give package.json "publishConfig": { "access": "public", "provenance": true }.',
    ),
    check(
      'dependencies from a registry',
      local.length === 0,
      `Name a published version instead of ${local.map(([name, range]) => `${name}: ${range}`).join(', ')}.`,
    ),
    check(
      'contents of the package',
      missing.length === 0 && /\bcheck:package\b/.test(scripts.check ?? ''),
      missing.length > 0
        ? `Remove ${missing.join(', ')} from "files", or add it.`
        : 'Let "npm run check" run "check:package", which limits contents and size.',
    ),
    check(
      'Node.js versions',
      supported.join() === tested.join(),
      `"engines" and test/release/nodes.ts name ${supported.join(', ')}, but .github/workflows/ci.yml tests ${tested.join(', ')}.`,
    ),
    check(
      'actions pinned',
      movable.length === 0,
      `Pin by commit, because a tag can be moved: ${[...new Set(movable)].join(', ')} (docs/releasing.md says how).`,
    ),
    check('git tree', changed.length === 0, `Commit or remove: ${changed.map((line) => line.slice(3)).join(', ')}.`),
    check('git tag', tags.includes(`v${version}`), `Tag this commit: git tag v${version}`),
  ]
}

function isAddress(text: string | undefined): boolean {
  return /^https:\/\/[^\s/]+\.\S+$/.test(text ?? '')
}

function isMail(text: string | undefined): boolean {
  return /^\S+@\S+\.\S+$/.test(text ?? '')
}
