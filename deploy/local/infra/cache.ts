// The downloads that all clones of a user share. The entry script keeps its own in the same directory.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { say } from '../cli/say.ts'

export function cacheDirectory(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'chargeplane')
}

/**
 * The directory `<base>/<name>`, filled by `fill` if it is not there yet (and the user told of it, since it takes a while). It appears by one rename, so nobody ever sees half of it; of two
 * that fill it at the same time the second drops its copy. A crash leaves a `.new.*` directory, which nothing uses.
 */
export async function cached(base: string, name: string, fill: (directory: string) => Promise<void>): Promise<string> {
  const target = join(base, name)
  if (existsSync(target)) return target
  say(`fetching ${name} into ${base}`)
  await mkdir(base, { recursive: true })
  const fresh = await mkdtemp(join(base, '.new.'))
  try {
    await fill(fresh)
    await rename(fresh, target).catch(error => {
      if (!existsSync(target)) throw error
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return target
}
