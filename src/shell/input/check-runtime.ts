/** Throws if the runtime lacks what every command uses: it would fail later, in the middle of something, and say nothing of the cause. */
export function checkRuntime(): void {
  if (typeof crypto === 'object' && typeof Array.prototype.toSorted === 'function') return
  const version = typeof process === 'undefined' ? undefined : process.versions?.node
  const here = version === undefined ? 'This browser is too old' : `This is Node.js ${version}`
  throw new Error(`${here}. opd-scheduler needs Node.js 20.19 or later, or a browser of 2023 or later.`)
}
