import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Sample, slopePerHour } from './slope.ts'

const samples = (valueAt: (i: number) => number): Sample[] =>
  Array.from({ length: 60 }, (_, i) => ({ atMs: i * 60_000, value: valueAt(i) }))

describe('slopePerHour', () => {
  it('finds what grows, through noise and a few that are far off', () => {
    const noisy = samples(i => 100 + i / 10 + (i % 3) + (i % 20 === 7 ? 500 : 0))
    assert.ok(Math.abs(slopePerHour(noisy) - 6) < 0.5, String(slopePerHour(noisy)))
  })

  it('finds nothing where nothing grows', () => {
    assert.ok(Math.abs(slopePerHour(samples(i => 100 + (i % 5)))) < 0.5)
    assert.equal(slopePerHour([{ atMs: 0, value: 1 }]), 0)
  })
})
