import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { resolve } from 'node:path/posix'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { freshDatabase } from '../../../examples/express-server/test/fresh-database'
import { type Instance, launch } from '../../../examples/express-server/test/instance'
import {
  execForm,
  ROOT,
  readCopy,
  readDockerfile,
  readEnv,
  readIgnore,
} from '../../../examples/express-server/test/repository/dockerfile'
import { until } from '../../support/until'
import { ask, DATE } from './hospital'

// Carries out the Dockerfile in folders, without Docker: what it copies, installs and starts is the same, only the base image is not.

const SERVER = join(ROOT, 'examples/express-server')
const folder = mkdtempSync(join(tmpdir(), 'opd-image-'))
const asRoot = process.getuid?.() === 0
/** A user who owns nothing here, as `node` does in the image. Other users than root cannot become one. */
const nobody = asRoot ? { uid: 65_534, gid: 65_534 } : {}

interface Image {
  /** The folder that stands for `/`. */
  readonly root: string
  workdir: string
  readonly env: Record<string, string>
  user: string
  command: readonly string[]
  health: readonly string[]
}

/** Returns the place of a path of the image. */
const place = ({ root, workdir }: Image, path: string) => join(root, resolve(workdir, path))

/** Copies one source as COPY does: a folder's content goes into the target, a file into a folder or to a name. */
function copy(from: string, to: string, target: string, passes: (path: string) => boolean): void {
  const isFolder = statSync(from).isDirectory()
  const goal = !isFolder && /(^|\/)\.?\/?$/.test(target) ? join(to, basename(from)) : to
  cpSync(from, goal, { recursive: true, verbatimSymlinks: true, filter: passes })
}

function run(image: Image, words: string): void {
  // The image's user does not exist here, and the path is inside the folder.
  const [, made] = /^install --directory --owner=\w+ --group=\w+ --mode=700 (\/\S+)$/.exec(words) ?? []
  if (made !== undefined) return void mkdirSync(join(image.root, made), { mode: 0o700 })
  if (!/^npm (ci|run) [\w= -]+$/.test(words)) throw new Error(`Not understood: RUN ${words}`)
  const env = { ...process.env, ...image.env, npm_config_prefer_offline: 'true' }
  execFileSync('sh', ['-c', words], { cwd: place(image, '.'), env, stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Carries out all steps, and returns the last stage's image. */
function build(): Image {
  const reaches = readIgnore()
  const isPartly = (path: string) =>
    readdirSync(join(ROOT, path), { recursive: true }).some((each) => reaches(join(path, String(each))))
  const images = new Map<string, Image>()
  let last: Image | undefined
  for (const [index, { name = 'final', from, steps }] of readDockerfile(
    readFileSync(`${SERVER}/Dockerfile`, 'utf8'),
  ).entries()) {
    const root = join(folder, `${index}-${name}`)
    const base = images.get(from)
    if (base) cpSync(base.root, root, { recursive: true, verbatimSymlinks: true })
    else mkdirSync(root)
    const image: Image = { workdir: '/', user: 'root', command: [], health: [], ...base, root, env: { ...base?.env } }
    for (const { instruction, words } of steps)
      if (instruction === 'WORKDIR') {
        image.workdir = resolve(image.workdir, words)
        mkdirSync(place(image, '.'), { recursive: true })
      } else if (instruction === 'COPY') {
        const { stage, sources, target } = readCopy(words)
        const other = images.get(stage ?? '')
        for (const source of sources)
          copy(other ? place(other, source) : join(ROOT, source), place(image, target), target, (path) => {
            const asked = relative(ROOT, path)
            return other !== undefined || reaches(asked) || (asked === source && isPartly(source))
          })
      } else if (instruction === 'RUN') run(image, words)
      else if (instruction === 'ENV') Object.assign(image.env, readEnv(words))
      else if (instruction === 'USER') image.user = words
      else if (instruction === 'CMD') image.command = execForm(words)
      else if (instruction === 'HEALTHCHECK') image.health = execForm(words)
      else if (instruction !== 'EXPOSE') throw new Error(`Not understood: ${instruction}`)
    images.set(name, image)
    last = image
  }
  return last!
}

let image: Image
const running: Instance[] = []

beforeAll(() => {
  image = build()
  chmodSync(folder, 0o755)
  // Its user can change nothing, as in a container with a read-only file system.
  execFileSync('chmod', ['-R', 'a+rX,a-w', join(image.root, 'app')])
})
afterAll(async () => {
  for (const { end } of running) await end('SIGKILL')
  execFileSync('chmod', ['-R', 'u+w', folder])
  rmSync(folder, { recursive: true })
})

/** The paths of all files and folders. `readdir` would follow links between packages in circles. */
const contents = () =>
  execFileSync('find', ['.', '-mindepth', '1'], { cwd: image.root, encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\n')
    .flatMap((path) => (path === '' ? [] : [path.slice(2)]))
    .sort()

/** Starts the image's command with its environment and more. */
function start(environment: Record<string, string>): Instance {
  const [program, ...words] = image.command
  expect(program).toBe('node')
  const server = launch(
    { ...image.env, HOST: '127.0.0.1', PORT: '0', KEYS: '', SAMPLE: '', DRAIN_SECONDS: '', ...environment },
    words,
    {
      cwd: place(image, '.'),
      ...nobody,
    },
  )
  running.push(server)
  return server
}

/** Returns the exit code of the image's HEALTHCHECK. */
function healthOf(url: string): number | null {
  const [program = '', ...words] = image.health
  const env = { PATH: process.env.PATH, PORT: new URL(url).port }
  return spawnSync(program, words, { cwd: place(image, '.'), env: env as NodeJS.ProcessEnv, ...nobody }).status
}

/** Makes a file of keys with the commands of the page. Returns the secrets. */
function makeKeys(cwd: string): Record<string, string> {
  const page = readFileSync(join(ROOT, 'docs/deploying.md'), 'utf8')
  const [, commands = ''] = /```sh\n(mkdir keys\n[\s\S]*?)```/.exec(page) ?? []
  expect(commands).toContain('sudo chown -R 1000:1000 keys')
  const own = asRoot ? `chown -R ${nobody.uid}:${nobody.gid} keys` : 'true'
  const said = execFileSync('sh', ['-ec', commands.replace(/^sudo chown .*$/m, own)], { cwd, encoding: 'utf8' })
  return Object.fromEntries([...said.matchAll(/^(\w+)=\w+: (\w+)$/gm)].map(([, name, secret]) => [name, secret]))
}

describe('the image', () => {
  it('has the packages of the lock file that the server needs, and none for development', () => {
    const app = join(image.root, 'app')
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
    const isPackage = (path: string) => /(^|\/)node_modules\/(@[^/]+\/)?[^/@.][^/]*$/.test(path)
    const installed = contents()
      .flatMap((path) => (path.startsWith('app/') && isPackage(path) ? [path.slice('app/'.length)] : []))
      .filter((path) => existsSync(join(app, path, 'package.json')))
    const { dependencies } = JSON.parse(readFileSync(join(SERVER, 'package.json'), 'utf8'))
    expect(installed).toEqual(expect.arrayContaining(Object.keys(dependencies).map((name) => `node_modules/${name}`)))
    for (const path of installed) {
      expect(packages[path]?.dev ?? (packages[path] === undefined && 'unknown'), path).toBe(false)
      if (packages[path].link !== true)
        expect(JSON.parse(readFileSync(join(app, path, 'package.json'), 'utf8')).version, path).toBe(
          packages[path].version,
        )
    }
    const strange = contents().filter(
      (path) =>
        !/^(app(\/(package(-lock)?\.json|node_modules.*|examples(\/express-server(\/(package\.json|dist(\/main\.js)?|(node_modules|public).*))?)?))?|data)$/.test(
          path,
        ),
    )
    expect(strange).toEqual([])
  })

  it('serves with the settings of compose.yaml and the keys of the page, writes no file, and stops on SIGTERM', async () => {
    const keys = join(folder, 'deploy')
    mkdirSync(keys)
    const secrets = makeKeys(keys)
    const { services } = parse(readFileSync(join(SERVER, 'compose.yaml'), 'utf8'))
    const before = contents()
    const server = start({
      ...services.server.environment,
      TRUST_PROXY: String(services.server.environment.TRUST_PROXY),
      PUBLIC_URL: 'https://opd.example.org',
      TIME_ZONE: 'Asia/Kolkata',
      DATABASE_URL: await freshDatabase(),
      API_KEYS_FILE: join(keys, services.server.environment.API_KEYS_FILE),
    })
    const url = await server.serving()
    expect(healthOf(url)).toBe(0)
    await until(
      'the server to be ready',
      async () => (await ask(`${url}/readyz`)).status,
      (status) => status === 200,
    )

    const as = (name: string) => ({ Authorization: `Bearer ${secrets[name]}` })
    const put = (path: string, body: object) => ask(`${url}/api/v1/${path}`, 'PUT', body, as('office'))
    expect((await put('doctors/dr-rao', { name: 'Dr. Rao' })).status).toBe(200)
    const slots = [{ start: '09:00', end: '10:00', capacity: 2 }]
    expect((await put(`sessions/dr-rao.${DATE}`, { slots })).status).toBe(200)
    const booking = { doctorId: 'dr-rao', date: DATE, source: 'online', patient: { name: 'Asha Verma' } }
    const book = (name: string) => ask(`${url}/api/v1/tokens`, 'POST', booking, as(name))
    expect((await ask(`${url}/api/v1/tokens`, 'POST', booking)).status).toBe(401)
    expect([(await book('front')).status, (await book('wall')).status]).toEqual([201, 403])
    expect((await ask(`${url}/api/v1/board`, 'GET', undefined, as('wall'))).status).toBe(200)
    expect((await ask(`${url}/metrics`, 'GET', undefined, as('prometheus'))).status).toBe(200)
    // Every page that the home page has a link to, with what it loads.
    const home = await ask(url, 'GET', undefined, as('office'))
    const links = [...home.text.matchAll(/href="([^"#]+)"/g)].map(([, href = '']) => new URL(href, `${url}/`).href)
    expect(links.length).toBeGreaterThan(4)
    for (const link of links) {
      const page = await ask(link, 'GET', undefined, as('office'))
      expect(page.status, link).toBe(200)
      for (const [, part = ''] of page.text.matchAll(/<(?:script src|link rel="stylesheet" href)="([^"]+)"/g))
        expect((await ask(new URL(part, link).href, 'GET', undefined, as('office'))).status, part).toBe(200)
    }

    // By itself: nothing here kills it after the grace period, which another test compares with the settings.
    expect(await server.end('SIGTERM')).toBe(0)
    expect(healthOf(url)).toBe(1)
    expect(contents()).toEqual(before)
  })

  it('serves from a SQLite file with its native package, and makes the admin key, in /data alone', async () => {
    const data = join(image.root, 'data')
    if (asRoot) execFileSync('chown', [`${nobody.uid}:${nobody.gid}`, data])
    const inData = (name: string) => join(image.root, image.env[name]!)
    const before = contents()
    const server = start({ SQLITE_FILE: inData('SQLITE_FILE'), ADMIN_KEY_FILE: inData('ADMIN_KEY_FILE') })
    const url = await server.serving()
    expect(healthOf(url)).toBe(0)
    const key = readFileSync(inData('ADMIN_KEY_FILE'), 'utf8').trim()
    expect(
      (await ask(`${url}/api/v1/doctors`, 'GET', undefined, { Authorization: `Bearer ${key}` })).body.doctors.length,
    ).toBe(3)
    expect(await server.end('SIGTERM')).toBe(0)
    const made = contents().filter((path) => !before.includes(path))
    expect(made.sort()).toEqual(['data/opd-admin.key', 'data/opd.db'])
  })

  it('says what is wrong if it is started without a place for its file', async () => {
    const server = start({ SQLITE_FILE: 'opd.db', ADMIN_KEY_FILE: 'opd-admin.key' })
    expect(await server.end()).toBe(1)
    expect(server.complaint()).toMatch(/^The admin key cannot be stored in opd-admin\.key: E\w+\. Set ADMIN_KEY_FILE/)
    writeFileSync(join(folder, 'open'), `wall=display:${'0'.repeat(24)}\n`, { mode: 0o644 })
    const careless = start({ STORE: 'memory', API_KEYS_FILE: join(folder, 'open') })
    expect(await careless.end()).toBe(1)
    expect(careless.complaint()).toMatch(/^Every user of this machine can read the keys/)
  })
})
