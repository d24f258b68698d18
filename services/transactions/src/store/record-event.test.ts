import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import type { TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'
import { random, shuffled } from '@chargeplane/service/testing'
import { migrations } from '../migrations.ts'
import { getTransaction } from '../rpc/get-transaction.ts'
import { deliveryTo } from '../testing/deliver.ts'
import { event, session2x } from '../testing/messages.ts'

const unset = { maxCost: undefined, maxEnergyWh: undefined, maxTimeS: undefined, maxSocPercent: undefined }

describe('what 2.1 tells of a transaction', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
  })
  after(() => schema.drop())

  const update = (stationId: string, seqNo: number, more: Partial<TransactionEvent>) =>
    event(stationId, seqNo, { transactionId: 'T', naturalKey: `T/${seqNo}`, seqNo, ...more })

  async function afterEvents(stationId: string, events: readonly TransactionEvent[]) {
    await deliveryTo(schema.database)(...events)
    const { operationMode, tariffId, transactionLimit, reservationId } = await getTransaction(schema.database)({
      tenant: 'acme',
      stationId,
      transactionId: 'T',
    })
    return { operationMode, tariffId, transactionLimit, reservationId }
  }

  it('is what it told last of each, in whatever order that arrives', async () => {
    for (const [round, place] of ['S1', 'S2', 'S3', 'S4'].entries()) {
      const events = [
        update(place, 1, { operationMode: 'ChargingOnly', tariffId: 'day.1', reservationId: 4n }),
        update(place, 2, { transactionLimit: { ...unset, maxCost: 10, maxTimeS: 0 } }),
        update(place, 3, { operationMode: 'CentralSetpoint' }),
        update(place, 4, { transactionLimit: { ...unset, maxCost: 20 } }),
        update(place, 5, {}),
      ]
      assert.deepEqual(await afterEvents(place, round === 0 ? events : shuffled(events, random(round))), {
        operationMode: 'CentralSetpoint',
        tariffId: 'day.1',
        transactionLimit: { ...unset, maxCost: 20 },
        reservationId: 4n,
      })
    }
  })

  it('is nothing where nothing was told', async () => {
    assert.deepEqual(await afterEvents('S5', [update('S5', 1, {})]), {
      operationMode: '',
      tariffId: '',
      transactionLimit: undefined,
      reservationId: 0n,
    })
  })
})

describe('the charging state', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
  })
  after(() => schema.drop())

  it('is shown while the transaction goes on', async () => {
    const deliver = deliveryTo(schema.database)
    const events = session2x('S1')
    const state = async () => {
      const of = { tenant: 'acme', stationId: 'S1', transactionId: 'tx-2x' }
      return (await getTransaction(schema.database)(of)).chargingState
    }
    await deliver(...events.slice(0, 3))
    assert.equal(await state(), 'Charging')
    await deliver(...events.slice(3))
    assert.equal(await state(), '')
  })
})
