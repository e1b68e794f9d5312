import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { NODES } from '../../../../test/release/nodes'
import { createMetrics } from '../../src/running/metrics'
import { ROLES } from '../../src/security/caller'
import { readKeys } from '../../src/security/keys'
import { readSettings, VARIABLES } from '../../src/settings'
import { start } from '../start'
import { execForm, ROOT, readCopy, readDockerfile, readEnv, readIgnore } from './dockerfile'

const FOLDER = 'examples/express-server'
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8')

const stages = readDockerfile(text(`${FOLDER}/Dockerfile`))
const steps = stages.flatMap((stage) => stage.steps)
const last = stages.at(-1)!.steps
const wordsOf = (instruction: string) =>
  last.filter((each) => each.instruction === instruction).map(({ words }) => words)
const imageEnv = Object.assign({}, ...wordsOf('ENV').map(readEnv)) as Record<string, string>
const compose = parse(text(`${FOLDER}/compose.yaml`))
const example = text(`${FOLDER}/.env.example`)
const page = text('docs/deploying.md')
/** The page's blocks of code in a language; those without a language are Caddyfiles. */
const blocks = (language: string) =>
  [...page.matchAll(/```(\w*)\n([\s\S]*?)```/g)].flatMap(([, kind, code = '']) => (kind === language ? [code] : []))

/** Values for the variables of .env. */
const ENV: Record<string, string> = {
  DOMAIN: 'opd.example.org',
  POSTGRES_PASSWORD: '0'.repeat(48),
  TIME_ZONE: 'Asia/Kolkata',
}
const filled = (value: unknown) => String(value).replace(/\$\{(\w+).*?\}/g, (_, name: string) => ENV[name] ?? '')
const serverEnv = Object.fromEntries(
  Object.entries(compose.services.server.environment).map(([name, value]) => [name, filled(value)]),
)

const seconds = (duration: string) => Number(/^(\d+)s$/.exec(duration)?.[1])

describe('the Dockerfile', () => {
  it('copies only what is in the repository and reaches the builder', () => {
    const reaches = readIgnore()
    const copied = steps.flatMap(({ instruction, words }) => (instruction === 'COPY' ? [readCopy(words)] : []))
    const sources = copied.flatMap(({ stage, sources }) => (stage === undefined ? sources : []))
    expect(sources).toContain('src')
    for (const source of sources) {
      expect(existsSync(join(ROOT, source)), source).toBe(true)
      // Of the server's folder the builder gets a part.
      expect(reaches(source) || source === FOLDER, source).toBe(true)
    }
    const names = stages.map(({ name }) => name)
    for (const { stage } of copied) if (stage !== undefined) expect(names).toContain(stage)
  })

  it('copies each folder of the server that is more than sources and tests', () => {
    const known = ['src', 'test', 'bench', 'node_modules', 'dist', 'keys']
    const folders = readdirSync(join(ROOT, FOLDER), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() && !known.includes(entry.name) ? [`${FOLDER}/${entry.name}`] : [],
    )
    const targets = wordsOf('COPY').map((words) => readCopy(words).target)
    expect(targets).toEqual(expect.arrayContaining([`${FOLDER}/dist`, ...folders]))
  })

  it('gives the builder neither keys, passwords and databases nor packages of this machine', () => {
    const reaches = readIgnore()
    const secret = [
      '.env',
      'keys/api-keys',
      'opd.db',
      'opd-admin.key',
      'node_modules/libsql/package.json',
      'dist/main.js',
    ]
    for (const path of secret) expect(reaches(`${FOLDER}/${path}`), path).toBe(false)
    for (const path of ['.git/config', 'node_modules/libsql/package.json', 'opd-admin.key'])
      expect(reaches(path), path).toBe(false)
    const kept = text('.dockerignore').match(/^!.*$/gm) ?? []
    for (const line of kept) expect(existsSync(join(ROOT, line.slice(1))), line).toBe(true)
  })

  it('runs scripts of package.json, and as its command that of npm start', () => {
    const { name, scripts } = JSON.parse(text(`${FOLDER}/package.json`))
    const runs = steps.flatMap(({ instruction, words }) =>
      instruction === 'RUN' && words.startsWith('npm ') ? [words] : [],
    )
    expect(runs.length).toBeGreaterThan(2)
    for (const run of runs) {
      const [, script, workspace] = /^npm (?:ci .*|run (\S+) .*)--workspace=(\S+)$/.exec(run) ?? []
      expect(workspace, run).toBe(name)
      if (script !== undefined) expect(Object.keys(scripts), run).toContain(script)
    }
    // `exec` makes npm's shell become Node, as the exec form does.
    expect(`exec ${execForm(wordsOf('CMD').at(-1)!).join(' ')}`).toBe(scripts.start)
  })

  it('uses a version of Node that is tested, and no other image', () => {
    const images = stages.filter(({ from }) => !stages.some(({ name }) => name === from)).map(({ from }) => from)
    expect(images).toHaveLength(1)
    const [, version] = /^node:(\d+)-\w+-slim$/.exec(images[0]!) ?? []
    expect(NODES).toContain(version)
  })

  it('sets what the server reads, runs as another user than root, and asks for /healthz', () => {
    expect(Object.keys(imageEnv).filter((name) => !VARIABLES.includes(name))).toEqual(['NODE_ENV'])
    expect(readSettings(imageEnv)).toMatchObject({
      host: '0.0.0.0',
      port: Number(wordsOf('EXPOSE')[0]),
      storage: { kind: 'sqlite', file: '/data/opd.db' },
      keys: { kind: 'own', file: '/data/opd-admin.key' },
    })
    expect(wordsOf('USER')).toEqual(['node'])
    expect(execForm(wordsOf('HEALTHCHECK')[0]!)).toEqual(['node', '-e', expect.stringContaining("'/healthz'")])
  })
})

describe('compose.yaml', () => {
  it('sets only what the server reads', () => {
    expect(Object.keys(serverEnv).filter((name) => !VARIABLES.includes(name))).toEqual([])
    expect(readSettings({ ...imageEnv, ...serverEnv })).toMatchObject({
      host: '0.0.0.0',
      publicUrl: 'https://opd.example.org',
      storage: { kind: 'postgres', url: `postgres://opd:${ENV.POSTGRES_PASSWORD}@database/opd` },
      keys: { kind: 'given', file: '/keys/api-keys' },
      trustProxy: 1,
      sample: 'off',
    })
  })

  it('takes from .env what .env.example has, which holds no secret', () => {
    const used = [...text(`${FOLDER}/compose.yaml`).matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name)
    const given = [...example.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value])
    expect(new Set(used)).toEqual(new Set(given.map(([name]) => name)))
    expect(Object.fromEntries(given)).toEqual({ DOMAIN: '', POSTGRES_PASSWORD: '', TIME_ZONE: 'Asia/Kolkata' })
    const ignored = text('.gitignore').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.env', '/examples/express-server/keys/']))
  })

  it('publishes the ports of the proxy alone, restarts all, and keeps the data', () => {
    const { services, volumes } = compose
    for (const [name, { ports, restart }] of Object.entries<Record<string, unknown>>(services))
      expect([name, ports !== undefined, restart]).toEqual([name, name === 'proxy', 'unless-stopped'])
    const mounts = Object.values<{ volumes: string[] }>(services).flatMap((service) => service.volumes)
    const named = mounts.flatMap((mount) => (mount.startsWith('.') ? [] : [mount.split(':')[0]]))
    expect(named.sort()).toEqual(Object.keys(volumes).sort())
    expect(services.database.volumes).toEqual(['database:/var/lib/postgresql'])
    expect(services.server).toMatchObject({
      read_only: true,
      depends_on: { database: { condition: 'service_healthy' } },
    })
    expect(existsSync(join(ROOT, FOLDER, services.server.build.context, services.server.build.dockerfile))).toBe(true)
  })

  it('gives the server more time to stop than it takes', () => {
    const { drainSeconds } = readSettings({})
    expect(seconds(compose.services.server.stop_grace_period)).toBeGreaterThanOrEqual(drainSeconds + 15)
  })

  it('has a proxy in front that asks the port of the image', () => {
    const [, host, port] = /reverse_proxy (\w+):(\d+)/.exec(text(`${FOLDER}/Caddyfile`)) ?? []
    expect(Object.keys(compose.services)).toContain(host)
    expect(port).toBe(imageEnv.PORT)
  })
})

describe('docs/deploying.md', () => {
  it('names only settings that the server or .env has', () => {
    const names = [...page.matchAll(/\b[A-Z]+_[A-Z_]+\b|(?<=`)[A-Z]{5,}(?=`)/g)].map(([name]) => name)
    expect(new Set(names).size).toBeGreaterThan(7)
    for (const name of names) expect([...VARIABLES, ...Object.keys(ENV), 'SIGTERM'], name).toContain(name)
  })

  it('names only metrics, roles and services that exist', async () => {
    const metrics = createMetrics()
    metrics.watchProcess()
    const exposed = await metrics.text()
    const named = [...page.matchAll(/`((?:opd|nodejs)_\w+)`/g)].flatMap(([, name = '']) =>
      name === 'opd_trial' ? [] : [name],
    )
    expect(named.length).toBeGreaterThan(4)
    for (const name of named) expect(exposed, name).toContain(`# HELP ${name} `)
    const roles = [...page.matchAll(/^\| .* \| `(\w+)(?:@[\w-]+)?` \| /gm)].map(([, role]) => role)
    expect(new Set(roles)).toEqual(new Set(ROLES))
    const [shell] = [blocks('sh').join('\n')]
    const services = [...shell!.matchAll(/docker compose (?:exec -T|stop|start|build --pull|up .*--wait) ([\w-]+)/g)]
    expect(services.length).toBeGreaterThan(8)
    for (const [command, service = ''] of services)
      expect([...Object.keys(compose.services), 'server-2'], command).toContain(service)
  })

  it('shows the Caddyfile as it is, and one for two instances', () => {
    const [one, two] = blocks('')
    expect(one).toBe(text(`${FOLDER}/Caddyfile`))
    const [anchored = ''] = blocks('yaml')
    const { services } = parse(anchored.replace('# … as before', 'restart: unless-stopped'))
    expect(services['server-2']).toEqual(services.server)
    expect(two).toContain(
      `reverse_proxy ${Object.keys(services)
        .map((name) => `${name}:${imageEnv.PORT}`)
        .join(' ')} {`,
    )
    expect(seconds(/health_interval (\S+)/.exec(two!)?.[1] ?? '')).toBeLessThan(readSettings({}).drainSeconds)
  })

  it('makes keys of a form that the server reads', () => {
    const [, list = ''] = /for key in (.*); do/.exec(page) ?? []
    const keys = list.split(' ').map((key) => `${key}:sha256:${'0'.repeat(64)}`)
    const roles = readKeys(keys.join('\n')).map(({ role }) => role)
    expect(new Set(roles)).toEqual(new Set(ROLES.filter((role) => role !== 'doctor')))
  })

  it('says which HSTS header the server sends', async () => {
    const server = await start()
    const { headers } = await fetch(`${server.url}/healthz`)
    await server.stop()
    expect(page).toContain(`\`Strict-Transport-Security: ${headers.get('strict-transport-security')}\``)
  })
})
