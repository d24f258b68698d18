import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { UpdateFirmwareCommand } from '@chargeplane/proto/stations/v1/commands'
import type { SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'
import { compose as plan } from './compose.ts'

type Command = SendCommandRequest['command']

/** The one CALL. */
function compose(...given: Parameters<typeof plan>) {
  const { calls } = plan(...given)
  assert.equal(calls.length, 1)
  const { action = '', payload = '', awaited } = calls[0] ?? {}
  return { action, payload, awaited }
}

const start = (remoteStartId: number): Command => ({
  $case: 'start',
  value: { evseId: 1, idToken: 'TAG-1', idTokenType: '', remoteStartId },
})
const native = (action: string, payload: string): Command => ({ $case: 'native', value: { action, payload } })

describe('compose', () => {
  it('says a neutral command in the words of the station’s version', () => {
    assert.deepEqual(compose('1.6', start(7)), {
      action: 'RemoteStartTransaction',
      payload: '{"connectorId":1,"idTag":"TAG-1"}',
      awaited: undefined,
    })
    const { action, payload } = compose('2.0.1', start(7))
    assert.equal(action, 'RequestStartTransaction')
    assert.deepEqual(JSON.parse(payload), {
      evseId: 1,
      remoteStartId: 7,
      idToken: { idToken: 'TAG-1', type: 'ISO14443' },
    })
  })

  it('draws a remoteStartId where nobody chose one, another each time', () => {
    const ids = new Set(Array.from({ length: 20 }, () => JSON.parse(compose('2.0.1', start(0)).payload).remoteStartId))
    assert.equal(ids.size, 20)
    for (const id of ids) assert.ok(Number.isInteger(id) && id > 0 && id < 2 ** 31)
  })

  it('hands on a native command as it was written', () => {
    assert.deepEqual(compose('1.6', native('Reset', '{ "type": "Soft" }')), {
      action: 'Reset',
      payload: '{ "type": "Soft" }',
      awaited: undefined,
    })
  })

  it('chooses a requestId where the caller has not, and knows what will bring the result', () => {
    const { payload, awaited } = compose('2.0.1', native('GetBaseReport', '{"reportBase":"FullInventory"}'))
    const { requestId } = JSON.parse(payload)
    assert.ok(requestId > 0)
    assert.deepEqual(awaited, { answeredBy: 'NotifyReport', requestId })
    const chosen = '{"requestId": 7, "reportBase":"FullInventory"}'
    assert.deepEqual(compose('2.1', native('GetBaseReport', chosen)), {
      action: 'GetBaseReport',
      payload: chosen,
      awaited: { answeredBy: 'NotifyReport', requestId: 7 },
    })
    const { awaited: diagnostics } = compose('1.6', native('GetDiagnostics', '{"location":"ftp://x"}'))
    assert.deepEqual(diagnostics, { answeredBy: 'DiagnosticsStatusNotification', requestId: 0 })
  })

  it('gives each part of a split report a requestId of its own', () => {
    const variable = { component: { name: 'A' } }
    const payload = JSON.stringify({ requestId: 7, componentVariable: [variable, variable, variable] })
    const { calls, merge } = plan('2.0.1', native('GetReport', payload), { items: 1, bytes: undefined })
    const ids = calls.map(call => call.awaited?.requestId)
    assert.equal(new Set(ids).size, 3)
    assert.equal(ids[0], 7)
    assert.deepEqual(merge([{ status: 'EmptyResultSet' }, { status: 'Accepted' }]), { status: 'Accepted' })
  })

  it('sends the settings of a 1.6 station one by one, and does not wait for a time of download', () => {
    const settings = ['A', 'B'].map(key => ({ key, value: '1' }))
    const set = plan('1.6', { $case: 'setConfiguration', value: { settings } })
    assert.deepEqual(
      set.calls.map(call => JSON.parse(call.payload).key),
      ['A', 'B'],
    )
    const answers = [{ status: 'Accepted' }, { status: 'Rejected' }]
    assert.deepEqual(set.merge(answers), answers)
    assert.partialDeepStrictEqual(set.neutral(answers), { status: 'Rejected' })
    const value = UpdateFirmwareCommand.fromPartial({ location: 'https://x/f' })
    const { retrieveDate } = JSON.parse(compose('1.6', { $case: 'updateFirmware', value }).payload)
    assert.ok(Math.abs(Date.now() - Date.parse(retrieveDate)) < 60_000)
  })

  it('refuses what the version’s schema refuses, naming the field', () => {
    assert.throws(() => compose('1.6', native('Reset', '{"type":"Maybe"}')), {
      code: 'invalid_argument',
      field: 'type',
    })
    assert.throws(() => compose('1.6', native('Reset', '{}')), { code: 'invalid_argument', field: 'type' })
  })

  it('refuses a payload that is no JSON, and a missing action or command', () => {
    assert.throws(() => compose('1.6', native('Reset', '{')), { code: 'invalid_argument', field: 'native.payload' })
    assert.throws(() => compose('1.6', native('', '{}')), { code: 'invalid_argument', field: 'native.action' })
    assert.throws(() => compose('1.6', undefined), { code: 'invalid_argument', field: 'command' })
  })

  it('refuses what the version does not have, and what is not ours to send', () => {
    assert.throws(() => compose('1.6', native('GetBaseReport', '{}')), { code: 'not_implemented' })
    assert.throws(() => compose('1.6', native('BootNotification', '{}')), { code: 'not_supported' })
  })
})
