import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { Command } from '@chargeplane/proto/stations/v1/commands'
import { SendCommandResponse, Station } from '@chargeplane/proto/stations/v1/stations'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

const recorded = (commandId: string) =>
  Command.fromPartial({
    commandId,
    action: 'GetBaseReport',
    ocppVersion: '2.0.1',
    createdAt: '2026-03-01T10:00:00.000Z',
    outcome: 'answered',
    parts: [
      { commandId, outcome: CommandOutcome.ANSWERED, request: '{"requestId":7}', response: '{"status":"Accepted"}' },
    ],
    result: { requestIds: [7n], state: 'complete', parts: 2, items: '[{"variable":"V"}]' },
  })

describe('commands on record', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      owners: {
        stations: {
          getStation: async ({ stationId }) =>
            Station.fromPartial({ stationId, ocppVersion: stationId === 'new' ? '' : '2.0.1' }),
        },
        commands: {
          async sendCommand({ stationId, command }) {
            const common = { commandId: 'c1', action: 'SetVariables', response: '{"setVariableResult":[]}' }
            const neutral = JSON.stringify({ status: 'Rejected', settings: [{ key: 'A.B', status: 'Rejected' }] })
            const parts = [
              { commandId: 'c1-1', outcome: CommandOutcome.ANSWERED, response: '{"setVariableResult":[]}' },
              { commandId: 'c1-2', outcome: CommandOutcome.ERROR, errorCode: 'InternalError' },
            ]
            if (stationId === 'half') {
              const outcome = CommandOutcome.ERROR
              return SendCommandResponse.fromPartial({ ...common, outcome, errorCode: 'InternalError', parts })
            }
            if (stationId === 'gone') {
              const refused = { ...parts[1], outcome: CommandOutcome.REFUSED, errorDescription: 'it is gone' }
              const outcome = CommandOutcome.REFUSED
              return SendCommandResponse.fromPartial({
                ...common,
                outcome,
                errorDescription: 'it is gone',
                parts: [refused],
              })
            }
            const isNative = command?.$case === 'native'
            return SendCommandResponse.fromPartial({
              ...common,
              outcome: CommandOutcome.ANSWERED,
              schemaFault: isNative ? 'status is missing' : '',
              neutral: isNative ? '' : neutral,
              result: isNative ? { requestIds: [7n, 8n], state: 'pending', items: '[]' } : undefined,
            })
          },
          async getCommand({ commandId }) {
            if (commandId === 'none') throw fail('not_found', 'no such command', { field: 'commandId' })
            return recorded(commandId)
          },
          listCommands: async () => ({
            commands: [recorded('c2'), Command.fromPartial({ ...recorded('c1'), outcome: '', result: undefined })],
            nextPageToken: 'more',
          }),
        },
      },
      commandTimeoutMs: 500,
    })
  })
  after(() => gateway.close())

  it('are read with their result, which may be waited for', async () => {
    const { status, body } = await gateway.call('GET', '/v1/stations/CP-1/commands/c9?waitForResultMs=100')
    assert.equal(status, 200)
    assert.partialDeepStrictEqual(body, {
      commandId: 'c9',
      outcome: 'answered',
      calls: [{ request: { requestId: 7 }, response: { status: 'Accepted' }, error: null }],
      result: { requestId: 7, state: 'complete', messages: 2, items: [{ variable: 'V' }] },
    })
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1)?.request, { commandId: 'c9', waitForResultMs: 100 })
    assert.equal((await gateway.call('GET', '/v1/stations/CP-1/commands/none')).status, 404)
  })

  it('are listed page by page', async () => {
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/commands?action=GetBaseReport&limit=2')
    const { items, nextCursor } = body as { items: { outcome: string }[]; nextCursor: string }
    assert.deepEqual(
      items.map(item => item.outcome),
      ['answered', 'pending'],
    )
    await gateway.call('GET', `/v1/stations/CP-1/commands?cursor=${nextCursor}`)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1)?.request, { pageToken: 'more', action: '' })
  })

  it('can be of the actions that the station’s version has, each with the names of its schemas', async () => {
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/actions')
    const { ocppVersion, actions } = body as { ocppVersion: string; actions: { action: string }[] }
    assert.equal(ocppVersion, '2.0.1')
    assert.deepEqual(
      actions.find(({ action }) => action === 'GetBaseReport'),
      {
        action: 'GetBaseReport',
        request: 'Ocpp201.GetBaseReportRequest',
        response: 'Ocpp201.GetBaseReportResponse',
        answeredBy: 'NotifyReport',
      },
    )
    assert.ok(!actions.some(({ action }) => action === 'RemoteStartTransaction' || action === 'BatterySwap'))
    assert.deepEqual((await gateway.call('GET', '/v1/stations/new/actions')).body, { actions: [] })
  })

  it('answer with neutral words, and with what is wrong with an answer', async () => {
    const settings = [{ key: 'A.B', value: '1' }]
    const { body } = await gateway.call('POST', '/v1/stations/CP-1/commands/set-configuration', { settings })
    assert.partialDeepStrictEqual(body, { status: 'Rejected', settings: [{ key: 'A.B', status: 'Rejected' }] })
    const path = '/v1/stations/CP-1/commands/SetVariables?waitForResultMs=50'
    const faulty = await gateway.call('POST', path, { setVariableData: [] })
    assert.partialDeepStrictEqual(faulty.body, {
      schemaFault: 'status is missing',
      result: { requestId: 7, requestIds: [7, 8], state: 'pending', items: [] },
    })
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1)?.request, { waitForResultMs: 50 })
  })

  it('tell of each call of a command that was split', async () => {
    const half = await gateway.call('POST', '/v1/stations/half/commands/SetVariables', {})
    assert.partialDeepStrictEqual(half.body, {
      outcome: 'error',
      response: { setVariableResult: [] },
      calls: [{ outcome: 'answered' }, { outcome: 'error', error: { code: 'InternalError' } }],
    })
    const gone = await gateway.call('POST', '/v1/stations/gone/commands/SetVariables', {})
    assert.equal(gone.status, 409)
    assert.partialDeepStrictEqual(gone.body, { outcome: 'refused', calls: [{ outcome: 'refused' }] })
  })
})

describe('neutral commands', () => {
  const cases: [string, object, string, object][] = [
    ['unlock', { evseId: 2 }, 'unlock', { evseId: 2, connectorId: 0 }],
    ['reset', {}, 'reset', { immediate: false, evseId: 0, resume: false }],
    ['availability', { operative: false }, 'availability', { operative: false, evseId: 0, connectorId: 0 }],
    ['get-configuration', { keys: ['A'] }, 'getConfiguration', { keys: ['A'] }],
    ['trigger', { message: 'Heartbeat', extended: true }, 'trigger', { message: 'Heartbeat', extended: true }],
    ['update-firmware', { location: 'x', retries: 2 }, 'updateFirmware', { location: 'x', retries: 2, retrieveAt: '' }],
    ['get-log', { location: 'x' }, 'getLog', { location: 'x', logType: 'DiagnosticsLog', oldest: '' }],
  ]
  for (const [name, body, $case, value] of cases) {
    it(`${name} is handed to the stations service`, async () => {
      const sendCommand = async () =>
        SendCommandResponse.fromPartial({
          commandId: 'c',
          action: 'X',
          outcome: CommandOutcome.ANSWERED,
          response: '{}',
        })
      await using gateway = await startGateway({ owners: { commands: { sendCommand } } })
      assert.equal((await gateway.call('POST', `/v1/stations/CP-1/commands/${name}`, body)).status, 200)
      assert.partialDeepStrictEqual(gateway.owners.asked.at(-1)?.request, { command: { $case, value } })
    })
  }
})
