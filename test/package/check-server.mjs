// Copies the example server out of the repository, and installs, builds and runs it with the packed library.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const server = fileURLToPath(new URL('../../examples/express-server', import.meta.url))
/** What a fresh clone does not have, and what needs the rest of the repository. */
const LEFT_OUT = [
  join(server, 'node_modules'),
  join(server, 'dist'),
  join(server, 'bench'),
  join(server, 'test/repository'),
]

/** Checks the server's folder with a tarball of the library. `run` runs a program in a folder. */
export async function checkServer(tarball, folder, run) {
  const copy = join(folder, basename(server))
  cpSync(server, copy, { recursive: true, filter: (path) => !LEFT_OUT.includes(path) })
  run(copy, 'npm', 'install', tarball, '--prefer-offline', '--no-audit', '--no-fund')
  run(copy, 'npm', 'run', 'types')
  run(copy, 'npm', 'run', 'build')
  console.log('ok  a copy of the server installs, compiles with its tests, and builds')

  const env = { ...process.env, PORT: '0', KEYS: 'none', SQLITE_FILE: join(copy, 'opd.db'), LOG_LEVEL: 'error' }
  const npm = spawn('npm', ['start'], { cwd: copy, env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    let out = ''
    for await (const part of npm.stdout.iterator({ destroyOnReturn: false })) {
      out += part
      if (out.includes('(try')) break
    }
    const url = /(http:\/\/\S+) \(/.exec(out)?.[1]
    assert.ok(url, `the copy did not start: ${out}`)
    const body = JSON.stringify({
      doctorId: 'dr-rao',
      source: 'online',
      patient: { name: 'Asha Verma', phone: '+91 98450 12345' },
    })
    const booking = await fetch(`${url}/api/v1/tokens`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    })
    assert.equal(booking.status, 201, await booking.text())
    assert.equal((await fetch(`${url}/docs`)).status, 200)
    run(copy, 'npm', 'run', 'backup', '--', 'copy.db')
    for (const file of ['opd.db', 'copy.db'])
      assert.equal(statSync(join(copy, file)).mode & 0o077, 0, `${file} is for the server's user alone`)
    npm.stdout.resume()
    // Ends when the server has closed the output that it inherited, and not when npm alone has ended.
    const ended = once(npm, 'close')
    npm.kill('SIGTERM')
    await ended
    await assert.rejects(fetch(`${url}/healthz`))
    console.log('ok  the copy starts, books, makes a backup, and stops on SIGTERM to npm')
  } finally {
    npm.kill('SIGKILL')
  }
}
