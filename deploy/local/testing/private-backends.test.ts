import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { briefVariable, isRoomyMemory, memoryDisk } from '../infra/brief-directory.ts'
import { writeRecord } from '../infra/process-record.ts'
import { state } from '../platform/paths.ts'
import { withPrivateBackends } from './private-backends.ts'

const names = ['KAFKA_BROKERS', 'REDIS_URL', 'DATABASE_URL'] as const
const before = names.map(name => [name, process.env[name]] as const)
afterEach(() => {
  for (const [name, value] of before)
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
})

const own = join(state, 'test', `run-${process.pid}`)

describe('withPrivateBackends', () => {
  it('starts nothing when all three are given', async () => {
    for (const name of names) process.env[name] = 'given'
    const addresses = await withPrivateBackends(async given => {
      assert.equal(existsSync(own), false)
      return given
    })
    assert.deepEqual(addresses, {})
  })

  it('starts only what is not given, and takes it away when the work fails', async () => {
    process.env.KAFKA_BROKERS = 'given'
    process.env.REDIS_URL = 'given'
    delete process.env.DATABASE_URL
    const running = withPrivateBackends(async addresses => {
      assert.deepEqual(Object.keys(addresses), ['DATABASE_URL'])
      assert.deepEqual(readdirSync(own).sort(), ['owner.json', 'postgres'])
      throw new Error('as meant')
    })
    await assert.rejects(running, /as meant/)
    assert.equal(existsSync(own), false)
  })

  it('keeps brief ones in memory where there is room, with those that the work starts', async () => {
    process.env.KAFKA_BROKERS = 'given'
    process.env.DATABASE_URL = 'given'
    delete process.env.REDIS_URL
    const place = await withPrivateBackends(
      async given => {
        const dir = given[briefVariable] ?? own
        assert.deepEqual(readdirSync(dir).sort(), ['owner.json', 'redis'])
        assert.equal(dir === own, !isRoomyMemory())
        return dir
      },
      { brief: true },
    )
    assert.equal(existsSync(place), false)
  })

  it('clears away what a run that was killed has left', async () => {
    const dead = [join(state, 'test', 'run-dead'), join(memoryDisk, 'chargeplane-run-dead')].filter(
      dir => dir.startsWith(state) || existsSync(memoryDisk),
    )
    for (const dir of dead) {
      mkdirSync(dir, { recursive: true })
      writeRecord(join(dir, 'owner.json'), { pid: 999_999_999, startedAt: '1', boot: 'another' })
    }
    process.env.KAFKA_BROKERS = 'given'
    process.env.DATABASE_URL = 'given'
    delete process.env.REDIS_URL
    await withPrivateBackends(async () => assert.deepEqual(dead.filter(existsSync), []))
  })
})
