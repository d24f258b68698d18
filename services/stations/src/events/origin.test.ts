import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Origin } from '@chargeplane/proto/ocpp/v1/origin'
import { sourceOf, storable } from './origin.ts'

const whole = Origin.fromPartial({
  tenant: 'default',
  stationId: 'CP-1',
  epoch: 7n,
  sequence: 3,
  receivedAt: '2026-03-01T10:00:00.250Z',
  edgeId: 'edge-1',
})

describe('sourceOf', () => {
  it('reads the station by its lower-case form and the time with its milliseconds', () => {
    assert.deepEqual(sourceOf(whole), {
      tenant: 'default',
      stationKey: 'cp-1',
      epoch: 7n,
      sequence: 3,
      receivedAt: new Date(Date.UTC(2026, 2, 1, 10, 0, 0, 250)),
      edgeId: 'edge-1',
    })
  })

  it('refuses what is missing or malformed, naming the field', () => {
    const faults: [Origin | undefined, string][] = [
      [undefined, 'origin'],
      [{ ...whole, tenant: '' }, 'tenant'],
      [{ ...whole, stationId: '' }, 'stationId'],
      [{ ...whole, receivedAt: 'yesterday' }, 'origin.receivedAt'],
      [{ ...whole, receivedAt: '' }, 'origin.receivedAt'],
      [{ ...whole, epoch: 0n }, 'origin.epoch'],
    ]
    for (const [origin, field] of faults) {
      assert.throws(() => sourceOf(origin), { code: 'invalid_argument', field })
    }
  })
})

describe('storable', () => {
  it('replaces the one character that PostgreSQL refuses', () => {
    assert.equal(storable('a\u0000b'), 'a\u{FFFD}b')
    assert.equal(storable('plain'), 'plain')
  })
})
