import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { readLimits } from './limits.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

const address = { tenant: 'default', stationId: 'CP-1' }
const says = (component: string, variable: string, instance: string, value: string, attribute = 'Actual') =>
  bench.database.query(
    `INSERT INTO variables (tenant, station_key, component, component_instance, evse_id, connector_id, variable,
       variable_instance, attribute, value, epoch, sequence)
     VALUES ('default', 'cp-1', $1, '', 0, 0, $2, $3, $4, $5, 1, 1)`,
    [component, variable, instance, attribute, value],
  )
const limits = (component: string, instance: string) => readLimits(bench.database, address, { component, instance })

describe('readLimits', () => {
  it('is what the station reported for the message, in any case, and for all messages otherwise', async () => {
    assert.deepEqual(await limits('DeviceDataCtrlr', 'GetVariables'), { items: undefined, bytes: undefined })
    await says('DeviceDataCtrlr', 'ItemsPerMessage', 'GETVARIABLES', '5')
    await says('devicedatactrlr', 'itemsPerMessage', '', '9')
    await says('DeviceDataCtrlr', 'BytesPerMessage', '', '2000')
    await says('DeviceDataCtrlr', 'ItemsPerMessage', 'GetVariables', '99', 'MaxSet')
    assert.deepEqual(await limits('DeviceDataCtrlr', 'GetVariables'), { items: 5, bytes: 2000 })
    assert.deepEqual(await limits('DeviceDataCtrlr', 'SetVariables'), { items: 9, bytes: 2000 })
    assert.deepEqual(await limits('LocalAuthListCtrlr', ''), { items: undefined, bytes: undefined })
  })

  it('is none where the station says nonsense', async () => {
    for (const [index, value] of ['0', '-1', 'many', '', '1e3'].entries()) {
      await says(`C${index}`, 'ItemsPerMessage', 'X', value)
      assert.equal((await limits(`C${index}`, 'X')).items, undefined, value)
    }
  })
})
