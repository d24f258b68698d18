import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { shoot, versions } from './frames.ts'
import { randomFrom } from './random.ts'

const series = (seed: number, stream: number, count: number) => {
  const random = randomFrom(seed, stream)
  return Array.from({ length: count }, (_, i) => shoot(versions[i % 3] ?? '1.6', random, i))
}

describe('shoot', () => {
  it('gives the same frames for the same seed, others for another seed or stream', () => {
    assert.deepEqual(series(7, 1, 200), series(7, 1, 200))
    assert.notDeepEqual(series(7, 1, 20), series(8, 1, 20))
    assert.notDeepEqual(series(7, 1, 20), series(7, 2, 20))
  })

  it('mixes what is valid, what is broken and what is no text at all', () => {
    const shots = series(1, 0, 20_000)
    const texts = shots.flatMap(shot => ('text' in shot ? [shot.text] : []))
    const parse = (text: string) => {
      try {
        return [JSON.parse(text)]
      } catch {
        return []
      }
    }
    const parsed = texts.flatMap(parse)
    assert.ok(parsed.length > 15_000 && parsed.length < 19_900, `${parsed.length} are JSON`)
    assert.ok(shots.length > texts.length)
    const actions = new Set(parsed.map(frame => (Array.isArray(frame) && typeof frame[2] === 'string' ? frame[2] : '')))
    assert.ok(actions.size > 90, `${actions.size} actions`)
    assert.ok(texts.some(text => text.includes('__proto__')) && texts.some(text => text.length > 100_000))
  })
})
