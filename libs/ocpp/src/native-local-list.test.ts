import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LocalListEntry } from '@chargeplane/proto/stations/v1/local_list'
import { nativeCommand } from './native-command.ts'
import type { OcppVersion } from './versions.ts'

const entries = [
  { idToken: 'CARD', status: 'Accepted', expiresAt: '2030-01-01T00:00:00.000Z', groupIdToken: 'FLEET' },
  { idToken: 'MAC', idTokenType: 'MacAddress', status: 'NoCredit' },
  { idToken: 'GONE' },
  { idToken: 'x'.repeat(30), status: 'Accepted' },
].map(entry => LocalListEntry.fromPartial(entry))

const send = (version: OcppVersion, full: boolean, versionNumber = 7, list = entries) =>
  nativeCommand(version, { $case: 'sendLocalList', value: { versionNumber, full, entries: list } }).payload

describe('a local list', () => {
  it('has 1.6 words, without what is too long for them', () => {
    assert.deepEqual(send('1.6', false), {
      listVersion: 7,
      updateType: 'Differential',
      localAuthorizationList: [
        {
          idTag: 'CARD',
          idTagInfo: { status: 'Accepted', expiryDate: '2030-01-01T00:00:00.000Z', parentIdTag: 'FLEET' },
        },
        { idTag: 'MAC', idTagInfo: { status: 'Blocked' } },
        { idTag: 'GONE' },
      ],
    })
  })

  it('has 2.x words', () => {
    for (const version of ['2.0.1', '2.1'] as const) {
      assert.deepEqual(send(version, true), {
        versionNumber: 7,
        updateType: 'Full',
        localAuthorizationList: [
          {
            idToken: { idToken: 'CARD', type: 'ISO14443' },
            idTokenInfo: {
              status: 'Accepted',
              cacheExpiryDateTime: '2030-01-01T00:00:00.000Z',
              groupIdToken: { idToken: 'FLEET', type: 'Central' },
            },
          },
          { idToken: { idToken: 'MAC', type: 'MacAddress' }, idTokenInfo: { status: 'NoCredit' } },
          { idToken: { idToken: 'GONE', type: 'ISO14443' } },
          { idToken: { idToken: 'x'.repeat(30), type: 'ISO14443' }, idTokenInfo: { status: 'Accepted' } },
        ],
      })
    }
  })

  it('is emptied by a full one without entries, and has no version 0', () => {
    assert.deepEqual(send('1.6', true, 1, []), { listVersion: 1, updateType: 'Full' })
    assert.deepEqual(send('2.1', true, 1, []), { versionNumber: 1, updateType: 'Full' })
    assert.throws(() => send('2.0.1', true, 0), { code: 'invalid_argument', field: 'versionNumber' })
  })
})
