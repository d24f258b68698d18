import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { Reservation } from '@chargeplane/proto/stations/v1/reservations'
import { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

const path = '/v1/stations/CP-1/reservations'
const body = { idToken: 'AABB', evseId: 2, expiresAt: '2099-01-01T00:00:00+01:00' }

describe('reservations', () => {
  let gateway: TestGateway
  let status = 'Accepted'
  before(async () => {
    gateway = await startGateway({
      owners: {
        idTokens: {
          async getIdToken({ idToken }) {
            if (idToken !== 'AABB') throw fail('not_found', 'no such token', { field: 'idToken' })
            return IdToken.fromPartial({ idToken, type: 'ISO14443', groupIdToken: 'FLEET', hash: 'f'.repeat(64) })
          },
        },
        commands: {
          sendCommand: async () =>
            SendCommandResponse.fromPartial({
              commandId: 'c-1',
              action: 'ReserveNow',
              outcome: CommandOutcome.ANSWERED,
              response: JSON.stringify({ status }),
            }),
        },
        visits: {
          async listReservations() {
            const reservations = [
              Reservation.fromPartial({
                reservationId: 7,
                status: 'used',
                transactionId: 'tx',
                expiresAt: '2099-01-01T00:00:00.000Z',
                createdAt: '2026-01-01T00:00:00.000Z',
              }),
            ]
            return { reservations, nextPageToken: 'next' }
          },
        },
      },
    })
  })
  after(() => gateway.close())

  const sent = () => (gateway.owners.asked.at(-1)?.request ?? {}) as { command?: { $case: string; value: object } }

  it('are asked for under an id of ours, for a known token and its group', async () => {
    const answer = await gateway.call('POST', path, body)
    assert.equal(answer.status, 200)
    const { reservationId, accepted } = answer.body as { reservationId: number; accepted: boolean }
    assert.ok(reservationId >= 1 && accepted)
    assert.deepEqual(sent().command, {
      $case: 'reserve',
      value: {
        reservationId,
        evseId: 2,
        connectorType: '',
        idToken: 'AABB',
        idTokenType: 'ISO14443',
        groupIdToken: 'FLEET',
        idTokenHash: 'f'.repeat(64),
        expiresAt: body.expiresAt,
      },
    })
  })

  it('say that the station does not hold them', async () => {
    status = 'Occupied'
    const { body: made } = await gateway.call('POST', path, { ...body, evseId: undefined, connectorType: 'cCCS2' })
    assert.partialDeepStrictEqual(made, { accepted: false, command: { response: { status: 'Occupied' } } })
    assert.partialDeepStrictEqual(sent().command?.value, { evseId: 0, connectorType: 'cCCS2' })
    status = 'Accepted'
  })

  it('are cancelled by their id', async () => {
    const { body: cancelled } = await gateway.call('DELETE', `${path}/7`)
    assert.partialDeepStrictEqual(cancelled, { reservationId: 7, accepted: true })
    assert.deepEqual(sent().command, { $case: 'cancelReservation', value: { reservationId: 7 } })
  })

  it('are listed, page by page', async () => {
    const { body: page } = await gateway.call('GET', `${path}?limit=1`)
    const { items, nextCursor } = page as { items: unknown[]; nextCursor: string }
    assert.deepEqual(items, [
      {
        reservationId: 7,
        status: 'used',
        transactionId: 'tx',
        expiresAt: '2099-01-01T00:00:00.000Z',
        createdAt: '2026-01-01T00:00:00.000Z',
      },
    ])
    assert.equal((await gateway.call('GET', `${path}?cursor=${nextCursor}`)).status, 200)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), { request: { pageToken: 'next' } })
  })

  it('are refused with the field named, and for a token nobody knows; nothing is sent then', async () => {
    const before = gateway.owners.asked.filter(({ method }) => method === 'SendCommand').length
    assert.equal((await gateway.call('POST', path, { ...body, idToken: 'CCDD' })).status, 409)
    assert.equal((await gateway.call('POST', path, { ...body, expiresAt: 'soon' })).status, 400)
    assert.equal((await gateway.call('POST', path, { ...body, evse: 1 })).status, 400)
    assert.equal((await gateway.call('DELETE', `${path}/0`)).status, 400)
    assert.equal(gateway.owners.asked.filter(({ method }) => method === 'SendCommand').length, before)
  })
})
