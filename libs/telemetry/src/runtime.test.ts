import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { watchRuntime } from './runtime.ts'

/** Keeps the event loop from turning. */
function block(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

describe('watchRuntime', () => {
  it('sees a blocked event loop, and forgets it in the next interval', async t => {
    const watch = watchRuntime(250)
    await t.waitFor(() => assert.ok(watch.snapshot().eventLoopUtilization > 0), { timeout: 5000 })
    block(200)
    const seen: number[] = []
    await t.waitFor(
      () => {
        seen.push(watch.snapshot().eventLoopDelayP99S)
        assert.ok(
          seen.some(delay => delay > 0.1 && delay < 1),
          String(seen),
        )
      },
      { timeout: 5000 },
    )
    await t.waitFor(() => assert.ok(watch.snapshot().eventLoopDelayP99S < 0.1), { timeout: 5000 })
    watch.stop()
  })

  it('knows the memory of the process', () => {
    const watch = watchRuntime(60_000)
    const { residentBytes } = watch.snapshot()
    assert.ok(residentBytes > 1e7 && residentBytes < 1e10, String(residentBytes))
    watch.stop()
  })
})
