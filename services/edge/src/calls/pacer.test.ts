import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testSession } from '../testing/session.ts'
import { createPacer, type PacerOptions } from './pacer.ts'

function setUp(t: { after(run: () => void): void }, changes: Partial<PacerOptions> = {}) {
  const worked: string[] = []
  const pacer = createPacer({
    ...{ perSecond: 100, maxPerSecond: 500, tenantPerSecond: 0 },
    deliver: (session, text) => worked.push(`${session.station} ${text}`),
    ...changes,
  })
  t.after(pacer.stop)
  const { session } = testSession()
  const send = (from: number, to: number, by = session) => {
    const taken = []
    for (let count = from; count <= to; count++) taken.push(pacer.take(by, String(count), count))
    return taken.every(Boolean)
  }
  return { worked, pacer, session, send }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `CP-1 ${from + i}`)

describe('createPacer', () => {
  it('works what comes at a sane pace at once', t => {
    const { worked, send } = setUp(t)
    assert.equal(send(1, 100), true)
    assert.deepEqual(worked, numbers(1, 100))
  })

  it('lets what is beyond wait, in its order, and what comes behind it too', t => {
    const { worked, pacer, send } = setUp(t)
    assert.equal(send(1, 120), true)
    assert.equal(worked.length, 100)
    pacer.release()
    assert.deepEqual(worked, numbers(1, 110))
    // A new second has begun, but the old one's frames come first.
    assert.equal(send(1, 1), true)
    pacer.release()
    assert.equal(worked.at(-1), 'CP-1 120')
    pacer.release()
    assert.equal(worked.at(-1), 'CP-1 1')
  })

  it('says when too many wait, and when there are too many at all', t => {
    const { send, session, pacer } = setUp(t)
    assert.equal(send(1, 164), true)
    assert.equal(send(165, 165), false)
    assert.equal(pacer.take(session, 'x', 501), false)
    assert.equal(pacer.take(session, 'x'.repeat(600_000), 101), false)
  })

  it('forgets what a station said that has gone', t => {
    const { worked, pacer, session, send } = setUp(t)
    send(1, 120)
    session.closed = true
    pacer.release()
    assert.equal(worked.length, 100)
  })

  it('shares what a tenant has left among its stations, and leaves other tenants alone', t => {
    const { worked, pacer, send } = setUp(t, { tenantPerSecond: 30 })
    const [a, b] = [testSession({ station: 'A' }).session, testSession({ station: 'B' }).session]
    const other = { ...testSession({ station: 'C' }).session, tenant: 'other' }
    send(1, 6, a)
    send(1, 6, b)
    send(1, 3, other)
    assert.deepEqual(worked, ['A 1', 'A 2', 'A 3', 'C 1', 'C 2', 'C 3'])
    pacer.release()
    pacer.release()
    assert.deepEqual(worked.slice(6).sort(), ['A 4', 'A 5', 'A 6', 'B 1', 'B 2', 'B 3'])
  })
})
