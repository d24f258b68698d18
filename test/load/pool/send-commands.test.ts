import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../../harness/until.ts'
import { startCommands } from './send-commands.ts'

describe('startCommands', () => {
  it('sends by its schedule while nobody answers, and counts from when each was due', async () => {
    const waiting: (() => void)[] = []
    const running = startCommands({
      perSecond: 500,
      pick: () => 7,
      send: station => new Promise(resolve => waiting.push(() => resolve({ answeredBy: station }))),
    })
    await until(async () => waiting.length >= 20, { what: 'twenty commands' })
    for (const answer of waiting) answer()
    const stopping = running.stop()
    for (const answer of waiting) answer()
    const { sent, answered, misdelivered, durations } = await stopping
    assert.equal(sent, answered)
    assert.equal(misdelivered, 0)
    // The first of twenty was due 38 ms before the last.
    assert.ok(durations.maxMs >= 38, String(durations.maxMs))
  })

  it('tells who was not meant, and how the others failed', async () => {
    let number = 0
    const ends = [{ answeredBy: 'LOAD-000001' }, { answeredBy: 'LOAD-000009' }, { failure: 'HTTP 503' }]
    const running = startCommands({ perSecond: 200, pick: () => 1, send: async () => ends[number++ % 3] ?? {} })
    await until(async () => number >= 6, { what: 'six commands' })
    const { sent, answered, misdelivered, failed } = await running.stop()
    const failures = failed['HTTP 503'] ?? 0
    assert.ok(failures >= 2 && misdelivered >= 2)
    assert.equal(sent, answered + failures)
  })
})
