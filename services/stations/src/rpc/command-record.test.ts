import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { dropOldCommands } from '../commands/retention.ts'
import { commandCompleted } from '../events/command-completed.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { answering, type Commanding, native, openCommanding } from '../testing/commanding.ts'
import { accepted } from '../testing/edge.ts'
import { origin } from '../testing/origin.ts'

let bench: Bench
let commanding: Commanding
before(async () => {
  bench = await openBench()
  commanding = await openCommanding(bench)
  await commanding.station('CP-16', '1.6')
})
after(async () => {
  await commanding.close()
  await bench.close()
})

const reset = native('Reset', { type: 'Soft' })
const completed = (commandId: string, more: Partial<CommandCompleted> = {}, action = 'Reset') =>
  bench.receive(
    commandCompleted,
    'chargeplane.ocpp.v1.CommandCompleted',
    CommandCompleted.fromPartial({
      origin: { ...origin(10, 1, 1, 'CP-16'), action },
      commandId,
      outcome: CommandOutcome.ANSWERED,
      request: '{"type":"Soft"}',
      response: '{"status":"Accepted"}',
      sentAt: '2026-03-01T10:00:00.000Z',
      ...more,
    }),
  )

describe('the record of a command', () => {
  it('is there with the answer, and has the payloads once ocpp.commands has told them', async () => {
    const { commandId } = await commanding.send('CP-16', reset)
    const at = await commanding.get('CP-16', commandId)
    assert.deepEqual([at.action, at.ocppVersion, at.outcome, at.result], ['Reset', '1.6', 'answered', undefined])
    assert.equal(at.parts[0]?.request, '')
    await completed(commandId)
    await completed(commandId)
    const { parts, outcome } = await commanding.get('CP-16', commandId)
    assert.deepEqual(
      [outcome, parts.length, parts[0]?.request, parts[0]?.response],
      ['answered', 1, '{"type":"Soft"}', '{"status":"Accepted"}'],
    )
  })

  it('says when nothing was sent', async () => {
    commanding.edge.answer = async () => Promise.reject(fail('resource_exhausted', 'the queue is full'))
    await assert.rejects(commanding.send('CP-16', reset), { code: 'resource_exhausted' })
    commanding.edge.answer = async () => accepted
    const [latest] = (await commanding.list('CP-16')).commands
    assert.deepEqual([latest?.outcome, latest?.errorCode], ['not_sent', 'resource_exhausted'])
  })

  it('takes the word of the edge for an end that nobody knew, not the other way round', async () => {
    commanding.edge.answer = async () => ({ ...accepted, outcome: CommandOutcome.UNKNOWN, response: '' })
    const { commandId } = await commanding.send('CP-16', reset)
    commanding.edge.answer = async () => accepted
    assert.equal((await commanding.get('CP-16', commandId)).outcome, 'unknown')
    await completed(commandId)
    await completed(commandId, { outcome: CommandOutcome.UNKNOWN, request: '', response: '' })
    const { outcome, parts } = await commanding.get('CP-16', commandId)
    assert.deepEqual([outcome, parts[0]?.response], ['answered', '{"status":"Accepted"}'])
  })

  it('has each CALL of a command that took several, and keeps a fault of the answer', async () => {
    const settings = ['HeartbeatInterval', 'Own'].map(key => ({ key, value: '1' }))
    commanding.edge.answer = answering(({ key }) => ({ status: key === 'Own' ? 'NotSupported' : 'Accepted' }))
    const set = { command: { $case: 'setConfiguration', value: { settings } } } as const
    const { commandId, parts, neutral } = await commanding.send('CP-16', set)
    assert.equal(JSON.parse(neutral).status, 'UnknownVariable')
    for (const { commandId } of parts) await completed(commandId, {}, 'ChangeConfiguration')
    const faulty = { ...origin(10, 1, 1, 'CP-16'), action: 'ChangeConfiguration', schemaFault: 'status is missing' }
    await completed(parts[1]?.commandId ?? '', { origin: faulty })
    const whole = await commanding.get('CP-16', commandId)
    assert.deepEqual(
      whole.parts.map(part => part.schemaFault),
      ['', 'status is missing'],
    )
    await assert.rejects(commanding.get('CP-16', parts[0]?.commandId ?? ''), { code: 'not_found' })
  })

  it('is listed newest first, page by page, by action', async () => {
    commanding.edge.answer = async () => accepted
    await commanding.station('CP-List', '1.6')
    assert.deepEqual((await commanding.list('CP-List')).commands, [])
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.unshift((await commanding.send('CP-List', reset)).commandId)
    await commanding.send('CP-List', native('ClearCache', {}))
    const pages: string[][] = []
    let pageToken = ''
    do {
      const page = await commanding.list('CP-List', { action: 'Reset', pageSize: 2, pageToken })
      pages.push(page.commands.map(command => command.commandId))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    assert.deepEqual([pages.map(page => page.length), pages.flat().sort()], [[2, 2, 1], [...ids].sort()])
  })

  it('is of a station: others have no such command, and unknown ones no list', async () => {
    await assert.rejects(commanding.get('CP-16', 'nobody'), { code: 'not_found', field: 'commandId' })
    await assert.rejects(commanding.list('CP-Nobody'), { code: 'not_found', field: 'stationId' })
    await assert.rejects(commanding.get('CP-16', 'x', -1), { code: 'invalid_argument', field: 'waitForResultMs' })
  })

  it('is deleted after a while, with its result', async () => {
    commanding.edge.answer = answering(() => ({ fileName: 'd' }))
    const old = await commanding.send('CP-16', native('GetDiagnostics', { location: 'https://logs.example/' }))
    const young = await commanding.send('CP-16', reset)
    await bench.database.query(`UPDATE commands SET created_at = now() - interval '91 days' WHERE command_id = $1`, [
      old.commandId,
    ])
    await dropOldCommands(bench.database, 90)
    await assert.rejects(commanding.get('CP-16', old.commandId), { code: 'not_found' })
    assert.equal((await commanding.get('CP-16', young.commandId)).commandId, young.commandId)
    const results = await bench.database.query('SELECT FROM command_results WHERE command_id = $1', [old.commandId])
    assert.equal(results.length, 0)
  })
})
