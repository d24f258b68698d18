import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { actionTable, type OcppVersion } from '@chargeplane/ocpp'
import { actions } from '#table'
import { schemaSets } from './schemas.ts'

/** Every action that the official schemas of a version have a message of. */
function officialActions(source: string): string[] {
  const file = new URL(`lib/schemas/${source}`, import.meta.resolve('ocpp-rpc/package.json'))
  const schemas: { $id: string }[] = JSON.parse(readFileSync(file, 'utf8'))
  const names = schemas.map(({ $id }) => $id.replace('urn:', '').replace(/(\.req|\.conf|Request|Response)$/, ''))
  return [...new Set(names)].sort()
}

describe('the action table', () => {
  for (const [version, source] of [
    ['1.6', 'ocpp1_6.json'],
    ['2.0.1', 'ocpp2_0_1.json'],
    ['2.1', 'ocpp2_1.json'],
  ] as const satisfies ReadonlyArray<readonly [OcppVersion, string]>) {
    it(`has every message that there are official schemas of: ${version}`, () => {
      assert.deepEqual(Object.keys(actions[version]).sort(), officialActions(source))
    })
  }

  it('has 194 rows', () => {
    const all = Object.values(actions).flatMap(table => Object.keys(table))
    assert.equal(all.length, 194)
  })
})

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
