import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { busyness, createOccasion, garbageCollector, watchTidiness } from './tidying.ts'

const mebibyte = 2 ** 20
const everyMs = 60_000

/** Seconds of samples that are alike; says at which of them, from 1, it was time. */
function sampled(
  occasion: ReturnType<typeof createOccasion>,
  fromS: number,
  busy: number,
  usedMiB: number,
  seconds = 20,
) {
  const times = Array.from({ length: seconds }, (_, i) => i + 1)
  return times.find(second => occasion.isNow((fromS + second) * 1000, busy, usedMiB * mebibyte))
}

describe('the occasion to collect garbage', () => {
  it('is ten quiet seconds with much of it', () => {
    assert.equal(sampled(createOccasion(everyMs, 50 * mebibyte), 0, 0.1, 200), 10)
  })

  it('is not while the loop works, nor right after', () => {
    const occasion = createOccasion(everyMs, 50 * mebibyte)
    assert.equal(sampled(occasion, 0, 0.1, 200, 9), undefined)
    assert.equal(sampled(occasion, 9, 0.5, 200), undefined)
    assert.equal(sampled(occasion, 29, 0.1, 200), 10)
  })

  it('waits until the last collection is long ago', () => {
    const occasion = createOccasion(everyMs, 50 * mebibyte)
    occasion.collected(0, 50 * mebibyte)
    assert.equal(sampled(occasion, 0, 0, 500, 59), undefined)
    assert.equal(sampled(occasion, 59, 0, 500), 1)
  })

  it('is not for little: 32 MiB, or half as much as lives', () => {
    const occasion = createOccasion(everyMs, 50 * mebibyte)
    occasion.collected(-everyMs, 20 * mebibyte)
    assert.equal(sampled(occasion, 0, 0, 52), undefined)
    assert.equal(sampled(occasion, 20, 0, 53), 1)
    occasion.collected(-everyMs, 200 * mebibyte)
    assert.equal(sampled(occasion, 40, 0, 300), undefined)
    assert.equal(sampled(occasion, 60, 0, 301), 1)
  })
})

describe('how busy a process is', () => {
  it('is its processor time by the time that passed since it was asked before', () => {
    let [now, user, system] = [0, 1_000_000, 500_000]
    const busy = busyness(
      () => now,
      () => ({ user, system }),
    )
    ;[now, user, system] = [1000, 1_100_000, 550_000]
    assert.equal(busy(), 0.15)
    now = 3000
    assert.equal(busy(), 0)
    user += 4_000_000
    now = 5000
    assert.equal(busy(), 2)
  })
})

describe('the collector', () => {
  it('frees what nobody holds, buffers outside of the heap too', () => {
    const collect = garbageCollector()
    const held = () => process.memoryUsage().arrayBuffers
    let buffers: Buffer[] | undefined = Array.from({ length: 64 }, () => Buffer.alloc(mebibyte))
    const before = held()
    assert.ok(before >= 64 * mebibyte)
    assert.equal(buffers.length, 64)
    buffers = undefined
    collect()
    assert.ok(held() < before - 60 * mebibyte, `${held()} of ${before} bytes are left`)
  })

  it('is shown to nobody else', () => {
    const { stop } = watchTidiness({ everyMs })
    stop()
    assert.equal('gc' in globalThis, false)
  })
})
