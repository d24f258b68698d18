import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { rotatePassword } from './rotate-password.ts'

const address = { tenant: 'default', stationId: 'CP-1' }

let bench: Bench
let first: string
before(async () => {
  bench = await openBench()
  first = await bench.register('CP-1')
})
after(() => bench.close())

describe('rotatePassword', () => {
  it('replaces the password at once, for this instance and in the event', async () => {
    const before = await bench.access.get(address)
    const { password, station } = await rotatePassword(bench)({ ...address, password: '' })
    assert.notEqual(password, first)
    assert.equal(station?.stationId, 'CP-1')
    const now = await bench.access.get(address)
    assert.notEqual(now?.passwordVerifier, before?.passwordVerifier)
    const event = (await bench.emitted()).at(-1)
    assert.deepEqual(event?.data, { ...address, change: 'password_rotated' })
  })

  it('takes a password that the operator chose', async () => {
    await rotatePassword(bench)({ ...address, password: 'correct-horse:battery' })
    assert.match((await bench.access.get(address))?.passwordVerifier ?? '', /^scrypt\$/)
  })

  it('leaves the old password when it refuses the new one', async () => {
    const before = await bench.access.read(address)
    await assert.rejects(rotatePassword(bench)({ ...address, password: 'short' }), {
      code: 'invalid_argument',
      field: 'password',
    })
    assert.deepEqual(await bench.access.read(address), before)
  })

  it('answers not_found for an unknown station and one of another tenant', async () => {
    for (const unknown of [
      { ...address, stationId: 'CP-2' },
      { ...address, tenant: 'other' },
    ]) {
      await assert.rejects(rotatePassword(bench)({ ...unknown, password: '' }), { code: 'not_found' })
    }
  })
})
