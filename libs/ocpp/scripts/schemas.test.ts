import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { actionTable } from '@chargeplane/ocpp'
import { schemaSets } from './schemas.ts'

describe('schemaSets', () => {
  it('compile the pair of every row, under the sender that the row has, and no other', () => {
    const compiled = schemaSets.flatMap(({ module, fromStation, fromCsms }) => [
      ...fromStation.map(({ action }) => `${module} ${action} station`),
      ...fromCsms.map(({ action }) => `${module} ${action} csms`),
    ])
    const rows = actionTable.map(row => `v${row.version.replaceAll('.', '')} ${row.action} ${row.from}`)
    // Either side may send it; its pair is compiled once, in the tolerant way of stations.
    const twice = rows.filter(row => row.endsWith('DataTransfer csms'))
    assert.deepEqual(rows.filter(row => !twice.includes(row)).sort(), compiled.sort())
  })

  it('know the one message that is never answered', () => {
    const unanswered = schemaSets.flatMap(({ fromStation, fromCsms }) =>
      [...fromStation, ...fromCsms].flatMap(({ action, answered }) => (answered ? [] : [action])),
    )
    assert.deepEqual(unanswered, ['NotifyPeriodicEventStream'])
  })
})
