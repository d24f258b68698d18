import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { commandCompleted } from '../events/command-completed.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['variables', 'commands']) await bench.database.query(`DELETE FROM ${table}`)
})

let sequence = 0
function answered(action: string, request: object, response: object, more: Partial<CommandCompleted> = {}) {
  sequence += 1
  const data = CommandCompleted.fromPartial({
    origin: { ...origin(10, sequence, 1), action },
    commandId: `c${sequence}`,
    outcome: CommandOutcome.ANSWERED,
    request: JSON.stringify(request),
    response: JSON.stringify(response),
    ...more,
  })
  return bench.receive(commandCompleted, 'chargeplane.ocpp.v1.CommandCompleted', data)
}
const known = async () => {
  const rows = await bench.database.query<{ variable: string; variable_instance: string; value: string }>(
    'SELECT variable, variable_instance, value FROM variables ORDER BY variable, variable_instance',
  )
  return rows.map(row => [row.variable, row.variable_instance, row.value])
}
const items = {
  component: { name: 'DeviceDataCtrlr' },
  variable: { name: 'ItemsPerMessage', instance: 'GetVariables' },
}
const offline = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } }

describe('what answers tell of variables', () => {
  it('is kept of GetVariables where the station gave a value', async () => {
    const getVariableResult = [
      { ...items, attributeStatus: 'Accepted', attributeValue: '4', attributeType: 'Actual' },
      { ...offline, attributeStatus: 'UnknownVariable' },
    ]
    await answered('GetVariables', { getVariableData: [items, offline] }, { getVariableResult })
    assert.deepEqual(await known(), [['ItemsPerMessage', 'GetVariables', '4']])
  })

  it('is kept of SetVariables where the station took the value', async () => {
    const setVariableData = [
      { ...offline, attributeValue: '123' },
      { ...items, attributeValue: '9' },
    ]
    const setVariableResult = [
      { ...items, attributeStatus: 'RebootRequired' },
      { ...offline, attributeStatus: 'Accepted', attributeType: 'Actual' },
    ]
    await answered('SetVariables', { setVariableData }, { setVariableResult })
    assert.deepEqual(await known(), [['OfflineThreshold', '', '123']])
  })

  it('is nothing of a password, of a faulty answer, and of one whose request is lost', async () => {
    const secret = { getVariableResult: [{ ...items, attributeStatus: 'Accepted', attributeValue: '[redacted]' }] }
    await answered('GetVariables', {}, secret)
    const good = { getVariableResult: [{ ...items, attributeStatus: 'Accepted', attributeValue: '4' }] }
    const fault = { ...origin(10, 50, 1), action: 'GetVariables', schemaFault: 'getVariableResult is missing' }
    await answered('GetVariables', {}, {}, { origin: fault })
    await answered('GetVariables', {}, good, { request: '' })
    await answered('GetVariables', {}, good, { outcome: CommandOutcome.ERROR })
    assert.deepEqual(await known(), [])
  })
})
