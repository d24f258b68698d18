import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ConnectionRefused } from '@chargeplane/proto/ocpp/v1/connections'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { connectionRefused } from './connection-refused.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

describe('connectionRefused', () => {
  it('changes nothing, whoever was refused and for whatever reason', async () => {
    for (const reason of ['bad_credentials', 'unknown_station', 'a reason of tomorrow']) {
      const data = ConnectionRefused.fromPartial({ origin: origin(99, 1), reason })
      await bench.receive(connectionRefused, 'chargeplane.ocpp.v1.ConnectionRefused', data)
    }
    const refusedWithoutName = ConnectionRefused.fromPartial({ reason: 'invalid_identity' })
    await bench.receive(connectionRefused, 'chargeplane.ocpp.v1.ConnectionRefused', refusedWithoutName)
    for (const table of ['stations', 'sessions', 'station_facts', 'outbox']) {
      assert.deepEqual(await bench.database.query(`SELECT * FROM ${table}`), [], table)
    }
  })
})
