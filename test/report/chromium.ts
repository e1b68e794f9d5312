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

/** Starts the Chromium that is on PATH. */
export async function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: find(), args: FLAGS })
}

function find(): string {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    } catch {
      // Perhaps it has another name.
    }
  }
  throw new Error('Chromium is not on PATH. Install it, for example with apt-get install chromium.')
}
