import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseCommandLine } from '../cli/parse.ts'
import { size, sizingText } from './size.ts'

const defaults = {
  ...{ stations: 10_000, profile: undefined, 'security-profile': 2, 'transactions-per-day': 0, 'meter-interval': 0 },
  ...{ heartbeat: 900, 'reconnect-minutes': 5, 'retention-days': 400, json: false },
}

describe('size', () => {
  it('says what a network needs, for a profile or for figures of the caller', () => {
    const fast = sizingText({ ...defaults, stations: 250_000, profile: 'fast' })
    assert.match(fast, /^250,000 stations, security profile 2, 15 charges a day each/)
    const own = sizingText({ ...defaults, 'security-profile': 3, 'transactions-per-day': 3 })
    assert.match(own, /^10,000 stations, security profile 3, 3 charges a day each/)
  })

  it('gives the figures as JSON', () => {
    const sizing = JSON.parse(sizingText({ ...defaults, stations: 10_000_000, json: true }))
    assert.equal(sizing.workload.stations, 10_000_000)
    assert.ok(sizing.edges.processes > 500)
  })

  it('has these defaults on the command line, and refuses what it has not, naming the flag', () => {
    assert.deepEqual({ ...defaults, ...parseCommandLine('size', size, []).options }, defaults)
    assert.throws(() => sizingText({ ...defaults, profile: 'moon' }), { field: '--profile' })
    assert.throws(() => parseCommandLine('size', size, ['--stations', '10000001']), { field: '--stations' })
  })
})
