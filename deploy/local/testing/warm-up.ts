// What node and V8 make of a source they keep when a process ends (NODE_COMPILE_CACHE). In a fresh clone nothing is kept yet, and the platforms of
// the suites start at the same time and end late: each of their processes would compile all of it again.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../infra/run.ts'
import { nodeFlags } from '../platform/node.ts'
import { mainOf } from '../platform/services.ts'

const all = ['edge', 'stations', 'gateway', 'authorization', 'transactions', 'smart-charging', 'billing']

/** Loads every service once in the life of a compile cache. Each ends by itself, for want of its settings, after it was loaded. */
export async function loadServicesOnce(compileCache: string | undefined, services = all): Promise<void> {
  if (!compileCache) return
  const loaded = join(compileCache, 'services-loaded')
  if (existsSync(loaded)) return
  mkdirSync(compileCache, { recursive: true })
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: compileCache, NODE_COMPILE_CACHE_PORTABLE: '1' }
  for (const service of services)
    await run(process.execPath, [...nodeFlags, mainOf(service), '--validate'], { env }).catch(() => undefined)
  writeFileSync(loaded, '')
}
