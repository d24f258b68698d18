// The test files given as arguments, one after the other in this process: what they import is loaded once. Each is a suite of its own, so that
// its hooks are its own. The first argument names a file in which each is entered before it begins, and again with what it has left open.
import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, it, mock } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { begins, leaves } from './course.ts'

/** Connections that are just closing get this long. */
const patienceMs = 500

const [course = '', ...files] = process.argv.slice(2)
// They are opened by the first who prints, and stay.
for (const stream of [process.stdout, process.stderr]) stream.write('')

for (const file of files) {
  const env = { ...process.env }
  const cwd = process.cwd()
  const before = process.getActiveResourcesInfo().filter(kind => !kind.startsWith('FSReq'))
  appendFileSync(course, begins(file))
  await describe(file, async () => {
    await import(pathToFileURL(resolve(file)).href)
  })
  mock.reset()
  process.chdir(cwd)
  restore(env)
  const left = await leftOpen(before)
  if (left.length > 0) appendFileSync(course, leaves(file, left))
  await tellFault(file)
}

/**
 * What is open that was not before: also the file that the tally goes to, until it is written. It may be harmless: whether it keeps the process
 * alive is seen at its end.
 */
async function leftOpen(before: readonly string[]): Promise<string[]> {
  const until = performance.now() + patienceMs
  for (;;) {
    await sleep(1)
    const known = [...before]
    const more = process.getActiveResourcesInfo().filter(kind => {
      const at = known.indexOf(kind)
      if (at >= 0) known.splice(at, 1)
      return at < 0
    })
    if (more.length === 0 || performance.now() > until) return more
  }
}

function restore(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
}

/** Node notes an error that comes when its test is over only in the exit code, which all share. */
async function tellFault(file: string): Promise<void> {
  if (!process.exitCode) return
  process.exitCode = undefined
  await describe(file, () => {
    it('ends without an error', () => {
      throw new Error('something failed after its test had ended; see above')
    })
  })
}
