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
  it('compares the medians of both servers', () => {
    const { throughputRatio, cpuRatio } = summarise([
      round('reference', 20_000, 30),
      round('edge', 9_000, 70),
      round('reference', 10_000, 40),
      round('edge', 12_000, 60),
      round('reference', 16_000, 35),
      round('edge', 8_000, 50),
    ])
    assert.equal(throughputRatio, 9_000 / 16_000)
    assert.equal(cpuRatio, 35 / 60)
  })
})

describe('median', () => {
  it('is the middle one, or the mean of the two in the middle', () => {
    assert.equal(median([5, 1, 3]), 3)
    assert.equal(median([4, 1, 3, 2]), 2.5)
    assert.ok(Number.isNaN(median([])))
  })
})
