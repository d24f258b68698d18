import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { ReserveCommand, SendCommandRequest, SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { listReservations } from '../rpc/list-reservations.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { keepingReservations } from './keep-reservations.ts'

const expiresAt = '2099-01-01T00:00:00.000Z'
const reserve = (more: Partial<ReserveCommand> = {}): SendCommandRequest['command'] => ({
  $case: 'reserve',
  value: ReserveCommand.fromPartial({
    reservationId: 9,
    evseId: 2,
    idToken: 'RAW',
    idTokenHash: 'h',
    expiresAt,
    ...more,
  }),
})
const native = (action: string, payload: object): SendCommandRequest['command'] => ({
  $case: 'native',
  value: { action, payload: JSON.stringify(payload) },
})

describe('reservations beside commands', () => {
  let bench: Bench
  before(async () => {
    bench = await openBench()
    await bench.register('CP-1')
  })
  after(() => bench.close())
  beforeEach(() => bench.database.query('DELETE FROM reservations'))

  const answered = (response: object) => async () =>
    SendCommandResponse.fromPartial({ outcome: CommandOutcome.ANSWERED, response: JSON.stringify(response) })
  const accepted = answered({ status: 'Accepted' })
  const signal = new AbortController().signal

  function send(
    command: SendCommandRequest['command'],
    answer: () => Promise<SendCommandResponse>,
    stationId = 'CP-1',
  ) {
    const request = SendCommandRequest.fromPartial({ tenant: 'default', stationId, command })
    return keepingReservations(bench.database, answer)(request, { signal })
  }
  async function kept() {
    const list = await listReservations(bench.database)({
      tenant: 'default',
      stationId: 'cp-1',
      pageSize: 0,
      pageToken: '',
    })
    return list.reservations
  }

  it('is written before the station is asked, and active once it accepts', async () => {
    const during: string[] = []
    await send(reserve(), async () => {
      during.push(...(await kept()).map(({ status }) => status))
      return accepted()
    })
    assert.deepEqual(during, ['requested'])
    const [reservation] = await kept()
    assert.ok(reservation !== undefined)
    const { createdAt, ...rest } = reservation
    assert.ok(Date.parse(createdAt) > Date.parse('2025-01-01'))
    const untold = { connectorType: '', refusal: '', transactionId: '' }
    assert.deepEqual(rest, { reservationId: 9, evseId: 2, idTokenHash: 'h', expiresAt, status: 'active', ...untold })
  })

  for (const refusal of ['Faulted', 'Occupied', 'Rejected', 'Unavailable']) {
    it(`H01: is rejected when the station answers ${refusal}, which is kept`, async () => {
      await send(reserve(), answered({ status: refusal }))
      assert.partialDeepStrictEqual(await kept(), [{ status: 'rejected', refusal }])
    })
  }

  it('is rejected by an error, and stays requested when nobody knows what the station made of it', async () => {
    await send(reserve(), async () =>
      SendCommandResponse.fromPartial({ outcome: CommandOutcome.ERROR, errorCode: 'NotSupported' }),
    )
    assert.partialDeepStrictEqual(await kept(), [{ status: 'rejected', refusal: 'NotSupported' }])
    await send(reserve(), async () => SendCommandResponse.fromPartial({ outcome: CommandOutcome.TIMEOUT }))
    assert.partialDeepStrictEqual(await kept(), [{ status: 'requested', refusal: '' }])
  })

  it('is not there when nothing was sent', async () => {
    const offline = () => Promise.reject(fail('failed_precondition', 'not connected'))
    await assert.rejects(send(reserve(), offline), { code: 'failed_precondition' })
    assert.deepEqual(await kept(), [])
  })

  it('H02: is cancelled when the station accepts that, and stays when it does not', async () => {
    await send(reserve(), accepted)
    const cancel: SendCommandRequest['command'] = { $case: 'cancelReservation', value: { reservationId: 9 } }
    await send(cancel, answered({ status: 'Rejected' }))
    assert.partialDeepStrictEqual(await kept(), [{ status: 'active' }])
    await send(cancel, accepted)
    assert.partialDeepStrictEqual(await kept(), [{ status: 'cancelled' }])
  })

  it('is kept when it was asked for in a station’s own words, of either version', async () => {
    await send(
      native('ReserveNow', { reservationId: 1, connectorId: 3, expiryDate: expiresAt, idTag: 'RAW' }),
      accepted,
    )
    const token = { idToken: 'RAW', type: 'ISO14443' }
    await send(native('ReserveNow', { id: 2, expiryDateTime: expiresAt, idToken: token }), accepted)
    await send(native('CancelReservation', { reservationId: 1 }), accepted)
    const rows = (await kept()).map(row => [row.reservationId, row.evseId, row.status, row.idTokenHash])
    assert.deepEqual(rows.sort(), [
      [1, 3, 'cancelled', ''],
      [2, 0, 'active', ''],
    ])
    const [{ text } = { text: '' }] = await bench.database.query<{ text: string }>(
      'SELECT string_agg(r::text, chr(10)) AS text FROM reservations r',
    )
    assert.equal(text.includes('RAW'), false, 'the token itself is nowhere')
  })

  it('has nothing to do with other commands, nor with what can not be read', async () => {
    await send(native('Reset', { id: 5 }), accepted)
    await send(native('ReserveNow', { id: 'x' }), accepted)
    await send({ $case: 'native', value: { action: 'ReserveNow', payload: '{' } }, accepted)
    assert.deepEqual(await kept(), [])
  })

  it('H01.FR.02: replaces the reservation that had the id', async () => {
    await send(reserve(), accepted)
    await send(reserve({ evseId: 3, idTokenHash: 'other' }), answered({ status: 'Occupied' }))
    assert.partialDeepStrictEqual(await kept(), [{ evseId: 3, idTokenHash: 'other', status: 'rejected' }])
  })
})
