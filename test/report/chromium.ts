import { execFileSync } from 'node:child_process'
import { type Browser, chromium } from 'playwright-core'

/** Without a sandbox, as root needs it, and without anything that a browser does of its own accord. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the system's Chromium, which is installed first where it is missing. */
export async function startChromium(): Promise<Browser> {
  const executablePath = find() ?? install()
  return chromium.launch({ executablePath, args: FLAGS })
}

function find(): string | undefined {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    } catch {
      // Perhaps it has another name.
    }
  }
  return undefined
}

function install(): string {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo']
  console.log('There is no Chromium on PATH. Installing the package chromium with apt-get.')
  for (const step of [['update'], ['install', '-y', 'chromium']]) {
    const [command = '', ...args] = [...asRoot, 'apt-get', '-qq', ...step]
    try {
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    } catch (thrown) {
      throw new Error(`'${[command, ...args].join(' ')}' failed. Maybe install Chromium by hand.`, { cause: thrown })
    }
  }
  const path = find()
  if (path === undefined) throw new Error('apt-get installed no Chromium. Maybe install one that is found on PATH.')
  return path
}
