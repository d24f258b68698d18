import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { type Bench, openBench } from '../testing/bench.ts'
import { rotatePassword as rotateWith } from './rotate-password.ts'

const address = { tenant: 'default', stationId: 'CP-1' }

let bench: Bench
let first: string
before(async () => {
  bench = await openBench()
  first = await bench.register('CP-1')
})
after(() => bench.close())

/** What the station says to a password that is delivered, and what edges would take meanwhile. */
let answer = 'Accepted'
let meanwhile: string[] = []

function rotatePassword(request: { tenant: string; stationId: string; password: string; deliver?: boolean }) {
  const sendNative = async () => {
    const access = await bench.access.read(address)
    meanwhile = [access?.passwordVerifier ?? '', access?.pendingVerifier ?? '']
    const response = JSON.stringify({ setVariableResult: [{ attributeStatus: answer }] })
    return SendCommandResponse.fromPartial({ action: 'SetVariables', outcome: CommandOutcome.ANSWERED, response })
  }
  return rotateWith({ ...bench, sendNative })({ deliver: false, ...request })
}

describe('rotatePassword', () => {
  it('replaces the password at once, for this instance and in the event', async () => {
    const before = await bench.access.get(address)
    const { password, station } = await rotatePassword({ ...address, password: '' })
    assert.notEqual(password, first)
    assert.equal(station?.stationId, 'CP-1')
    const now = await bench.access.get(address)
    assert.notEqual(now?.passwordVerifier, before?.passwordVerifier)
    const event = (await bench.emitted()).at(-1)
    assert.deepEqual(event?.data, { ...address, change: 'password_rotated' })
  })

  it('takes a password that the operator chose', async () => {
    await rotatePassword({ ...address, password: 'correct-horse:battery' })
    assert.match((await bench.access.get(address))?.passwordVerifier ?? '', /^scrypt\$/)
  })

  it('leaves the old password when it refuses the new one', async () => {
    const before = await bench.access.read(address)
    await assert.rejects(rotatePassword({ ...address, password: 'short' }), {
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
      await assert.rejects(rotatePassword({ ...unknown, password: '' }), { code: 'not_found' })
    }
  })

  it('promise 11: delivers: both are good until the station accepts, then the new one alone (A01.FR.03)', async () => {
    answer = 'Accepted'
    const before = await bench.access.read(address)
    const { delivery, password } = await rotatePassword({ ...address, password: '', deliver: true })
    assert.equal(delivery, 'accepted')
    assert.match(password, /^[0-9a-f]{40}$/)
    assert.equal(meanwhile[0], before?.passwordVerifier)
    const after = await bench.access.read(address)
    assert.deepEqual([after?.passwordVerifier, after?.pendingVerifier], [meanwhile[1], ''])
  })

  it('promise 11: delivers: the old one stays when the station refuses (A01.FR.04)', async () => {
    answer = 'Rejected'
    const before = await bench.access.read(address)
    await assert.rejects(rotatePassword({ ...address, password: '', deliver: true }), { code: 'failed_precondition' })
    assert.notEqual(meanwhile[1], '')
    assert.deepEqual(await bench.access.read(address), before)
  })

  it('promise 11: delivers: both stay until the next rotation when the new one is to count from a reboot', async () => {
    answer = 'RebootRequired'
    const before = await bench.access.read(address)
    const { delivery } = await rotatePassword({ ...address, password: '', deliver: true })
    const after = await bench.access.read(address)
    assert.deepEqual([delivery, after?.passwordVerifier], ['open', before?.passwordVerifier])
    assert.notEqual(after?.pendingVerifier, '')
    await rotatePassword({ ...address, password: '' })
    assert.equal((await bench.access.read(address))?.pendingVerifier, '')
  })
})
