import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { EventType } from '@chargeplane/events'
import { type DueSites, dueSites } from './due-sites.ts'

describe('dueSites', () => {
  let nowMs: number
  let looks: number
  let due: DueSites
  beforeEach(() => {
    nowMs = 1000
    looks = 0
    due = dueSites(
      () => looks++,
      () => nowMs,
    )
  })
  const commit = (...types: EventType[]) => due.committed(new Set(types))

  it('does not look for what stations of no site do', () => {
    commit('chargeplane.ocpp.v1.StationConnected', 'chargeplane.ocpp.v1.StationDisconnected')
    assert.equal(looks, 0)
  })

  it('looks when a session has made a site due, whichever of the open transactions is committed first', () => {
    due.noticed()
    commit('chargeplane.ocpp.v1.StationConnected')
    nowMs += 10_000
    commit('chargeplane.ocpp.v1.StationConnected')
    assert.equal(looks, 2)
    nowMs += 10_000
    commit('chargeplane.ocpp.v1.StationConnected')
    assert.equal(looks, 2)
  })

  it('looks after anything else that was handled', () => {
    commit('chargeplane.ocpp.v1.StationConnected', 'chargeplane.transactions.v1.TransactionEnded')
    assert.equal(looks, 1)
  })
})
