import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findings } from './findings'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string): string => readFileSync(ROOT + path, 'utf8')

describe('release:check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opd-release-'))
  // Without the variables of a git hook that runs this test, and without a developer's hooks and signatures.
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env })
  const commit = (): Buffer =>
    git('-c', 'user.name=test', '-c', 'user.email=test@hospital.example', 'commit', '--quiet', '-m', 'Release')
  const missing = (): string[] => findings(folder).flatMap(({ what, todo }) => (todo === undefined ? [] : [what]))
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text)
  const texts = new Map<string, string>()

  /** What is missing after one edit of a complete copy. The edit is not committed, so the git tree is missing too. */
  function withEdit(path: string, edit: (text: string) => string): string[] {
    const text = texts.get(path)!
    const edited = edit(text)
    expect(edited, 'the edit changes something').not.toBe(text)
    write(path, edited)
    const answer = missing()
    write(path, text)
    return answer.filter((what) => what !== 'git tree')
  }

  const manifest = (change: (fields: Record<string, unknown>) => void) =>
    withEdit('package.json', (text) => {
      const fields = JSON.parse(text) as Record<string, unknown>
      change(fields)
      return JSON.stringify(fields, null, 2)
    })

  /** A copy in which everything is filled in, with addresses that exist nowhere. */
  beforeAll(() => {
    for (const path of ['package.json', 'CHANGELOG.md', 'LICENSE', 'README.md', '.github'])
      cpSync(join(ROOT, path), join(folder, path), { recursive: true })
    const fields = JSON.parse(read('package.json')) as { version: string }
    const filled = {
      ...fields,
      author: 'A hospital <opd@hospital.example>',
      repository: { type: 'git', url: 'git+https://git.example/hospital/opd-scheduler.git' },
      homepage: 'https://hospital.example/opd-scheduler',
      bugs: { url: 'https://git.example/hospital/opd-scheduler/issues' },
    }
    const year = /Copyright \(c\) (\d{4})/.exec(read('LICENSE'))![1]!
    texts.set('package.json', JSON.stringify(filled, null, 2))
    texts.set('CHANGELOG.md', read('CHANGELOG.md').replace(/^## .*$/m, `## ${fields.version} (${year}-12-24)`))
    texts.set('.github/SECURITY.md', 'Write to opd@hospital.example.')
    texts.set('LICENSE', read('LICENSE'))
    for (const name of ['ci', 'nightly', 'release']) {
      const path = `.github/workflows/${name}.yml`
      texts.set(path, read(path).replace(/(uses: \S+)@(v\S+)$/gm, `$1@${'0a'.repeat(20)} # $2`))
    }
    for (const [path, text] of texts) write(path, text)
    git('init', '--quiet')
    git('add', '.')
    commit()
    git('tag', `v${fields.version}`)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is content if all is filled in', () => {
    expect(missing()).toEqual([])
  })

  it.each(['repository', 'homepage', 'bugs', 'author', 'publishConfig'])('misses "%s" in package.json', (field) => {
    expect(manifest((fields) => delete fields[field])).toEqual([field])
  })

  it('refuses a field that is only half right', () => {
    expect(manifest((fields) => Object.assign(fields, { publishConfig: { access: 'public' } }))).toEqual([
      'publishConfig',
    ])
    expect(manifest((fields) => Object.assign(fields, { homepage: 'opd-scheduler' }))).toEqual(['homepage'])
    expect(manifest((fields) => Object.assign(fields, { repository: 'hospital/opd-scheduler' }))).toEqual([
      'repository',
    ])
    expect(manifest((fields) => Object.assign(fields, { author: 'opd-scheduler contributors' }))).toEqual(['author'])
  })

  it('misses the date of the version', () => {
    expect(withEdit('CHANGELOG.md', (text) => text.replace(/\(\d{4}-\d\d-\d\d\)/, '(unreleased)'))).toEqual([
      'version in CHANGELOG.md',
    ])
    expect(manifest((fields) => Object.assign(fields, { version: '99.0.0' }))).toEqual([
      'version in CHANGELOG.md',
      'git tag',
    ])
  })

  it('misses the holder or the year of the licence', () => {
    expect(withEdit('LICENSE', (text) => text.replace(/(Copyright \(c\) \d{4}).*/, '$1'))).toEqual(['licence'])
    expect(withEdit('LICENSE', (text) => text.replace(/\(c\) \d{4}/, '(c) 1999'))).toEqual(['licence'])
  })

  it('misses the contact for security', () => {
    const path = '.github/SECURITY.md'
    expect(withEdit(path, () => 'Write to ADDRESS-TO-BE-FILLED-IN, see https://hospital.example.')).toEqual([
      'contact for security',
    ])
    expect(withEdit(path, () => 'Write to us.')).toEqual(['contact for security'])
  })

  it.each(['file:../other', 'workspace:*', 'git+ssh://git.example/other.git'])('refuses the dependency %s', (range) => {
    expect(manifest((fields) => Object.assign(fields, { dependencies: { other: range } }))).toEqual([
      'dependencies from a registry',
    ])
  })

  it('misses the check of the contents, and a file that is not there', () => {
    expect(manifest((fields) => Object.assign(fields, { scripts: { check: 'npm test' } }))).toEqual([
      'contents of the package',
    ])
    expect(manifest((fields) => Object.assign(fields, { files: ['NOTICE'] }))).toEqual(['contents of the package'])
  })

  it('compares the supported versions of Node.js with those that are tested', () => {
    expect(withEdit('.github/workflows/ci.yml', (text) => text.replace("'26'", "'27'"))).toEqual(['Node.js versions'])
    expect(manifest((fields) => Object.assign(fields, { engines: { node: '>=18' } }))).toEqual(['Node.js versions'])
  })

  it.each(['ci', 'nightly', 'release'])('misses an action of %s.yml that is not pinned by a commit', (name) => {
    const path = `.github/workflows/${name}.yml`
    expect(withEdit(path, (text) => text.replace(/@[0-9a-f]{40} # (v\S+)/, '@$1'))).toEqual(['actions pinned'])
    expect(withEdit(path, (text) => text.replace(/@[0-9a-f]{40}/, '@main'))).toEqual(['actions pinned'])
  })

  it('misses a commit and the tag', () => {
    write('new.txt', '')
    expect(missing()).toEqual(['git tree'])
    git('add', '.')
    commit()
    expect(missing()).toEqual(['git tag'])
    git('reset', '--quiet', '--hard', 'HEAD~')
    expect(missing()).toEqual([])
  })
})

describe('the workflows', () => {
  const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts
  const workflows = ['ci', 'nightly', 'release'].map((name) => read(`.github/workflows/${name}.yml`))
  const [, , release = ''] = workflows

  it.each(workflows)('call only what exists, with the least rights', (text) => {
    for (const [, script = ''] of text.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty(script)
    const actions = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action)
    expect(actions.length).toBeGreaterThan(0)
    for (const action of actions) expect(action).toMatch(/@(v\d+\.\d+\.\d+|[0-9a-f]{40}( # v.*)?)$/)
    expect(text).toMatch(/^permissions:\n {2}contents: read\n$/m)
    // What a person types in must not become part of a shell command.
    for (const [, command] of text.matchAll(/run: (.*)/g)) expect(command).not.toContain('${{')
  })

  it('publish the package that was checked, from a tag, with provenance and without a token', () => {
    const [check = '', prove = '', publish = ''] = release.split(/^ {2}(?:prove|publish):$/m)
    // What npm puts into the provenance is the ref of the run, so nothing else may be checked out.
    expect(release).not.toMatch(/^ +ref:|inputs/m)
    expect(stepsOf(check)).toEqual([
      'test "$GITHUB_REF_TYPE" = tag',
      'actions/checkout',
      'actions/setup-node',
      'npm ci',
      'npm run release:check',
      'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
      '.ci/run',
      'npm pack --ignore-scripts --pack-destination "$RUNNER_TEMP"',
      'actions/upload-artifact',
    ])
    expect(stepsOf(prove)).toContain('npm run prove')
    expect(check + prove).not.toContain('write')
    expect(publish).toContain('needs: [check, prove]')
    expect(publish).toContain('environment: npm')
    expect(publish).toContain('id-token: write')
    // Whatever runs here could publish: no checkout, no installation, no build.
    expect(stepsOf(publish)).toEqual([
      'actions/download-artifact',
      'actions/setup-node',
      'npm publish ./opd-scheduler-*.tgz --provenance --access public',
    ])
    expect(release).not.toMatch(/TOKEN|secrets\./)
  })

  /** The commands and the actions of a job, in order. */
  function stepsOf(job: string): string[] {
    return [...job.matchAll(/^ {6}- (?:run: (.*)|uses: ([^@]+)@.*)$/gm)].map(([, run, uses = '']) => run ?? uses)
  }
})
