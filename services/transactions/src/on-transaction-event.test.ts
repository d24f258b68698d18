import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { migrations } from './migrations.ts'
import { getTransaction } from './rpc/get-transaction.ts'
import { deliveryTo, saidOf } from './testing/deliver.ts'
import { at, event, meterValues, registerSample, session2x, start16, stop16 } from './testing/messages.ts'

describe('onTransactionEvent', () => {
  let schema: TestSchema
  let deliver: ReturnType<typeof deliveryTo>
  let station = ''
  let stations = 0
  before(async () => {
    schema = await createTestSchema(migrations)
    deliver = deliveryTo(schema.database)
  })
  beforeEach(() => {
    station = `S${++stations}`
  })
  after(() => schema.drop())

  const get = (transactionId = '4711') =>
    getTransaction(schema.database)({ tenant: 'acme', stationId: station, transactionId })
  const said = () => saidOf(schema.database, station)
  const count = async (table: string) => {
    const [row] = await schema.database.query<{ n: bigint }>(
      `SELECT count(*) AS n FROM ${table} WHERE station_id = $1`,
      [station],
    )
    return row?.n
  }

  it('takes a 1.6 session from start to stop', async () => {
    await deliver(start16(station), stop16(station))
    const [started, ended, ...more] = await said()
    assert.deepEqual(more, [])
    const identity = {
      tenant: 'acme',
      stationId: station,
      transactionId: '4711',
      evseId: 1,
      connectorId: 1,
      idTokenHash: 'ab'.repeat(32),
      startedAt: at(0),
    }
    assert.deepEqual(started, { type: 'started', id: `acme/${station}/4711/started`, data: identity })
    assert.deepEqual(ended, {
      type: 'ended',
      id: `acme/${station}/4711/ended`,
      data: {
        ...identity,
        endedAt: at(60),
        energyWh: '7500.5',
        stoppedReason: 'Local',
        periods: [{ startedAt: at(0), endedAt: at(60), energyWh: '7500.5', charging: true }],
        reviewReason: '',
      },
    })
    const transaction = await get()
    assert.deepEqual(
      [
        transaction.status,
        transaction.energyWhExact,
        transaction.energyWh,
        transaction.idTokenHash,
        transaction.updatedAt,
      ],
      ['ended', '7500.5', 7500.5, 'ab'.repeat(32), at(60)],
    )
  })

  it('finds the parking of a 1.6 session in its meter values', async () => {
    await deliver(
      start16(station),
      meterValues(station, 20, '4711', registerSample(20, 5000)),
      meterValues(station, 30, '4711', registerSample(30, 8500.5)),
      stop16(station),
    )
    const [, ended] = await said()
    assert.ok(ended?.type === 'ended')
    assert.deepEqual(ended.data.periods, [
      { startedAt: at(0), endedAt: at(30), energyWh: '7500.5', charging: true },
      { startedAt: at(30), endedAt: at(60), energyWh: '0', charging: false },
    ])
  })

  it('takes a 2.x session, whose registers are samples and whose token comes later', async () => {
    await deliver(...session2x(station))
    const [started, authorized, ended, ...more] = await said()
    assert.deepEqual(more, [])
    assert.ok(started?.type === 'started' && authorized?.type === 'authorized' && ended?.type === 'ended')
    assert.deepEqual([started.data.startedAt, started.data.evseId, started.data.idTokenHash], [at(0), 2, ''])
    assert.equal(authorized.id, `acme/${station}/tx-2x/authorized/${'ab'.repeat(32)}`)
    assert.deepEqual(authorized.data, {
      tenant: 'acme',
      stationId: station,
      transactionId: 'tx-2x',
      evseId: 2,
      connectorId: 1,
      idTokenHash: 'ab'.repeat(32),
    })
    assert.deepEqual(
      [ended.data.energyWh, ended.data.reviewReason, ended.data.idTokenHash],
      ['6000', '', 'ab'.repeat(32)],
    )
    assert.deepEqual(ended.data.periods, [
      { startedAt: at(0), endedAt: at(2), energyWh: '0', charging: false },
      { startedAt: at(2), endedAt: at(40), energyWh: '6000', charging: true },
      { startedAt: at(40), endedAt: at(60), energyWh: '0', charging: false },
    ])
    const transaction = await get('tx-2x')
    assert.deepEqual(
      [
        transaction.chargingState,
        transaction.meterStartWhExact,
        transaction.meterStopWhExact,
        transaction.missingSeqNos,
      ],
      ['', '50000', '56000', []],
    )
  })

  it('has no effect when it is told again', async () => {
    const session = [...session2x(station), start16(station), stop16(station)]
    await deliver(...session)
    const before = [
      await said(),
      await get('tx-2x'),
      await get(),
      await count('transaction_events'),
      await count('meter_values'),
    ]
    await deliver(...session, ...session)
    assert.deepEqual(
      [await said(), await get('tx-2x'), await get(), await count('transaction_events'), await count('meter_values')],
      before,
    )
  })

  it('keeps an end without its start incomplete until the start arrives', async () => {
    await deliver(stop16(station))
    assert.deepEqual([(await get()).status, await said()], ['incomplete', []])
    await deliver(start16(station))
    assert.deepEqual([(await get()).status, (await said()).map(({ type }) => type)], ['ended', ['started', 'ended']])
    await deliver(start16(station), stop16(station))
    assert.equal((await said()).length, 2)
  })

  it('opens a 2.x transaction whose start was lost, and waits with its end', async () => {
    const [, ...rest] = session2x(station)
    await deliver(...rest.slice(0, 2))
    const open = await get('tx-2x')
    assert.deepEqual([open.status, open.startedAt, open.idTokenHash], ['active', '', 'ab'.repeat(32)])
    assert.deepEqual(
      (await said()).map(({ type, data }) => [type, 'startedAt' in data && data.startedAt]),
      [['started', at(1)]],
    )
    await deliver(...rest.slice(2))
    assert.deepEqual([(await get('tx-2x')).status, (await said()).length], ['incomplete', 1])
  })

  it('says nothing of the token again when it is presented again, or to stop', async () => {
    const [start, token] = session2x(station)
    assert.ok(start && token)
    const later = (seqNo: number, hash: string, triggerReason: string) =>
      event(station, seqNo, {
        transactionId: 'tx-2x',
        seqNo,
        naturalKey: `tx-2x/${seqNo}`,
        triggerReason,
        idToken: { hash, type: 'ISO14443' },
      })
    const mine = 'ab'.repeat(32)
    await deliver(start, token, token, later(2, mine, 'Authorized'), later(3, 'ef'.repeat(32), 'StopAuthorized'))
    assert.deepEqual(
      (await said()).map(({ type, data }) => [type, data.idTokenHash]),
      [
        ['started', ''],
        ['authorized', mine],
      ],
    )
  })

  it('says the right token last when two arrive in the wrong order', async () => {
    const [start, token] = session2x(station)
    assert.ok(start && token)
    const second = { ...token, seqNo: 2, naturalKey: 'tx-2x/2', occurredAt: at(2) }
    await deliver(start, { ...second, idToken: { hash: 'ef'.repeat(32), type: 'ISO14443' } }, token)
    assert.deepEqual(
      (await said()).map(({ data }) => data.idTokenHash),
      ['', 'ef'.repeat(32), 'ab'.repeat(32)],
    )
  })

  it('says no token of a transaction whose start was not said', async () => {
    const [, token, , , , end] = session2x(station)
    assert.ok(token && end)
    await deliver(end, token)
    assert.deepEqual(await said(), [])
  })

  it('waits with a 2.x end for the messages between', async () => {
    const [start, token, charging, sample, suspended, end] = session2x(station)
    assert.ok(start && token && charging && sample && suspended && end)
    await deliver(start, end, suspended, token, sample)
    assert.deepEqual(
      (await said()).map(({ type }) => type),
      ['started', 'authorized'],
    )
    await deliver(charging)
    const [, , ended] = await said()
    assert.ok(ended?.type === 'ended')
    assert.equal(ended.data.periods.length, 3)
  })

  it('stores what comes late, and does not say the end again', async () => {
    await deliver(start16(station), stop16(station))
    const before = await said()
    await deliver(meterValues(station, 70, '4711', registerSample(30, 4000)))
    assert.deepEqual([await said(), await count('meter_values')], [before, 1n])
  })

  it('keeps to what it said of an end when a second contradicts it, and lets a person know', async () => {
    await deliver(start16(station), stop16(station))
    const second = stop16(station, '4711', { occurredAt: at(50), meterStopWh: 99_999, stoppedReason: 'PowerLoss' })
    await deliver(second, second)
    const { endedAt, stoppedReason, meterStopWhExact, energyWhExact, reviewReason } = await get()
    assert.deepEqual([endedAt, stoppedReason, meterStopWhExact, energyWhExact], [at(60), 'Local', '8500.5', '7500.5'])
    assert.equal(reviewReason, 'contradictory_end')
    assert.deepEqual([(await said()).length, await count('transaction_events')], [2, 3n])
  })

  it('leaves two starts of one id to a person', async () => {
    await deliver(
      start16(station),
      start16(station, '4711', { naturalKey: 'start/other', meterStartWh: 2000, evseId: 2 }),
      stop16(station),
    )
    const [, ended] = await said()
    assert.ok(ended?.type === 'ended')
    assert.equal(ended.data.reviewReason, 'contradictory_start')
  })

  it('lets a person know of a second start after the end', async () => {
    await deliver(
      start16(station),
      stop16(station),
      start16(station, '4711', { naturalKey: 'start/other', occurredAt: at(500) }),
    )
    assert.deepEqual(
      [(await get()).reviewReason, (await get()).startedAt, (await said()).length],
      ['contradictory_start', at(0), 2],
    )
  })

  it("stops nobody by a number that is nobody's", async () => {
    await deliver(start16(station))
    // What libs/ocpp makes of number 0: many such stops of one station stay apart.
    await deliver(
      stop16(station, '0@10:00/5'),
      stop16(station, '0@11:00/7'),
      stop16(station, '9223372036854775807@11:00/7'),
    )
    assert.equal((await get()).status, 'active')
    assert.equal((await get('0@10:00/5')).status, 'incomplete')
    assert.equal(await count('transactions'), 4n)
    assert.deepEqual(
      (await said()).map(({ type }) => type),
      ['started'],
    )
  })

  it('stops nobody of another station or tenant by the same number', async () => {
    await deliver(start16(station), stop16(`${station}-neighbour`))
    const foreign = stop16(station)
    assert.ok(foreign.origin)
    foreign.origin = { ...foreign.origin, tenant: 'other' }
    await deliver(foreign)
    assert.equal((await get()).status, 'active')
  })

  const registers: [string, Parameters<typeof stop16>[2], Parameters<typeof start16>[2]][] = [
    ['meter_backwards', { meterStopWh: 999.9 }, {}],
    ['meter_stop_missing', { meterStopWh: undefined }, {}],
    ['meter_start_missing', {}, { meterStartWh: undefined }],
  ]
  for (const [reason, stop, start] of registers) {
    it(`has no energy but a reason: ${reason}`, async () => {
      await deliver(start16(station, '4711', start), stop16(station, '4711', stop))
      const [, ended] = await said()
      assert.ok(ended?.type === 'ended')
      assert.deepEqual([ended.data.energyWh, ended.data.reviewReason], ['', reason])
      assert.deepEqual([(await get()).energyWhExact, (await get()).reviewReason], ['', reason])
    })
  }

  it('leaves a session of a refused token to a person', async () => {
    await deliver(start16(station, '4711', { authorizationStatus: 'Blocked' }), stop16(station))
    const [, ended] = await said()
    assert.ok(ended?.type === 'ended')
    assert.deepEqual([ended.data.energyWh, ended.data.reviewReason], ['7500.5', 'token_not_accepted'])
  })

  it('keeps the newest charging state, whatever comes after it', async () => {
    const told = (seqNo: number, minutes: number, chargingState: string) =>
      event(station, minutes, { transactionId: 'x', seqNo, naturalKey: `x/${seqNo}`, chargingState })
    await deliver(told(3, 10, 'SuspendedEVSE'), told(1, 5, 'EVConnected'), told(2, 10, 'Charging'), told(4, 11, ''))
    assert.equal((await get('x')).chargingState, 'SuspendedEVSE')
  })
})
