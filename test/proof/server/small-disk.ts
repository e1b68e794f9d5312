import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own, that fills up soon. */
export interface SmallDisk {
  readonly folder: string
  remove(): Promise<void>
}

/** Mounts a file system in memory: as root, or else in a mount namespace of this user's own. */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const place = mkdtempSync(join(tmpdir(), 'opd-disk-'))
  const mount = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place]
  try {
    execFileSync('mount', mount, { stdio: 'ignore' })
    return {
      folder: place,
      async remove() {
        execFileSync('umount', [place])
        rmSync(place, { recursive: true })
      },
    }
  } catch {
    const holder = spawn('unshare', ['-rm', 'sh', '-c', `mount ${mount.join(' ')} && echo mounted && exec sleep 86400`])
    const first = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit').then(() => undefined)])
    if (first === undefined)
      throw new Error('This test mounts a file system: run it as root, or allow user namespaces.')
    return {
      // The way into another process's mount namespace.
      folder: `/proc/${holder.pid}/root${place}`,
      async remove() {
        holder.kill('SIGKILL')
        await once(holder, 'exit')
        rmSync(place, { recursive: true })
      },
    }
  }
}
