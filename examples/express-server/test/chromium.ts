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

/** Starts the Chromium that is on PATH. */
export async function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: find(), args: FLAGS })
}

function find(): string {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    } catch {
      // Try the next name.
    }
  }
  throw new Error('Chromium is not on PATH. Install it, for example with apt-get install chromium.')
}
