import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import type { TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'
import { readOutbox } from '@chargeplane/service/testing'
import { migrations } from './migrations.ts'
import { deliveryTo } from './testing/deliver.ts'
import { event, start16 } from './testing/messages.ts'

describe('the reservation that a transaction uses', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
  })
  after(() => schema.drop())

  async function usedBy(stationId: string, ...messages: TransactionEvent[]): Promise<unknown[]> {
    await deliveryTo(schema.database)(...messages)
    const said = await readOutbox(schema.database, `acme/${stationId}`)
    return said.filter(({ type }) => type.endsWith('ReservationUsed')).map(({ id, data }) => [id, data])
  }

  it('is said once, whatever a station repeats (1.6 5.13)', async () => {
    const start = start16('R1', '4711', { reservationId: 9n })
    const data = { tenant: 'acme', stationId: 'R1', transactionId: '4711', reservationId: 9n }
    assert.deepEqual(await usedBy('R1', start, start), [['acme/R1/4711/reservation/9', data]])
  })

  it('is said when it is told after the start (OCPP 2.x E03.FR.03), once for all events that tell it', async () => {
    const message = (seqNo: number, reservationId?: bigint) =>
      event('R2', seqNo, { transactionId: 'x', seqNo, naturalKey: `x/${seqNo}`, reservationId })
    assert.equal((await usedBy('R2', message(0), message(1, 9n), message(2, 9n))).length, 1)
  })

  it('is not said where there is none', async () => {
    assert.deepEqual(await usedBy('R3', start16('R3'), start16('R3', '12', { reservationId: 0n })), [])
  })
})
