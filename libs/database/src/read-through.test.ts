import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { readThrough } from './read-through.ts'

/** A table whose reads are counted, may be held back, and may fail. */
function table(rows: Record<string, string>) {
  const state = { reads: 0, failure: undefined as Error | undefined, gate: undefined as Promise<void> | undefined }
  const load = async (key: string) => {
    state.reads += 1
    const seen = rows[key]
    await state.gate
    if (state.failure) throw state.failure
    return seen
  }
  return { state, load, rows }
}

const away = fail('unavailable', 'the database is not available')

describe('readThrough', () => {
  it('reads once and answers from memory while the value is fresh', async () => {
    const { state, load } = table({ a: '1' })
    const cache = readThrough({ load, max: 10, freshMs: 60_000 })
    assert.deepEqual(await Promise.all([cache.get('a'), cache.get('a'), cache.get('a')]), ['1', '1', '1'])
    assert.equal(await cache.get('a'), '1')
    assert.equal(state.reads, 1)
  })

  it('reads again once the value is no longer fresh', async () => {
    const { rows, load } = table({ a: '1' })
    const cache = readThrough({ load, max: 10, freshMs: 0 })
    assert.equal(await cache.get('a'), '1')
    rows.a = '2'
    assert.equal(await cache.get('a'), '2')
  })

  it('answers with the last value while the database is away, and fails where it has none', async () => {
    const { state, load } = table({ a: '1', b: '2' })
    const cache = readThrough({ load, max: 10, freshMs: 0 })
    await cache.get('a')
    state.failure = away
    assert.equal(await cache.get('a'), '1')
    await assert.rejects(cache.get('b'), { code: 'unavailable' })
  })

  it('does not hide a fault that no waiting heals behind an old value', async () => {
    const { state, load } = table({ a: '1' })
    const cache = readThrough({ load, max: 10, freshMs: 0 })
    await cache.get('a')
    state.failure = fail('internal', 'the database refused a statement')
    await assert.rejects(cache.get('a'), { code: 'internal' })
  })

  it('does not wait longer than its patience when it has an old value', async () => {
    const { state, load } = table({ a: '1' })
    const cache = readThrough({ load, max: 10, freshMs: 0, patienceMs: 20 })
    await cache.get('a')
    state.gate = new Promise(() => undefined)
    const started = performance.now()
    assert.equal(await cache.get('a'), '1')
    assert.ok(performance.now() - started < 1000)
  })

  it('does not keep what a read saw before the row changed', async () => {
    const { state, load, rows } = table({ a: 'old' })
    const cache = readThrough({ load, max: 10, freshMs: 60_000 })
    const { promise, resolve } = Promise.withResolvers<void>()
    state.gate = promise
    const slow = cache.get('a')
    rows.a = 'new'
    cache.changed('a')
    resolve()
    assert.equal(await slow, 'old')
    assert.equal(cache.peek('a'), undefined)
    assert.equal(await cache.get('a'), 'new')
  })

  it('does not replace what the caller has written by what an earlier read brings', async () => {
    const { state, load } = table({ a: 'old' })
    const cache = readThrough({ load, max: 10, freshMs: 60_000 })
    const { promise, resolve } = Promise.withResolvers<void>()
    state.gate = promise
    const slow = cache.get('a')
    cache.put('a', 'written')
    resolve()
    await slow
    assert.equal(await cache.get('a'), 'written')
  })

  it('never keeps that there is no row', async () => {
    const { rows, load } = table({})
    const cache = readThrough({ load, max: 10, freshMs: 60_000 })
    assert.equal(await cache.get('a'), undefined)
    rows.a = '1'
    assert.equal(await cache.get('a'), '1')
  })

  it('forgets a row that is gone', async () => {
    const { rows, load } = table({ a: '1' })
    const cache = readThrough({ load, max: 10, freshMs: 0 })
    await cache.get('a')
    delete rows.a
    assert.equal(await cache.get('a'), undefined)
    assert.equal(cache.size, 0)
  })

  it('holds no more than its size, and lets go of the least recently used', async () => {
    const { load } = table({ a: '1', b: '2', c: '3' })
    const cache = readThrough({ load, max: 2, freshMs: 60_000 })
    await cache.get('a')
    await cache.get('b')
    await cache.get('a')
    await cache.get('c')
    assert.deepEqual([cache.peek('a'), cache.peek('b'), cache.peek('c')], ['1', undefined, '3'])
    assert.equal(cache.size, 2)
  })

  it('forgets one for each that comes, at the same cost however many there are', () => {
    const { load } = table({})
    const cache = readThrough({ load, max: 50_000, freshMs: 60_000 })
    const started = performance.now()
    for (let i = 0; i < 200_000; i++) cache.put(String(i), '1')
    assert.ok(performance.now() - started < 5000)
    assert.deepEqual([cache.size, cache.peek('149999'), cache.peek('150000')], [50_000, undefined, '1'])
  })

  it('takes what the caller has written', async () => {
    const { load, state } = table({ a: '1' })
    const cache = readThrough({ load, max: 10, freshMs: 60_000 })
    cache.put('a', 'written')
    assert.equal(await cache.get('a'), 'written')
    assert.equal(state.reads, 0)
  })

  it('reads a kept row anew as soon as it has changed, and no other', async () => {
    const { load, state, rows } = table({ a: '1', b: '2' })
    const cache = readThrough({ load, max: 10, freshMs: 60_000 })
    await cache.get('a')
    rows.a = '3'
    cache.changed('a')
    cache.changed('b')
    assert.equal(cache.peek('a'), undefined)
    assert.equal(state.reads, 2)
    assert.equal(await cache.get('a'), '3')
    assert.equal(state.reads, 2)
  })

  it('never gives out the value from before a change, even when the database is away since', async () => {
    const { load, state } = table({ a: '1' })
    const cache = readThrough({ load, max: 10, freshMs: 60_000 })
    await cache.get('a')
    state.failure = away
    cache.changed('a')
    await assert.rejects(cache.get('a'), { code: 'unavailable' })
    state.failure = undefined
    assert.equal(await cache.get('a'), '1')
  })

  it('uses an offer only while the database is away, and never in place of what is known', async () => {
    const { load, state } = table({ a: '1', b: '2' })
    const cache = readThrough({ load, max: 10, freshMs: 60_000 })
    cache.put('b', 'written')
    cache.offer('a', 'warm')
    cache.offer('b', 'warm')
    state.failure = away
    assert.deepEqual([await cache.get('a'), await cache.get('b')], ['warm', 'written'])
    state.failure = undefined
    assert.equal(await cache.get('a'), '1')
  })
})
