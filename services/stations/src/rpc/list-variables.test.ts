import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DeviceModelReported, type VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import { ListVariablesRequest } from '@chargeplane/proto/stations/v1/stations'
import { deviceModelReported } from '../events/device-model-reported.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { listVariables } from './list-variables.ts'

const reported: Partial<VariableReport>[] = [
  { component: 'ChargingStation', variable: 'Model', attribute: 'Actual', value: 'M1', mutability: 'ReadOnly' },
  { component: 'EVSE', evseId: 1, variable: 'Power', attribute: 'Actual', value: '11' },
  { component: 'EVSE', evseId: 1, variable: 'Power', attribute: 'MaxSet', value: '22' },
  { component: 'EVSE', evseId: 2, variable: 'Power', variableInstance: 'a', attribute: 'Actual', value: '12' },
]

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
  await bench.register('CP-2')
  const report = DeviceModelReported.fromPartial({ origin: origin(10, 1), variables: reported })
  await bench.receive(deviceModelReported, 'chargeplane.ocpp.v1.DeviceModelReported', report)
})
after(() => bench.close())

const list = (request: Partial<ListVariablesRequest>) =>
  listVariables(bench.database)(ListVariablesRequest.fromPartial({ tenant: 'default', stationId: 'CP-1', ...request }))

describe('listVariables', () => {
  it('gives what the station reported', async () => {
    const { variables, nextPageToken } = await list({})
    assert.deepEqual(
      variables.map(variable => variable.value),
      ['M1', '11', '22', '12'],
    )
    assert.equal(nextPageToken, '')
    assert.deepEqual(variables[0], {
      component: 'ChargingStation',
      componentInstance: '',
      evseId: 0,
      connectorId: 0,
      variable: 'Model',
      variableInstance: '',
      attribute: 'Actual',
      value: 'M1',
      mutability: 'ReadOnly',
    })
  })

  it('gives each attribute once, page by page', async () => {
    const seen: string[] = []
    let pageToken = ''
    do {
      const page = await list({ pageSize: 1, pageToken })
      seen.push(...page.variables.map(variable => variable.value))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    assert.deepEqual(seen, ['M1', '11', '22', '12'])
  })

  it('narrows to a component', async () => {
    const { variables } = await list({ component: 'ChargingStation' })
    assert.deepEqual(
      variables.map(variable => variable.variable),
      ['Model'],
    )
  })

  it('tells a station without a report from one that is not registered, here or for this tenant', async () => {
    assert.deepEqual(await list({ stationId: 'CP-2' }), { variables: [], nextPageToken: '' })
    await assert.rejects(list({ stationId: 'CP-3' }), { code: 'not_found' })
    await assert.rejects(list({ tenant: 'other' }), { code: 'not_found' })
  })

  it('refuses bad input, naming the field', async () => {
    await assert.rejects(list({ pageSize: -1 }), { code: 'invalid_argument', field: 'pageSize' })
    for (const pageToken of [
      'x',
      Buffer.from('[1,2]').toString('base64url'),
      Buffer.from('["","",0,0,"","",7]').toString('base64url'),
    ]) {
      await assert.rejects(list({ pageToken }), { code: 'invalid_argument', field: 'pageToken' })
    }
  })
})
