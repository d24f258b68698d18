// Functional block E, what stations tell late, in whichever order, and what a driver may not do twice.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { bootPayload, certify, type Scene } from './certify.ts'
import { told } from './told.ts'

const accepted = { idTokenInfo: { status: 'Accepted' } }
const idle = { chargingState: 'Idle', stoppedReason: 'EVDisconnected' }
const token = (idToken: string) => ({ idToken, type: 'ISO14443' })
const statusOf = ({ idTokenInfo }: Json) => (idTokenInfo as Json).status

interface Queue {
  readonly transactionId: string
  /** When event number `seqNo` happened. */
  at(seqNo: number): string
  /** The event, as long as it has not been told. */
  event(seqNo: number, eventType: string, triggerReason: string, info?: Json, more?: Json): Json
  /** meterValue of that event. */
  register(seqNo: number, value: number, context: string): Json
}

/** A transaction that began two hours ago at EVSE 1, with an event a minute. */
function queued(): Queue {
  const transactionId = randomUUID()
  const startedAt = Date.now() - 7_200_000
  const at = (seqNo: number) => new Date(startedAt + seqNo * 60_000).toISOString()
  return {
    transactionId,
    at,
    event: (seqNo, eventType, triggerReason, info = {}, more = {}) => ({
      eventType,
      triggerReason,
      seqNo,
      timestamp: at(seqNo),
      transactionInfo: { transactionId, ...info },
      evse: { id: 1, connectorId: 1 },
      ...more,
    }),
    register: (seqNo, value, context) => ({
      meterValue: [
        { timestamp: at(seqNo), sampledValue: [{ value, context, measurand: 'Energy.Active.Import.Register' }] },
      ],
    }),
  }
}

const offline = { offline: true }

/** A charge begins, and the station loses its connection, while the charge goes on. Resolves with the station as it came back. */
async function interrupted(scene: Scene): Promise<Queue & { station: WireStation }> {
  const registered = await scene.register()
  const before = await scene.connect(registered)
  await before.result('BootNotification', bootPayload(scene.version))
  const queue = queued()
  const start = { idToken: token(await scene.token()), ...queue.register(0, 1000, 'Transaction.Begin') }
  const connected = { chargingState: 'EVConnected' }
  assert.deepEqual(
    await before.result('TransactionEvent', queue.event(0, 'Started', 'Authorized', connected, start)),
    accepted,
  )
  await before.result(
    'TransactionEvent',
    queue.event(1, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' }),
  )
  await before.close()
  return { ...queue, station: await scene.connect(registered) }
}

async function asked(scene: Scene, station: WireStation, payload: Json, answer: Json): Promise<void> {
  // Its route is there a moment after its socket.
  const { request, response } = await until(
    () =>
      scene.exchange(station, 'GetTransactionStatus', payload, answer).catch(error => {
        if (/answered 409/.test(String(error))) return undefined
        throw error
      }),
    { what: 'the station to be reached' },
  )
  assert.deepEqual([request, response.body.response], [payload, answer])
}

describe('E transactions that are told late', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    for (const [ids, ofOne] of [
      [['TC_E_29_CSMS', 'E04.FR.02', 'E14.FR.02'], true],
      [['TC_E_33_CSMS', 'E04.FR.02', 'E14.FR.07'], false],
    ] as const) {
      const what = ofOne ? 'the transaction' : 'the queue'
      certify(ids, version, `a station that came back is asked about ${what}, then tells its reading`, async scene => {
        const { station, transactionId, event, register, at } = await interrupted(scene)
        const answer = ofOne ? { ongoingIndicator: true, messagesInQueue: true } : { messagesInQueue: true }
        await asked(scene, station, ofOne ? { transactionId } : {}, answer)
        const late = { ...offline, ...register(2, 1200, 'Sample.Periodic') }
        assert.deepEqual(
          await station.result('TransactionEvent', event(2, 'Updated', 'MeterValuePeriodic', {}, late)),
          {},
        )
        const readings = [{ value: '1000' }, { value: '1200', context: 'Sample.Periodic', sampledAt: at(2) }]
        await told(scene, station, `transactions/${transactionId}/meter-values`, { items: readings })
        await told(scene, station, `transactions/${transactionId}`, { status: 'active', chargingState: 'Charging' })
      })
    }

    certify(
      ['TC_E_31_CSMS', 'E14.FR.03'],
      version,
      'an end that overtook two messages is told with both',
      async scene => {
        const { station, transactionId, event, register, at } = await interrupted(scene)
        const late = (seqNo: number, context: string) => ({
          ...offline,
          ...register(seqNo, 1000 + seqNo * 100, context),
        })
        const tell = (payload: Json) => station.result('TransactionEvent', payload)
        assert.deepEqual(await tell(event(4, 'Ended', 'EVCommunicationLost', idle, late(4, 'Transaction.End'))), {})
        await asked(scene, station, { transactionId }, { ongoingIndicator: false, messagesInQueue: true })
        const ended = { status: 'ended', endedAt: at(4), stoppedReason: 'EVDisconnected' }
        await told(scene, station, `transactions/${transactionId}`, {
          ...ended,
          stationWord: { ongoing: false, messagesInQueue: true },
        })
        assert.deepEqual(await tell(event(2, 'Updated', 'StopAuthorized', {}, late(2, 'Sample.Periodic'))), {})
        const connected = { chargingState: 'EVConnected' }
        assert.deepEqual(
          await tell(event(3, 'Updated', 'ChargingStateChanged', connected, late(3, 'Sample.Periodic'))),
          {},
        )
        const readings = ['1000', '1200', '1300', '1400'].map(value => ({ value }))
        await told(scene, station, `transactions/${transactionId}/meter-values`, { items: readings })
        await told(scene, station, `transactions/${transactionId}`, { ...ended, energyWh: 400 })
      },
    )

    certify(
      ['E04.FR.03', 'E12.FR.02', 'E12.FR.07'],
      version,
      'a charge that nobody heard of is whole, told from its end to its start',
      async scene => {
        const station = await scene.boot()
        const { transactionId, event, register, at } = queued()
        const idToken = await scene.token()
        const late = (seqNo: number, value: number, context: string) => ({
          ...offline,
          ...register(seqNo, value, context),
        })
        const end = event(2, 'Ended', 'EVCommunicationLost', idle, late(2, 1750, 'Transaction.End'))
        assert.deepEqual(await station.result('TransactionEvent', end), {})
        const path = `transactions/${transactionId}`
        await told(scene, station, path, { status: 'incomplete', endedAt: at(2) })
        const update = event(1, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' }, offline)
        assert.deepEqual(await station.result('TransactionEvent', update), {})
        const begin = { idToken: token(idToken), ...late(0, 1000, 'Transaction.Begin') }
        const start = event(0, 'Started', 'Authorized', { chargingState: 'EVConnected' }, begin)
        assert.deepEqual(await station.result('TransactionEvent', start), accepted)
        const { hash } = await scene.api.get<{ hash: string }>(`/v1/id-tokens/${idToken}`)
        await told(scene, station, path, {
          ...{ status: 'ended', startedAt: at(0), endedAt: at(2), idTokenHash: hash },
          ...{ meterStartWh: 1000, meterStopWh: 1750, energyWh: 750, stoppedReason: 'EVDisconnected' },
        })
      },
    )

    certify(
      ['E05.FR.01', 'C15.FR.04'],
      version,
      'a token that the station trusted while it was alone is refused, and its charge is not billed unseen',
      async scene => {
        const station = await scene.boot()
        const { transactionId, event, register } = queued()
        const blocked = await scene.token({ status: 'Blocked' })
        const begin = { ...offline, idToken: token(blocked), ...register(0, 0, 'Transaction.Begin') }
        const start = event(0, 'Started', 'Authorized', { chargingState: 'Charging' }, begin)
        assert.equal(statusOf(await station.result('TransactionEvent', start)), 'Blocked')
        const stop = { chargingState: 'EVConnected', stoppedReason: 'DeAuthorized' }
        const end = event(1, 'Ended', 'Deauthorized', stop, register(1, 200, 'Transaction.End'))
        assert.deepEqual(await station.result('TransactionEvent', end), {})
        await told(scene, station, `transactions/${transactionId}`, {
          ...{ status: 'ended', stoppedReason: 'DeAuthorized', energyWh: 200, reviewReason: 'token_not_accepted' },
        })
      },
    )

    certify(
      ['E01.FR.11', 'E01.FR.12'],
      version,
      'a token of one charge at a time is ConcurrentTx elsewhere until that charge has ended',
      async scene => {
        const [first, second] = [await scene.boot(), await scene.boot()]
        const idToken = token(await scene.token({ concurrentTransactions: 1, groupIdToken: 'FLEET' }))
        const starts = (station: WireStation, queue: Queue) =>
          station.result('TransactionEvent', queue.event(0, 'Started', 'Authorized', {}, { idToken }))
        const authorizedAs = (status: string) =>
          until(async () => statusOf(await second.result('Authorize', { idToken })) === status, {
            what: `the token to be ${status}`,
          })
        const [charge, refused, next] = [queued(), queued(), queued()]
        const group = { groupIdToken: { idToken: 'FLEET', type: 'Central' } }
        assert.partialDeepStrictEqual(await starts(first, charge), { idTokenInfo: { status: 'Accepted', ...group } })
        await authorizedAs('ConcurrentTx')
        assert.equal(statusOf(await starts(second, refused)), 'ConcurrentTx')
        const stopped = refused.event(1, 'Ended', 'Deauthorized', { stoppedReason: 'DeAuthorized' })
        assert.deepEqual(await second.result('TransactionEvent', stopped), {})
        await first.result('TransactionEvent', charge.event(1, 'Ended', 'EVDeparted', idle))
        await authorizedAs('Accepted')
        assert.equal(statusOf(await starts(second, next)), 'Accepted')
        await told(scene, second, `transactions/${refused.transactionId}`, { stoppedReason: 'DeAuthorized' })
      },
    )
  }
})
