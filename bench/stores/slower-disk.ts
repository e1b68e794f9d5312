import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The C library calls these instead of its own if a process is started with the compiled file in LD_PRELOAD. */
const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static int late(const char *name, int file) {
  nanosleep(&(struct timespec){NANOSECONDS / 1000000000, NANOSECONDS % 1000000000}, 0);
  return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}
int fsync(int file) { return late("fsync", file); }
int fdatasync(int file) { return late("fdatasync", file); }
`

/**
 * Runs this program again with other options, and with some milliseconds added to each flush that the process itself makes. A cloud disk
 * takes about 2 ms longer than that of a laptop. Returns the exit code. Needs Linux and a C compiler.
 */
export function runOnSlowerDisk(flushMs: number, options: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'opd-slower-'))
  const [source, library] = ['c', 'so'].map((end) => join(folder, `slower-disk.${end}`)) as [string, string]
  try {
    writeFileSync(source, SOURCE)
    const nanoseconds = `-DNANOSECONDS=${Math.round(flushMs * 1e6)}L`
    execFileSync('cc', ['-shared', '-fPIC', nanoseconds, '-o', library, source, '-ldl'], { stdio: 'inherit' })
    const { status } = spawnSync(process.execPath, [...process.execArgv, process.argv[1]!, ...options], {
      stdio: 'inherit',
      env: { ...process.env, LD_PRELOAD: library },
    })
    return status ?? 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}
