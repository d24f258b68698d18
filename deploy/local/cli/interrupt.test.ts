import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { interruptible } from './interrupt.ts'

describe('interruptible', () => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    it(`aborts the work at ${name} instead of ending the process`, async () => {
      const result = await interruptible(async signal => {
        const aborted = once(signal, 'abort')
        process.kill(process.pid, name)
        await aborted
        return 'came back by itself'
      })
      assert.equal(result, 'came back by itself')
    })

  it('leaves no handler behind, also when the work fails', async () => {
    const before = process.listenerCount('SIGINT')
    await assert.rejects(
      interruptible(async () => {
        assert.equal(process.listenerCount('SIGINT'), before + 1)
        throw new Error('as meant')
      }),
      /as meant/,
    )
    assert.equal(process.listenerCount('SIGINT'), before)
  })
})
