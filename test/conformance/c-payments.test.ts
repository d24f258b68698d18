// Ad hoc payments of OCPP 2.1: payment terminals, their settlements and receipts (C18-C24), and web payments as far as a CSMS sends them (C25).
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { chargeAt, perKwh } from './charge.ts'
import { supportsLimits } from './limits.ts'

const ended = (chargingState: string, stoppedReason: string) => ({ transactionInfo: { chargingState, stoppedReason } })
const now = () => new Date().toISOString()

const settle = (station: WireStation, status: string, more: Json = {}) =>
  station.result('NotifySettlement', {
    pspRef: `psp-${station.id}`,
    status,
    settlementAmount: 1.79,
    settlementTime: now(),
    ...more,
  })

/** The settlements of a station, newest first, once there are `count`. */
async function settlementsOf(scene: Scene, station: WireStation, count = 1): Promise<Json[]> {
  return until(
    async () => {
      const all = await scene.api.all<Json>(`/v1/settlements?stationId=${station.id}`)
      return all.length >= count && all
    },
    { what: `${count} settlements of ${station.id}`, everyMs: 20 },
  )
}

/** What the payment was authorized for. */
async function limit(scene: Scene, pspRef: string, transactionLimit: Json): Promise<void> {
  await scene.api.send('PUT', `/v1/id-tokens/${pspRef}`, { type: 'DirectPayment', transactionLimit })
}

/** As a payment kiosk asks for it: the transaction is that of the payment's reference (C24.FR.01). */
async function startRemotely(scene: Scene, station: WireStation, pspRef: string): Promise<number> {
  const asking = scene.command(station, 'start', { evseId: 1, idToken: pspRef, idTokenType: 'DirectPayment' })
  const asked = await station.expect('RequestStartTransaction')
  asked.answer({ status: 'Accepted' })
  assert.equal((await asking).status, 200)
  const { evseId, idToken, remoteStartId } = asked.payload
  assert.deepEqual([evseId, idToken], [1, { idToken: pspRef, type: 'DirectPayment' }])
  return Number(remoteStartId)
}

describe('C ad hoc payments', { concurrency: 8 }, () => {
  certify(
    ['TC_C_108_CSMS', 'C18.FR.08', 'C18.FR.09'],
    '2.1',
    'checks the VAT number that a driver wants on the receipt',
    async scene => {
      const station = await scene.boot()
      const check = (vatNumber: string) => station.result('VatNumberValidation', { vatNumber, evseId: 1 })
      assert.deepEqual(await check('IT00743110157'), { vatNumber: 'IT00743110157', evseId: 1, status: 'Accepted' })
      assert.partialDeepStrictEqual(await check('IT00743110158'), {
        vatNumber: 'IT00743110158',
        evseId: 1,
        status: 'Rejected',
        statusInfo: { reasonCode: 'InvalidValue' },
      })
      const address = { name: 'ACME', address1: 'Street 1', city: 'Town', country: 'NL' }
      await scene.api.send('PUT', '/v1/vat-companies/NL004495445B01', address)
      assert.deepEqual(await check('NL004495445B01'), {
        vatNumber: 'NL004495445B01',
        evseId: 1,
        status: 'Accepted',
        company: address,
      })
    },
  )

  certify(['C19.FR.02'], '2.1', 'hears that a payment was canceled before there was a transaction', async scene => {
    const station = await scene.boot()
    assert.deepEqual(await settle(station, 'Canceled', { settlementAmount: 0 }), {})
    const [settlement] = await settlementsOf(scene, station)
    assert.partialDeepStrictEqual(settlement, { status: 'Canceled', amount: '0', pspRef: `psp-${station.id}` })
  })

  certify(
    ['TC_C_113_CSMS', 'C20.FR.03'],
    '2.1',
    'tells a driver who stops before anything was used that nothing is due',
    async scene => {
      const { event } = await chargeAt(scene, [perKwh('0.30', '19')], 'DirectPayment')
      await event('Started', 'Authorized', 1000)
      const answer = await event('Ended', 'StopAuthorized', 1000, ended('Idle', 'Local'))
      assert.equal(answer.totalCost, 0)
    },
  )

  certify(
    ['TC_C_118_CSMS', 'C21.FR.02', 'C21.FR.03'],
    '2.1',
    'gives the receipt of a payment that the station settled, and keeps the settlement once',
    async scene => {
      const { station, transactionId, event } = await chargeAt(scene, [perKwh('0.30', '19')], 'DirectPayment')
      await event('Started', 'Authorized', 1000)
      await event('Ended', 'StopAuthorized', 6000, ended('EVConnected', 'Local'))
      const vatCompany = { name: 'ACME', address1: 'Street 1', city: 'Town', country: 'NL' }
      const more = { transactionId, settlementTime: now(), vatNumber: 'NL004495445B01', vatCompany }
      const receipt = await settle(station, 'Settled', more)
      assert.match(String(receipt.receiptId), /^rc_[0-9a-f]{32}$/)
      assert.equal(receipt.receiptUrl, `https://receipts.example/${receipt.receiptId}`)
      assert.deepEqual(await settle(station, 'Settled', more), receipt, 'a station that repeats is given the same')
      const found = await until(() => scene.api.get<Json>(`/v1/receipts/${receipt.receiptId}`), {
        what: 'the settlement behind the receipt',
        everyMs: 20,
      })
      assert.partialDeepStrictEqual(found, {
        ...receipt,
        transactionId,
        status: 'Settled',
        amount: '1.79',
        currency: 'EUR',
        amountMinor: 179,
        vatCompany,
      })
      await settle(station, 'Canceled', { pspRef: 'a later one' })
      assert.equal((await settlementsOf(scene, station, 2)).length, 2)
    },
  )

  certify(['C21.FR.04'], '2.1', 'keeps the receipt that the payment terminal has made', async scene => {
    const station = await scene.boot()
    const receipt = { receiptId: 'T-1', receiptUrl: 'https://psp.example/T-1' }
    assert.deepEqual(await settle(station, 'Settled', receipt), {})
    const [settlement] = await settlementsOf(scene, station)
    assert.partialDeepStrictEqual(settlement, { ...receipt, amount: '1.79' })
  })

  for (const [id, requirement, status] of [
    ['TC_C_119_CSMS', 'C22.FR.02', 'Failed'],
    ['TC_C_120_CSMS', 'C22.FR.01', 'Rejected'],
  ] as const) {
    certify([id, requirement], '2.1', `keeps that a settlement was ${status}, and gives no receipt`, async scene => {
      const { station, transactionId, event } = await chargeAt(scene, [perKwh('0.30', '19')], 'DirectPayment')
      await event('Started', 'Authorized', 1000)
      await event('Ended', 'StopAuthorized', 6000, ended('EVConnected', 'Local'))
      assert.deepEqual(await settle(station, status, { transactionId, statusInfo: 'why' }), {})
      const [settlement] = await settlementsOf(scene, station)
      assert.partialDeepStrictEqual(settlement, { status, statusInfo: 'why', transactionId, amountMinor: 179 })
      assert.equal(settlement !== undefined && 'receiptId' in settlement, false)
    })
  }

  certify(
    ['TC_C_125_CSMS', 'C24.FR.01', 'C24.FR.02', 'C25.FR.23', 'C25.FR.24'],
    '2.1',
    'starts a transaction for the reference of a payment, tells its limit, and its cost at the end',
    async scene => {
      const { station, idToken, event } = await chargeAt(scene, [perKwh('0.30', '19')], 'DirectPayment')
      await supportsLimits(scene, station, 'MaxCost,MaxEnergy')
      await limit(scene, idToken, { maxCost: 25 })
      const remoteStartId = await startRemotely(scene, station, idToken)
      const started = await event('Started', 'RemoteStart', 1000, { transactionInfo: { remoteStartId } })
      assert.partialDeepStrictEqual(started, { idTokenInfo: { status: 'Accepted' }, transactionLimit: { maxCost: 25 } })
      assert.equal((await event('Ended', 'EVDeparted', 6000, ended('Idle', 'EVDisconnected'))).totalCost, 1.79)
    },
  )

  certify(
    ['TC_C_126_CSMS', 'C24.FR.01', 'C24.FR.02'],
    '2.1',
    'starts a transaction for a payment whose cost the station works out',
    async scene => {
      const { station, idToken, event } = await chargeAt(scene, [], 'DirectPayment')
      await supportsLimits(scene, station, 'MaxCost,MaxEnergy')
      await limit(scene, idToken, { maxEnergyWh: 20_000 })
      const remoteStartId = await startRemotely(scene, station, idToken)
      const info = { remoteStartId, tariffId: 'local' }
      const started = await event('Started', 'RemoteStart', 1000, { transactionInfo: info })
      assert.partialDeepStrictEqual(started, { transactionLimit: { maxEnergy: 20_000 } })
      const total = { exclTax: 1.5, inclTax: 1.79 }
      const costDetails = {
        totalCost: { currency: 'EUR', typeOfCost: 'NormalCost', energy: total, total },
        totalUsage: { energy: 5000, chargingTime: 60, idleTime: 0 },
      }
      const answer = await event('Ended', 'EVDeparted', 6000, { ...ended('Idle', 'EVDisconnected'), costDetails })
      assert.equal('totalCost' in answer, false, 'what the station has reckoned stands')
    },
  )

  certify(['C25.FR.21', 'C25.FR.27'], '2.1', 'tells a station that a web payment was begun', async scene => {
    const station = await scene.boot()
    const payload = { evseId: 1, timeout: 120 }
    const { request, response } = await scene.exchange(station, 'NotifyWebPaymentStarted', payload, {})
    assert.deepEqual([request, response.body.response], [payload, {}])
  })
})
