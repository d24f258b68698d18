import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'
import { compose } from './compose.ts'

type Command = SendCommandRequest['command']

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
    })
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
