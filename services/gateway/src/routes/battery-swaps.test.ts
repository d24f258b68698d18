import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { AuthorizeResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { BatterySwap } from '@chargeplane/proto/stations/v1/reservations'
import { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

const path = '/v1/stations/CP-1/battery-swaps'

describe('battery swaps', () => {
  let gateway: TestGateway
  before(async () => {
    const battery = { evseId: 3, serialNumber: 'B', socPercent: 12.5, sohPercent: 98, producedAt: '', vendorInfo: '' }
    gateway = await startGateway({
      owners: {
        authorization: {
          authorize: async ({ idToken }) =>
            AuthorizeResponse.fromPartial({ status: idToken === 'GOOD' ? 'Accepted' : 'Blocked' }),
        },
        commands: {
          sendCommand: async () =>
            SendCommandResponse.fromPartial({
              action: 'RequestBatterySwap',
              outcome: CommandOutcome.ANSWERED,
              response: '{"status":"Accepted"}',
            }),
        },
        visits: {
          async listBatterySwaps() {
            const swap = { requestId: 42n, idTokenHash: 'h', batteriesIn: [battery], inAt: '2026-01-01T00:00:00.000Z' }
            return { batterySwaps: [BatterySwap.fromPartial(swap)], nextPageToken: '' }
          },
        },
      },
    })
  })
  after(() => gateway.close())

  const sends = () => gateway.owners.asked.filter(({ method }) => method === 'SendCommand')

  it('S02.FR.01: are requested for a token that is accepted, under a request id of ours', async () => {
    const { status, body } = await gateway.call('POST', path, { idToken: 'GOOD' })
    assert.equal(status, 200)
    const { requestId } = body as { requestId: number }
    const { request } = sends().at(-1) ?? {}
    const { command } = request as { command: { value: { payload: string } } }
    const idToken = { idToken: 'GOOD', type: 'ISO14443' }
    assert.deepEqual(JSON.parse(command.value.payload), { requestId, idToken })
    const asked = gateway.owners.asked.find(({ method }) => method === 'Authorize')?.request
    assert.partialDeepStrictEqual(asked, { tenant: 'acme', stationId: 'CP-1', idToken: 'GOOD', purpose: 'authorize' })
  })

  it('S02.FR.03: are not requested for any other, in OCPP’s words either', async () => {
    const before = sends().length
    const refused = await gateway.call('POST', path, { idToken: 'BAD' })
    assert.deepEqual(
      [refused.status, (refused.body as { detail: string }).detail],
      [409, 'the id token is Blocked: nothing was sent'],
    )
    const idToken = { idToken: 'BAD', type: 'ISO14443' }
    const native = '/v1/stations/CP-1/commands/RequestBatterySwap'
    assert.equal((await gateway.call('POST', native, { requestId: 1, idToken })).status, 409)
    assert.equal(sends().length, before)
  })

  it('are listed with what went in and came out', async () => {
    const battery = { slot: 3, serialNumber: 'B', socPercent: 12.5, sohPercent: 98 }
    assert.deepEqual((await gateway.call('GET', path)).body, {
      items: [
        {
          requestId: 42,
          idTokenHash: 'h',
          in: { at: '2026-01-01T00:00:00.000Z', batteries: [battery] },
          out: null,
        },
      ],
      nextCursor: null,
    })
  })
})
