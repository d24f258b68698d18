import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readOptions, within } from './run-mode.ts'

describe('readOptions', () => {
  const defaults = { stations: 100, minutes: 10 }
  const choices = { how: ['reset', 'kill'] }

  it('has defaults, and takes what is given', () => {
    assert.deepEqual(readOptions(defaults, choices, []), { numbers: defaults, texts: { how: 'reset' }, json: false })
    const given = readOptions(defaults, choices, ['--minutes', '0.5', '--how', 'kill', '--json'])
    assert.deepEqual(given, { numbers: { stations: 100, minutes: 0.5 }, texts: { how: 'kill' }, json: true })
  })

  for (const [args, complaint] of [
    [['--stations', 'many'], /--stations must be a number above 0, not 'many'/],
    [['--minutes', '0'], /--minutes must be a number above 0/],
    [['--how', 'gently'], /--how must be one of reset, kill, not 'gently'/],
    [['--speed', '1'], /--speed/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, () => {
      assert.throws(() => readOptions(defaults, choices, [...args]), complaint)
    })
  }
})

describe('within', () => {
  it('clears away, also after a failure', async () => {
    let stopped = 0
    const stop = async () => {
      stopped += 1
    }
    const scene = Promise.resolve({ stop })
    assert.equal(await within(scene, async () => 5), 5)
    await assert.rejects(
      within(scene, () => Promise.reject(new Error('broken'))),
      /broken/,
    )
    assert.equal(stopped, 2)
  })
})
