import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bootAnswer } from './boot.ts'
import { booted, contextFor } from './testing.ts'

describe('bootAnswer', () => {
  it('carries the clock of the moment it is made, not of the arrival', () => {
    const context = contextFor('{}', { now: () => new Date('2025-12-01T10:00:07.25Z') })
    assert.deepEqual(bootAnswer(booted, context), {
      currentTime: '2025-12-01T10:00:07.250Z',
      interval: 300,
      status: 'Accepted',
    })
  })

  it('refuses to pass on a status that no station knows', () => {
    assert.throws(() => bootAnswer({ ...booted, status: 'Maybe' }, contextFor('{}')), { code: 'internal' })
  })
})
