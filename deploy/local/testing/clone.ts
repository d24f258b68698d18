// A copy of this repository as `git clone` would make it, uncommitted work included: for tests of what a newcomer meets.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../platform/paths.ts'

/** Nothing is installed or generated in it. The caller deletes it. */
export function makeClone(): string {
  const clone = mkdtempSync(join(tmpdir(), 'chargeplane-clone-'))
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  for (const file of files.toString().split('\0'))
    if (file && existsSync(join(root, file))) cpSync(join(root, file), join(clone, file))
  return clone
}

/** Gives it what is generated here, and what V8 has made of the sources: for tests of what comes after a clone is prepared. */
export function lendWork(clone: string): void {
  const generated = globSync(['{proto,libs/*}/generated', '.chargeplane/stamps/generated-*'], { cwd: root })
  for (const path of [...generated, '.chargeplane/compile-cache'])
    if (existsSync(join(root, path))) cpSync(join(root, path), join(clone, path), { recursive: true })
}

/** What a terminal of this machine has: nothing of the clone whose tests are running, and no backends that are given. */
export function freshEnvironment(): NodeJS.ProcessEnv {
  const { KAFKA_BROKERS: _k, REDIS_URL: _r, DATABASE_URL: _d, NODE_TEST_CONTEXT: _t, ...env } = process.env
  const isOurs = (directory: string) => directory.includes('.chargeplane') || directory.includes('node_modules')
  const path = (env.PATH ?? '').split(':').filter(directory => !isOurs(directory))
  return { ...env, PATH: path.join(':') }
}
