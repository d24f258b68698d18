// Where a cluster of PostgreSQL lives and as whom it runs. The server refuses to be root, and the user it runs as instead may not be
// able to enter the clone (below /root, or in a directory of mode 0700); then the cluster is put into /var/lib/chargeplane and `dir` points to it.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@chargeplane/failure'
import type { SystemUser } from './daemon.ts'
import { startOf } from './process-table.ts'

/** For what root keeps and another user has to reach. */
export const sharedDirectory = '/var/lib/chargeplane'
/** Holds the path of the link that points to the home. */
const ownerFile = 'owner'

/** The user to run PostgreSQL as; undefined means the one we are. */
export function postgresUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line = users.find(user => user.startsWith('postgres:')) ?? users.find(user => user.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (!uid || !gid)
    throw fail(
      'failed_precondition',
      'PostgreSQL refuses to run as root and there is no user postgres or nobody to run it as',
    )
  return { uid: Number(uid), gid: Number(gid) }
}

export function canEnter(directory: string, user: SystemUser): boolean {
  return spawnSync('test', ['-x', directory], { ...user }).status === 0
}

/** The directory that holds the cluster of `dir`, one that `user` can reach. The same on every call until `removePostgres(dir)`. */
export async function homeOf(dir: string, user: SystemUser | undefined): Promise<string> {
  const link = join(dir, 'home')
  if (existsSync(link)) return realpathSync(link)
  await mkdir(dir, { recursive: true })
  // A link left dangling by someone who emptied /var/lib/chargeplane.
  await rm(link, { force: true })
  if (!user || canEnter(dir, user)) {
    mkdirSync(link)
    return realpathSync(link)
  }
  await sweepHomes()
  await mkdir(sharedDirectory, { recursive: true })
  await chmod(sharedDirectory, 0o755)
  const home = await mkdtemp(join(sharedDirectory, 'postgres-'))
  await chmod(home, 0o755)
  writeFileSync(join(home, ownerFile), link)
  symlinkSync(home, link)
  return home
}

/**
 * Deletes homes in `base` that nothing points to any more: their clone was deleted without `down --wipe`, or their test was killed. Young ones are left, they
 * may be waiting for their link; so is one whose server runs.
 */
export async function sweepHomes(base = sharedDirectory, youngMs = 600_000): Promise<void> {
  if (!existsSync(base)) return
  const homes = readdirSync(base).filter(name => name.startsWith('postgres-'))
  for (const home of homes.map(name => join(base, name))) {
    const isYoung = Date.now() - statSync(home).mtimeMs < youngMs
    const owner = readOr(join(home, ownerFile), '')
    const server = Number(readOr(join(home, 'data/postmaster.pid'), '').split('\n')[0])
    const isOwned = owner !== '' && existsSync(owner) && realpathSync(owner) === realpathSync(home)
    if (!isYoung && !isOwned && !(server && startOf(server))) await rm(home, { recursive: true, force: true })
  }
}

function readOr(file: string, otherwise: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : otherwise
}

/** Deletes what `startPostgres` made for `dir`, wherever it lies. The server has to be down. */
export async function removePostgres(dir: string): Promise<void> {
  const link = join(dir, 'home')
  if (existsSync(link)) await rm(realpathSync(link), { recursive: true, force: true })
  await rm(dir, { recursive: true, force: true })
}

export async function giveTo(path: string, user: SystemUser | undefined): Promise<void> {
  if (user) await chown(path, user.uid, user.gid)
}
