import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { median, summarise } from './report.ts'
import type { RoundResult } from './round.ts'

const round = (server: RoundResult['server'], callsPerSecond: number, cpuUsPerCall: number): RoundResult => ({
  server,
  callsPerSecond,
  cpuUsPerCall,
  p50Ms: 1,
  p99Ms: 2,
})

describe('summarise', () => {
  it('compares each round with its neighbour', () => {
    const { throughputRatio, cpuRatio, edge } = summarise([
      round('reference', 20_000, 30),
      round('edge', 9_000, 60),
      round('reference', 2_000, 40),
      round('edge', 2_000, 50),
      round('reference', 16_000, 36),
      round('edge', 12_000, 60),
    ])
    assert.equal(throughputRatio, 0.75)
    assert.equal(cpuRatio, 0.6)
    assert.equal(edge.callsPerSecond, 9_000)
  })
})

describe('median', () => {
  it('is the middle one, or the mean of the two in the middle', () => {
    assert.equal(median([5, 1, 3]), 3)
    assert.equal(median([4, 1, 3, 2]), 2.5)
    assert.ok(Number.isNaN(median([])))
  })
})
