import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { DeviceModelReported, VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { deviceModelReported } from './device-model-reported.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['sessions', 'station_facts', 'variables']) await bench.database.query(`DELETE FROM ${table}`)
})

const reported = (epoch: number, sequence: number, variables: Partial<VariableReport>[], at = sequence) =>
  bench.receive(
    deviceModelReported,
    'chargeplane.ocpp.v1.DeviceModelReported',
    DeviceModelReported.fromPartial({ origin: origin(epoch, sequence, at), requestId: 1n, variables }),
  )

const rows = () =>
  bench.database.query<{ variable: string; attribute: string; evse_id: number; value: string; mutability: string }>(
    'SELECT variable, attribute, evse_id, value, mutability FROM variables ORDER BY variable, attribute, evse_id',
  )

const interval = VariableReport.fromPartial({
  component: 'OCPPCommCtrlr',
  variable: 'HeartbeatInterval',
  attribute: 'Actual',
  value: '300',
  mutability: 'ReadWrite',
})

describe('deviceModelReported', () => {
  it('keeps each attribute of each variable, of the station and of its EVSEs', async () => {
    const power = { component: 'EVSE', variable: 'Power', value: '1' }
    await reported(10, 1, [
      interval,
      { ...interval, attribute: 'MaxSet', value: '900' },
      { ...power, attribute: 'Actual', evseId: 1 },
      { ...power, attribute: 'Actual', evseId: 2, value: '2' },
    ])
    assert.deepEqual(
      (await rows()).map(row => [row.variable, row.attribute, row.evse_id, row.value]),
      [
        ['HeartbeatInterval', 'Actual', 0, '300'],
        ['HeartbeatInterval', 'MaxSet', 0, '900'],
        ['Power', 'Actual', 1, '1'],
        ['Power', 'Actual', 2, '2'],
      ],
    )
  })

  it('keeps the newest value, and the last of two in one message', async () => {
    await reported(10, 2, [interval, { ...interval, value: '60' }])
    await reported(10, 1, [{ ...interval, value: '10' }])
    assert.deepEqual(
      (await rows()).map(row => row.value),
      ['60'],
    )
    await reported(11, 1, [{ ...interval, value: '30', mutability: '' }], 5)
    assert.deepEqual(
      (await rows()).map(row => [row.value, row.mutability]),
      [['30', 'ReadWrite']],
    )
  })

  it('ignores a zombie', async () => {
    await sessionsOf(bench).connected(11, 5)
    await reported(10, 1, [interval], 6)
    assert.deepEqual(await rows(), [])
  })

  it('takes a part of a report without any variable', async () => {
    await reported(10, 1, [])
    assert.deepEqual(await rows(), [])
  })

  it('takes a thousand variables in one part', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ ...interval, variable: `V${index}` }))
    await reported(10, 1, many)
    assert.equal((await rows()).length, 1000)
  })
})
