import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readiness } from './readiness.ts'

describe('readiness', () => {
  it('is there when the process has started and every required probe says so', async () => {
    const state = readiness()
    let up = false
    state.add('database', () => up)
    up = true
    assert.equal((await state.report()).ready, false, 'still starting')
    state.phase = 'ready'
    assert.deepEqual(await state.report(), { ready: true, phase: 'ready', probes: { database: 'ok' } })
    up = false
    assert.deepEqual(await state.report(), { ready: false, phase: 'ready', probes: { database: 'failing' } })
  })

  it('shows a probe that is not required, and does not depend on it', async () => {
    const state = readiness()
    state.phase = 'ready'
    state.add('billing', () => Promise.reject(new Error('billing cannot be reached')), { required: false })
    assert.deepEqual(await state.report(), {
      ready: true,
      phase: 'ready',
      probes: { billing: 'billing cannot be reached' },
    })
  })

  it('does not wait for a probe that hangs', async () => {
    const state = readiness()
    state.phase = 'ready'
    state.add('kafka', () => new Promise(() => {}))
    assert.deepEqual((await state.report()).probes, { kafka: 'timeout' })
  })

  it('refuses two probes of one name', () => {
    const state = readiness()
    state.add('kafka', () => true)
    assert.throws(() => state.add('kafka', () => true), TypeError)
  })
})
