import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compact, dropAt, placesAt, putAt, valueAt } from './places.ts'

describe('placesAt', () => {
  const payload = () => ({ list: [{ a: 1 }, { a: 2, b: [3] }, 'text'], object: { a: 4 } })

  it('finds a field, and the same field of every entry of a list', () => {
    assert.deepEqual(placesAt(payload(), ['object', 'a']).map(valueAt), [4])
    assert.deepEqual(placesAt(payload(), ['list', '1', 'a']).map(valueAt), [1, 2])
    assert.deepEqual(placesAt(payload(), ['list', '0']).length, 3)
  })

  it('finds a field that is not there, but nothing behind it', () => {
    assert.deepEqual(placesAt(payload(), ['none']).map(valueAt), [undefined])
    assert.deepEqual(placesAt(payload(), ['none', 'deeper']), [])
    assert.deepEqual(placesAt(payload(), []), [])
  })

  it('takes inherited names for fields that are not there', () => {
    assert.deepEqual(placesAt({}, ['constructor', 'name']), [])
    assert.deepEqual(placesAt({}, ['toString']).map(valueAt), [undefined])
  })

  it('changes and drops what it found', () => {
    const changed = payload()
    for (const place of placesAt(changed, ['list', '0', 'a'])) putAt(place, 'new')
    for (const place of placesAt(changed, ['object', 'a'])) dropAt(place)
    assert.deepEqual(changed, { list: [{ a: 'new' }, { a: 'new', b: [3] }, 'text'], object: {} })
  })

  it('closes the gaps of dropped entries', () => {
    const changed = { list: [1, null, 2, null] }
    const places = placesAt(changed, ['list', '0'])
    for (const place of places) if (valueAt(place) === null) dropAt(place)
    compact(places)
    assert.deepEqual(changed, { list: [1, 2] })
  })
})
