import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type MonitoredEvent, MonitoredEventsReported } from '@chargeplane/proto/ocpp/v1/stations'
import { getStation } from '../rpc/get-station.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { monitoredEventsReported } from './monitored-events-reported.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['station_facts', 'connectors', 'variables']) await bench.database.query(`DELETE FROM ${table}`)
})

const reported = (sequence: number, events: Partial<MonitoredEvent>[]) =>
  bench.receive(
    monitoredEventsReported,
    'chargeplane.ocpp.v1.MonitoredEventsReported',
    MonitoredEventsReported.fromPartial({ origin: origin(10, sequence), events }),
  )

async function connectors() {
  const station = await getStation(bench.database)({ tenant: 'default', stationId: 'CP-1' })
  return station.connectors.map(({ evseId, connectorId, status }) => [evseId, connectorId, status])
}

const availability = { component: 'Connector', variable: 'AvailabilityState', evseId: 1, connectorId: 1 }

describe('monitoredEventsReported', () => {
  it('keeps the actual value of the variable that an event is about', async () => {
    await reported(1, [{ component: 'EVSE', variable: 'Temperature', evseId: 1, actualValue: '71' }])
    const rows = await bench.database.query('SELECT component, variable, evse_id, attribute, value FROM variables')
    assert.deepEqual(rows, [
      { component: 'EVSE', variable: 'Temperature', evse_id: 1, attribute: 'Actual', value: '71' },
    ])
  })

  it('tells instances of a component and of a variable apart', async () => {
    const phase = { component: 'EVSE', componentInstance: 'A', variable: 'Current', evseId: 1 }
    await reported(1, [
      { ...phase, variableInstance: 'L1', actualValue: '16' },
      { ...phase, variableInstance: 'L2', actualValue: '15' },
    ])
    const rows = await bench.database.query(
      'SELECT component_instance, variable_instance, value FROM variables ORDER BY variable_instance',
    )
    assert.deepEqual(rows, [
      { component_instance: 'A', variable_instance: 'L1', value: '16' },
      { component_instance: 'A', variable_instance: 'L2', value: '15' },
    ])
  })

  it('takes AvailabilityState of a connector for its status, as OCPP 2.1 stations mean it', async () => {
    await reported(1, [
      { ...availability, actualValue: 'Available' },
      {
        ...availability,
        component: 'connector',
        variable: 'availabilitystate',
        connectorId: 2,
        actualValue: 'Faulted',
      },
    ])
    assert.deepEqual(await connectors(), [
      [1, 1, 'Available'],
      [1, 2, 'Faulted'],
    ])
  })

  it('keeps the last of several states in one message', async () => {
    await reported(1, [
      { ...availability, actualValue: 'Available' },
      { ...availability, actualValue: 'Occupied' },
    ])
    assert.deepEqual(await connectors(), [[1, 1, 'Occupied']])
  })

  it('does not take the availability of an EVSE or of the station for that of a connector', async () => {
    await reported(1, [
      { ...availability, component: 'EVSE', connectorId: 0, actualValue: 'Available' },
      { ...availability, component: 'ChargingStation', evseId: 0, connectorId: 0, actualValue: 'Available' },
    ])
    assert.deepEqual(await connectors(), [])
  })
})
