import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import type { ListVariablesRequest } from '@chargeplane/proto/stations/v1/stations'
import { limitToSay, supportedLimits } from './station-limits.ts'

const unset = { maxCost: undefined, maxEnergyWh: undefined, maxTimeS: undefined, maxSocPercent: undefined }

function stationsWith(...variables: Partial<VariableReport>[]) {
  const asked: ListVariablesRequest[] = []
  const stations = {
    async listVariables(request: ListVariablesRequest) {
      asked.push(request)
      return { variables: variables.map(each => VariableReport.fromPartial(each)), nextPageToken: '' }
    },
  }
  return { asked, limits: supportedLimits(stations, 5000) }
}

describe('supportedLimits', () => {
  const reported = { component: 'TxCtrlr', variable: 'SupportedLimits', attribute: 'Actual' }

  it('are what the station has reported, asked once in a while', async () => {
    const { asked, limits } = stationsWith({ variable: 'Other' }, { ...reported, value: 'MaxCost, MaxEnergy' })
    for (let i = 0; i < 3; i++) {
      assert.deepEqual([...(await limits.of('acme', 'CP/1'))], ['maxcost', 'maxenergy'])
    }
    assert.equal(asked.length, 1)
    assert.partialDeepStrictEqual(asked, [{ tenant: 'acme', stationId: 'CP/1', component: 'TxCtrlr' }])
  })

  it('are none for a station that has not reported any, and while nobody can say', async () => {
    assert.equal((await stationsWith().limits.of('acme', 'CP-1')).size, 0)
    const away = { listVariables: () => Promise.reject(fail('unavailable', 'away')) }
    assert.equal((await supportedLimits(away, 5000).of('acme', 'CP-1')).size, 0)
  })
})

describe('limitToSay', () => {
  const ours = { ...unset, maxCost: 10, maxTimeS: 60, maxSocPercent: 80 }

  it('is what the station supports (E16.FR.12)', () => {
    assert.deepEqual(limitToSay(ours, new Set(['maxtime', 'maxenergy']), undefined), { ...unset, maxTimeS: 60 })
    assert.equal(limitToSay(ours, new Set(), undefined), undefined)
  })

  it('overrules what the station has set higher, and leaves alone what it has not (E16.FR.07, FR.08)', () => {
    const all = new Set(['maxcost', 'maxtime', 'maxsoc'])
    const theirs = { ...unset, maxCost: 12, maxTimeS: 60, maxSocPercent: 79 }
    assert.deepEqual(limitToSay(ours, all, theirs), { ...unset, maxCost: 10 })
  })
})
