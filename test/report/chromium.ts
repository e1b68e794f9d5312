import { execFileSync } from 'node:child_process'
import { type Browser, chromium } from 'playwright-core'

/** No sandbox, because root cannot use one, and no network traffic of the browser's own. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the system's Chromium. Installs it with apt-get if it is missing. */
export async function startChromium(): Promise<Browser> {
  const executablePath = find() ?? install()
  return chromium.launch({ executablePath, args: FLAGS })
}

function find(): string | undefined {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    } catch {
      // Try the next name.
    }
  }
  return undefined
}

function install(): string {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo']
  console.log('No Chromium on PATH. Installing the package chromium with apt-get.')
  for (const step of [['update'], ['install', '-y', 'chromium']]) {
    const [command = '', ...args] = [...asRoot, 'apt-get', '-qq', ...step]
    try {
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    } catch (thrown) {
      throw new Error(`'${[command, ...args].join(' ')}' failed. Install Chromium by hand.`, { cause: thrown })
    }
  }
  const path = find()
  if (path === undefined) throw new Error('apt-get installed no Chromium. Install one on PATH by hand.')
  return path
}
