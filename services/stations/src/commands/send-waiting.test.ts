import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'
import { until } from '@chargeplane/service/testing'
import { logger } from '@chargeplane/telemetry'
import { commandCompleted } from '../events/command-completed.ts'
import { stationConnected } from '../events/station-connected.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { type Commanding, native, openCommanding } from '../testing/commanding.ts'
import { origin } from '../testing/origin.ts'
import { type SendWaitingNeeds, startSendWaiting } from './send-waiting.ts'

let bench: Bench
let commanding: Commanding
before(async () => {
  bench = await openBench()
  commanding = await openCommanding(bench)
})
after(async () => {
  await commanding.close()
  await bench.close()
})

const reset = native('Reset', { type: 'Soft' })
const queued = { ...reset, queueForS: 60, timeoutMs: 2000 }

async function offline(stationId: string): Promise<void> {
  await bench.register(stationId)
  await bench.database.query(`UPDATE stations SET boot_status = 'Accepted' WHERE station_id = $1`, [stationId])
}

/** By its route, and by what the topic says a moment later. */
async function connects(stationId: string): Promise<void> {
  await commanding.routing.register({ tenant: 'default', station: stationId, edgeId: 'edge-1', ocppVersion: '1.6' })
  await bench.receive(stationConnected({ tellsBackOff: false }), 'chargeplane.ocpp.v1.StationConnected', {
    origin: origin(100, 1, 1, stationId),
    remoteAddress: '192.0.2.1',
    ocppVersion: '1.6',
    securityProfile: 1,
  })
}

const outcomeOf = async (stationId: string, commandId: string) => (await commanding.get(stationId, commandId)).outcome
const sentTo = (stationId: string) =>
  commanding.edge.calls.filter(call => call.stationId === stationId).map(({ commandId }) => commandId)

function sending(more: Partial<SendWaitingNeeds> = {}) {
  const { database, pepper } = bench
  return startSendWaiting({ database, pepper, send: commanding.sendClaimed, log: logger('test'), ...more }, 50)
}

/** What time does. */
const overdue = (table: string, column: string, commandId: string) =>
  bench.database.query(`UPDATE ${table} SET ${column} = now() - interval '1 second' WHERE command_id = $1`, [commandId])

describe('a command for a station that is not connected', () => {
  it('is refused, unless it may wait; then it is visible with the time until when', async () => {
    await offline('CP-W1')
    await assert.rejects(commanding.send('CP-W1', reset), { code: 'failed_precondition', field: 'stationId' })
    const answer = await commanding.send('CP-W1', queued)
    assert.equal(answer.outcome, CommandOutcome.UNSPECIFIED)
    const waits = Date.parse(answer.queuedUntil) - Date.now()
    assert.ok(waits > 50_000 && waits < 61_000, `${waits} ms`)
    const { outcome, queuedUntil, action } = await commanding.get('CP-W1', answer.commandId)
    assert.deepEqual([outcome, queuedUntil, action], ['queued', answer.queuedUntil, 'Reset'])
    await assert.rejects(commanding.send('CP-W1', { ...reset, queueForS: 604_801 }), { field: 'queueForS' })
    await assert.rejects(commanding.send('CP-W-UNKNOWN', queued), { code: 'not_found' })
  })

  it('keeps what is in it sealed: it may hold an id token', async () => {
    await offline('CP-W2')
    await commanding.send('CP-W2', { ...queued, ...native('RemoteStartTransaction', { idTag: 'TOKEN-W2' }) })
    const [row] = await bench.database.query<{ request: Buffer }>(
      `SELECT request FROM waiting_commands WHERE station_key = 'cp-w2'`,
    )
    assert.equal(row?.request.includes('TOKEN'), false)
    assert.equal(row?.request.includes(Buffer.from('TOKEN-W2').toString('base64').slice(0, 8)), false)
  })

  it('is sent when the station connects, in order, once, and behind those that wait', async () => {
    await offline('CP-W3')
    const ids: string[] = []
    for (let i = 0; i < 3; i += 1) ids.push((await commanding.send('CP-W3', queued)).commandId)
    await connects('CP-W3')
    ids.push((await commanding.send('CP-W3', queued)).commandId)
    assert.deepEqual(sentTo('CP-W3'), [])
    const [one, other] = [sending(), sending()]
    await until('all are answered', async () => (await outcomeOf('CP-W3', ids[3] ?? '')) === 'answered')
    await Promise.all([one.close(), other.close()])
    assert.deepEqual(sentTo('CP-W3'), ids)
    const rows = await bench.database.query(`SELECT FROM waiting_commands WHERE station_key = 'cp-w3'`)
    assert.equal(rows.length, 0)
  })

  it('may be taken back while it waits, and not after', async () => {
    await offline('CP-W4')
    const recorded = {
      tenant: 'default',
      stationId: 'CP-W4',
      commandId: (await commanding.send('CP-W4', queued)).commandId,
    }
    await commanding.waiting.cancel(recorded)
    assert.equal(await outcomeOf('CP-W4', recorded.commandId), 'cancelled')
    await assert.rejects(commanding.waiting.cancel(recorded), { code: 'failed_precondition' })
    await assert.rejects(commanding.waiting.cancel({ ...recorded, commandId: 'none' }), { code: 'not_found' })
    await connects('CP-W4')
    const { commandId } = await commanding.send('CP-W4', reset)
    assert.deepEqual(sentTo('CP-W4'), [commandId])
  })

  it('expires', async () => {
    await offline('CP-W5')
    const { commandId } = await commanding.send('CP-W5', queued)
    await overdue('waiting_commands', 'expires_at', commandId)
    const worker = sending()
    await until('it has expired', async () => (await outcomeOf('CP-W5', commandId)) === 'expired')
    await connects('CP-W5')
    await worker.close()
    assert.deepEqual(sentTo('CP-W5'), [])
  })

  it('waits on when it could not be sent after all, and ends when the station would never take it', async () => {
    await offline('CP-W6')
    const start = { ...queued, ...native('RemoteStartTransaction', { idTag: 'A' }) }
    await bench.database.query(`UPDATE stations SET boot_status = 'Pending' WHERE station_id = 'CP-W6'`)
    bench.access.changed({ tenant: 'default', stationId: 'CP-W6' })
    const pending = await commanding.send('CP-W6', start)
    await offline('CP-W7')
    const bad = await commanding.send('CP-W7', { ...queued, ...native('Reset', { type: 'Sideways' }) })
    await Promise.all([connects('CP-W6'), connects('CP-W7')])
    const worker = sending()
    await until('the bad one has ended', async () => (await outcomeOf('CP-W7', bad.commandId)) === 'not_sent')
    await until('the other was tried', async () => {
      const [row] = await bench.database.query<{ later: boolean }>(
        `SELECT not_before > now() AS later FROM waiting_commands WHERE station_key = 'cp-w6'`,
      )
      return row?.later === true
    })
    await worker.close()
    assert.equal(await outcomeOf('CP-W6', pending.commandId), 'queued')
    assert.deepEqual([...sentTo('CP-W6'), ...sentTo('CP-W7')], [])
  })

  it('is never more than 32 to a station', async () => {
    await offline('CP-W8')
    for (let i = 0; i < 32; i += 1) await commanding.send('CP-W8', queued)
    await assert.rejects(commanding.send('CP-W8', queued), { code: 'resource_exhausted' })
  })
})

describe('a command whose service died with it', () => {
  it('promise 25: is never sent again, and ends as unknown, or as the edge tells it', async () => {
    await offline('CP-D1')
    const { commandId } = await commanding.send('CP-D1', queued)
    await connects('CP-D1')
    // Dies between claim and send, or between send and record: from outside they look the same.
    const died = Promise.withResolvers<never>()
    const dying = sending({ send: () => died.promise })
    await until('it is claimed', async () => (await outcomeOf('CP-D1', commandId)) === '')
    await overdue('waiting_commands', 'claimed_until', commandId)
    await overdue('commands', 'deadline', commandId)
    const next = sending()
    await until('its end is known to be unknown', async () => (await outcomeOf('CP-D1', commandId)) === 'unknown')
    await until('it does not wait any more', async () => {
      const rows = await bench.database.query('SELECT FROM waiting_commands WHERE command_id = $1', [commandId])
      return rows.length === 0
    })
    await next.close()
    assert.deepEqual(sentTo('CP-D1'), [])
    await bench.receive(
      commandCompleted,
      'chargeplane.ocpp.v1.CommandCompleted',
      CommandCompleted.fromPartial({
        origin: { ...origin(100, 2, 2, 'CP-D1'), action: 'Reset' },
        commandId,
        outcome: CommandOutcome.ANSWERED,
        response: '{"status":"Accepted"}',
      }),
    )
    assert.equal(await outcomeOf('CP-D1', commandId), 'answered')
    died.reject(new Error('the process is gone'))
    await dying.close()
  })

  it('is not begun a second time under its id', async () => {
    await offline('CP-D2')
    await connects('CP-D2')
    const { commandId } = await commanding.send('CP-D2', reset)
    const again = SendCommandRequest.fromPartial({ tenant: 'default', stationId: 'CP-D2', timeoutMs: 1000, ...reset })
    const claimed = commanding.sendClaimed(again, { tenant: 'default', stationId: 'CP-D2', commandId })
    await assert.rejects(claimed, { code: 'already_exists' })
    assert.deepEqual(sentTo('CP-D2'), [commandId])
  })
})
