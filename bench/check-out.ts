import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An earlier commit in a folder of its own. */
export interface Checkout {
  readonly folder: string
  remove(): Promise<void>
}

/** Checks a commit out beside this code, with the installed packages and the benchmarks of this code. */
export async function checkOut(commit: string, root: string): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'opd-before-'))
  const git = (...words: string[]) => execFileSync('git', words, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  git('worktree', 'add', '--detach', '--force', folder, commit)
  for (const shared of ['bench', 'test']) {
    await rm(join(folder, shared), { recursive: true })
    await cp(join(root, shared), join(folder, shared), { recursive: true })
  }
  await linkPackages(join(root, 'node_modules'), join(folder, 'node_modules'), root, folder)
  return {
    folder,
    remove: async () => {
      git('worktree', 'remove', '--force', folder)
    },
  }
}

/** Links to each installed package. Links to the packages of this repository lead to the commit's own. */
async function linkPackages(installed: string, packages: string, root: string, folder: string): Promise<void> {
  await mkdir(packages)
  for (const entry of await readdir(installed, { withFileTypes: true })) {
    const from = join(installed, entry.name)
    const own = entry.isSymbolicLink() ? join(installed, await readlink(from)).replace(root, folder) : from
    await symlink(own, join(packages, entry.name))
  }
}
