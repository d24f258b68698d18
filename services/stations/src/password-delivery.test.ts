import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import type { OcppVersion } from '@chargeplane/ocpp'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import type { Call } from './commands/compose.ts'
import { deliverPassword } from './password-delivery.ts'

const address = { tenant: 'default', stationId: 'CP-1' }
const generated = '0123456789abcdef0123456789abcdef01234567'

async function run(version: OcppVersion, answer: Partial<SendCommandResponse> | Error, password = generated) {
  const decisions: string[] = []
  let call: Call = { action: '', payload: '{}' }
  const delivered = deliverPassword(
    {
      async sendNative(_address, compose) {
        call = compose(version)
        if (answer instanceof Error) throw answer
        return SendCommandResponse.fromPartial({ action: call.action, ...answer })
      },
      decide: async decision => void decisions.push(decision),
    },
    address,
    password,
  )
  const delivery = await delivered.catch((error: unknown) => error)
  return { decisions, delivery, action: call.action, payload: JSON.parse(call.payload) }
}

const answered = (response: object) => ({ outcome: CommandOutcome.ANSWERED, response: JSON.stringify(response) })
const variables = (attributeStatus: string) => answered({ setVariableResult: [{ attributeStatus }] })

describe('deliverPassword', () => {
  it('writes the password where each version keeps it (A01.FR.02)', async () => {
    const newer = await run('2.1', variables('Accepted'))
    assert.equal(newer.action, 'SetVariables')
    const data = {
      component: { name: 'SecurityCtrlr' },
      variable: { name: 'BasicAuthPassword' },
      attributeValue: generated,
    }
    assert.deepEqual(newer.payload, { setVariableData: [data] })
    const older = await run('1.6', answered({ status: 'Accepted' }))
    assert.deepEqual(
      [older.action, older.payload],
      ['ChangeConfiguration', { key: 'AuthorizationKey', value: generated }],
    )
  })

  it('writes a chosen password for 1.6 in hex, which has room for 20 characters', async () => {
    const chosen = await run('1.6', answered({ status: 'Accepted' }), 'correct-horse:batter')
    assert.equal(chosen.payload.value, Buffer.from('correct-horse:batter').toString('hex').toUpperCase())
    const long = await run('1.6', answered({ status: 'Accepted' }), 'correct-horse:battery')
    assert.ok(long.delivery instanceof Error && 'field' in long.delivery && long.delivery.field === 'password')
    assert.deepEqual(long.decisions, ['pending', 'withdrawn'])
  })

  it('promise 11: makes it the only one when the station accepts (A01.FR.03)', async () => {
    const { decisions, delivery } = await run('2.0.1', variables('Accepted'))
    assert.deepEqual([decisions, delivery], [['pending', 'accepted'], 'accepted'])
  })

  it('promise 11: keeps the old one alone when the station does not (A01.FR.04)', async () => {
    for (const answer of [
      variables('Rejected'),
      variables('UnknownVariable'),
      answered({}),
      { outcome: CommandOutcome.ERROR, errorCode: 'NotImplemented' },
      { outcome: CommandOutcome.REFUSED },
    ]) {
      const { decisions, delivery } = await run('2.0.1', answer)
      assert.deepEqual(decisions, ['pending', 'withdrawn'])
      assert.ok(delivery instanceof Error && /its password stays/.test(delivery.message))
    }
    const offline = await run('2.0.1', fail('failed_precondition', 'not connected'))
    assert.deepEqual(offline.decisions, ['pending', 'withdrawn'])
  })

  it('promise 11: locks nobody out when the answer is lost or is to count later', async () => {
    for (const answer of [
      { outcome: CommandOutcome.TIMEOUT },
      { outcome: CommandOutcome.UNKNOWN },
      variables('RebootRequired'),
    ]) {
      const { decisions, delivery } = await run('2.0.1', answer)
      assert.deepEqual([decisions, delivery], [['pending'], 'open'])
    }
    const lost = await run('2.0.1', fail('unavailable', 'the database is away'))
    assert.deepEqual(lost.decisions, ['pending'])
    assert.ok(lost.delivery instanceof Error)
  })
})
