// own process: it starts services, and what it left of them would be put down to the whole room
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nameOf } from '../client/talk.ts'
import { kinds } from './kinds.ts'
import { badHandshakes } from './run.ts'

const count = 320
const session = ['StationConnected', 'StationDisconnected'].map(type => `chargeplane.ocpp.v1.${type} ${nameOf(0)}`)

describe(`${count} handshakes of ${Object.keys(kinds).length} kinds that nobody may come in by`, () => {
  it('promises 1 and 18: give no WebSocket and no event, and the owner’s own stays', {
    timeout: 120_000,
  }, async () => {
    const { answers, events, owner } = await badHandshakes(count)
    assert.deepEqual(owner, { answer: '101', stayed: true })
    assert.deepEqual([...answers.keys()].sort(), Object.keys(kinds).sort())
    for (const [kind, ofKind] of answers) {
      const expected =
        kind === 'another path' || kind === 'no identity' ? '404' : kind.startsWith('an identity') ? '400' : '401'
      assert.deepEqual([...ofKind], [[expected, count / Object.keys(kinds).length]], kind)
    }
    assert.deepEqual(events.sort(), session)
  })
})
