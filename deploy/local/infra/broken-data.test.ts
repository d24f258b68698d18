// A backend that can't start says why, from its own log, and at once: nobody waits a minute for a process that is gone.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { backendPid } from './backend.ts'
import { makeBriefDirectory } from './brief-directory.ts'
import { startKafka } from './kafka.ts'
import { freePorts } from './ports.ts'
import { startPostgres } from './postgres.ts'
import { homeOf, postgresUser, removePostgres } from './postgres-home.ts'
import { startRedis } from './redis.ts'

const base = makeBriefDirectory('broken')
after(() => rmSync(base, { recursive: true }))

async function place(name: string): Promise<{ dir: string; port: number }> {
  const [port = 0] = await freePorts(1)
  return { dir: join(base, name), port }
}

async function refuses(starting: Promise<unknown>, dir: string, message: RegExp): Promise<void> {
  const since = performance.now()
  await assert.rejects(starting, (error: unknown) => {
    assert.ok(error instanceof Failure)
    assert.match(error.message, message)
    return true
  })
  assert.ok(performance.now() - since < 25_000, 'it has to say so before the time to get ready is over')
  assert.equal(backendPid(dir), undefined)
}

describe('broken data', () => {
  it('of Redis is reported with the last words of its log', async () => {
    const options = await place('redis')
    const redis = await startRedis(options)
    await redis.stop()
    const files = join(options.dir, 'data/appendonlydir')
    const manifest = (await readdir(files)).find(name => name.endsWith('.manifest')) ?? ''
    await writeFile(join(files, manifest), 'nonsense\n')
    await refuses(
      startRedis(options),
      options.dir,
      /^Redis ended before it was ready; the end of .*\/log:\n[\s\S]*manifest/i,
    )
  })

  it('of PostgreSQL made by a version that is not here is reported with what to do', async () => {
    const options = await place('postgres')
    const data = join(await homeOf(options.dir, postgresUser()), 'data')
    await mkdir(data, { recursive: true })
    await writeFile(join(data, 'PG_VERSION'), '7\n')
    await writeFile(join(options.dir, 'password'), 'x')
    await refuses(
      startPostgres(options),
      options.dir,
      /made by version 7.*postgresql-7, or \.\/chargeplane down --wipe/,
    )
    await removePostgres(options.dir)
  })

  it('of Kafka that belongs to another cluster is reported', async () => {
    const options = await place('kafka')
    const kafka = await startKafka(options)
    await kafka.stop()
    const meta = join(options.dir, 'data/meta.properties')
    const text = await readFile(meta, 'utf8')
    await writeFile(meta, text.replace(/^node\.id=1$/m, 'node.id=2'))
    await refuses(startKafka(options), options.dir, /^Kafka ended before it was ready[\s\S]*node/)
  })
})
