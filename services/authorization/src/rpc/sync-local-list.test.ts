import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import type { Commands, SendStatus, Update } from '../local-lists/send.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { getLocalList } from './get-local-list.ts'
import { syncLocalList } from './sync-local-list.ts'

const station = { tenant: 'default', stationId: 'CP-1' }
let bench: Bench
let sent: Update[]
/** What the station answers, in order; Accepted when nothing is left. */
let answers: (SendStatus | 'dead' | 'no such action')[]

before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  await bench.empty('id_tokens', 'local_lists', 'local_list_entries')
  sent = []
  answers = []
})

const commands: Commands = {
  async sendCommand({ command, stationId }) {
    assert.ok(command?.$case === 'sendLocalList' && stationId === 'CP-1')
    sent.push(command.value)
    const answer = answers.shift() ?? 'Accepted'
    if (answer === 'dead') throw fail('failed_precondition', 'the station is not connected', { field: 'stationId' })
    if (answer === 'no such action') {
      return SendCommandResponse.fromPartial({ outcome: CommandOutcome.ERROR, errorCode: 'NotImplemented' })
    }
    return SendCommandResponse.fromPartial({
      outcome: CommandOutcome.ANSWERED,
      response: JSON.stringify({ status: answer }),
    })
  },
}

const sync = (full = false) => syncLocalList({ database: bench.database, commands })({ ...station, full })
const idTokens = (update: Update | undefined) => update?.entries.map(({ idToken, status }) => `${idToken} ${status}`)
const put = (idToken: string, more: object = {}) => bench.put({ idToken, localList: true, ...more })

describe('syncLocalList', () => {
  it('sends all that belongs there, then what has changed, then nothing (D01.FR.15 to FR.17)', async () => {
    await put('A')
    await put('B', { status: 'Blocked' })
    await bench.put({ idToken: 'NOT-LISTED' })
    await put('ELSEWHERE', { allowedStations: [{ stationId: 'CP-2', evseIds: [] }] })
    await put('PINNED', { additionalInfo: [{ additionalIdToken: '1', type: 'PIN' }] })
    assert.partialDeepStrictEqual(await sync(), { version: 1, entries: 2, updateType: 'Full' })
    assert.deepEqual([sent[0]?.full, idTokens(sent[0])], [true, ['A Accepted', 'B Blocked']])

    await put('B')
    await put('C')
    await bench.put({ idToken: 'A' })
    assert.partialDeepStrictEqual(await sync(), { version: 2, entries: 2, updateType: 'Differential' })
    assert.deepEqual([sent[1]?.full, idTokens(sent[1])], [false, ['B Accepted', 'C Accepted', 'A ']])

    assert.partialDeepStrictEqual(await sync(), { version: 2, updateType: 'None' })
    assert.equal(sent.length, 2)
    assert.partialDeepStrictEqual(await sync(true), { version: 3, updateType: 'Full' })
  })

  it('empties a list by a full one without entries (D01.FR.04)', async () => {
    assert.partialDeepStrictEqual(await sync(), { version: 1, entries: 0, updateType: 'Full' })
    assert.deepEqual(idTokens(sent[0]), [])
  })

  it('sends everything when the station does not take the changes (D01.FR.03)', async () => {
    for (const status of ['VersionMismatch', 'Failed'] as const) {
      await put(`NEW-${status}`)
      await sync()
      sent = []
      await put(`NEWER-${status}`)
      answers = [status]
      assert.equal((await sync()).updateType, 'Full')
      assert.deepEqual(
        sent.map(({ full }) => full),
        [false, true],
      )
    }
  })

  it('sends everything after an answer that never came, and never a version twice', async () => {
    await put('A')
    await sync()
    await put('B')
    answers = ['dead']
    await assert.rejects(sync(), { code: 'failed_precondition' })
    assert.equal((await getLocalList(bench.database)(station)).version, 1)
    assert.equal((await sync()).updateType, 'Full')
    assert.deepEqual(
      sent.map(({ versionNumber }) => versionNumber),
      [1, 2, 3],
    )
  })

  it('says that a station keeps no list, or will not have it', async () => {
    answers = ['NotSupported']
    await assert.rejects(sync(), { code: 'not_supported', field: 'stationId' })
    answers = ['no such action']
    await assert.rejects(sync(), { code: 'not_supported', field: 'stationId' })
    answers = ['Failed']
    await assert.rejects(sync(), { code: 'failed_precondition', field: 'stationId' })
    await assert.rejects(getLocalList(bench.database)(station), { code: 'not_found', field: 'stationId' })
  })

  it('sends one list at a time', async () => {
    await put('A')
    const other: Promise<unknown>[] = []
    const slow: Commands = {
      async sendCommand(request, options) {
        other.push(assert.rejects(sync(), { code: 'failed_precondition', field: 'stationId' }))
        await other[0]
        return commands.sendCommand(request, options)
      },
    }
    await syncLocalList({ database: bench.database, commands: slow })({ ...station, full: false })
    assert.deepEqual([other.length, sent.length], [1, 1])
  })

  it('refuses bad input, naming the field', async () => {
    const bad = syncLocalList({ database: bench.database, commands })
    await assert.rejects(bad({ ...station, tenant: '', full: false }), { field: 'tenant' })
    await assert.rejects(bad({ ...station, stationId: '', full: false }), { field: 'stationId' })
  })
})
