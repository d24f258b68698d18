import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { Transaction } from '@chargeplane/proto/transactions/v1/transactions'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

const ended = Transaction.fromPartial({
  tenant: 'acme',
  stationId: 'CP-1',
  transactionId: '42',
  evseId: 1,
  connectorId: 1,
  idTokenHash: 'ab'.repeat(32),
  status: 'ended',
  startedAt: '2026-11-23T08:00:00.000Z',
  endedAt: '2026-11-23T09:00:00.000Z',
  meterStartWh: 0,
  meterStartWhExact: '0',
  meterStopWh: 12_345.5,
  meterStopWhExact: '12345.5',
  energyWh: 12_345.5,
  energyWhExact: '12345.5',
  stoppedReason: 'EVDisconnected',
  remoteStartId: 7n,
  reservationId: 3n,
  operationMode: 'ChargingOnly',
  tariffId: 'day.1',
  transactionLimit: { maxCost: 10 },
  stationWord: { ongoing: false, messagesInQueue: true, askedAt: '2026-11-23T09:05:00.000Z' },
})

describe('transactions', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      owners: {
        transactions: {
          async listTransactions() {
            const active = Transaction.fromPartial({
              ...ended,
              status: 'active',
              meterStopWhExact: '',
              energyWhExact: '',
              remoteStartId: 0n,
            })
            const incomplete = Transaction.fromPartial({
              ...ended,
              status: 'incomplete',
              startedAt: '',
              meterStartWhExact: '',
            })
            return { transactions: [active, incomplete], nextPageToken: '' }
          },
          async getTransaction({ tenant, stationId, transactionId }) {
            const found = tenant === 'acme' && stationId === 'CP-1' && transactionId === '42'
            if (!found) throw fail('not_found', 'there is no such transaction', { field: 'transactionId' })
            return ended
          },
        },
      },
    })
  })
  after(() => gateway.close())

  it('are read with their energy', async () => {
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/transactions/42')
    assert.deepEqual(body, {
      stationId: 'CP-1',
      transactionId: '42',
      status: 'ended',
      evseId: 1,
      connectorId: 1,
      idTokenHash: 'ab'.repeat(32),
      startedAt: '2026-11-23T08:00:00.000Z',
      endedAt: '2026-11-23T09:00:00.000Z',
      meterStartWh: 0,
      meterStopWh: 12_345.5,
      energyWh: 12_345.5,
      stoppedReason: 'EVDisconnected',
      remoteStartId: 7,
      reservationId: 3,
      operationMode: 'ChargingOnly',
      tariffId: 'day.1',
      transactionLimit: { maxCost: 10 },
      stationWord: { ongoing: false, messagesInQueue: true, askedAt: '2026-11-23T09:05:00.000Z' },
      missingSeqNos: [],
    })
  })

  it('show no zero where a register is not known', async () => {
    const { body } = await gateway.call('GET', '/v1/transactions')
    const [active, incomplete] = (body as { items: object[] }).items
    assert.ok(active && !('meterStopWh' in active) && !('energyWh' in active) && !('remoteStartId' in active))
    assert.ok(
      incomplete && !('meterStartWh' in incomplete) && 'meterStopWh' in incomplete && !('startedAt' in incomplete),
    )
  })

  it('are chosen by station and status', async () => {
    await gateway.call('GET', '/v1/transactions?station=CP%201&status=active&limit=7')
    assert.deepEqual(gateway.owners.asked.at(-1), {
      method: 'ListTransactions',
      request: { tenant: 'acme', stationId: 'CP 1', status: 'active', pageSize: 7, pageToken: '' },
    })
    const wrong = await gateway.call('GET', '/v1/transactions?status=running&stations=CP-1')
    assert.equal(wrong.status, 400)
    assert.partialDeepStrictEqual(wrong.body, { errors: [{ field: 'status' }, { field: 'stations' }] })
  })

  it('belong to their station', async () => {
    assert.equal((await gateway.call('GET', '/v1/stations/CP-2/transactions/42')).status, 404)
  })
})
