import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'
import { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { openSendNative } from './send-native.ts'

const address = { tenant: 'default', stationId: 'CP-1' }

function sender(ocppVersion: string | undefined) {
  const sent: SendCommandRequest[] = []
  const route = ocppVersion === undefined ? undefined : { edgeId: 'a', edgeAddress: 'a:1', epoch: 10, ocppVersion }
  const sendNative = openSendNative({
    routing: { lookup: async () => route },
    async send(request) {
      sent.push(request)
      return SendCommandResponse.fromPartial({ action: 'done' })
    },
  })
  return { sent, sendNative }
}

describe('sendNative', () => {
  it("sends what is composed for the station's version", async () => {
    const { sent, sendNative } = sender('2.0.1')
    const answer = await sendNative(address, version => ({ action: 'Reset', payload: `{"for":"${version}"}` }))
    assert.equal(answer.action, 'done')
    const value = { action: 'Reset', payload: '{"for":"2.0.1"}' }
    assert.partialDeepStrictEqual(sent, [{ ...address, command: { $case: 'native', value } }])
  })

  it('sends nothing to a station that is not connected', async () => {
    const { sent, sendNative } = sender(undefined)
    await assert.rejects(
      sendNative(address, () => assert.fail()),
      { code: 'failed_precondition' },
    )
    assert.equal(sent.length, 0)
  })
})
