import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ReserveCommand } from '@chargeplane/proto/stations/v1/stations'
import { nativeCommand } from './native-command.ts'

const value = ReserveCommand.fromPartial({
  reservationId: 9,
  evseId: 2,
  idToken: 'AABB',
  idTokenHash: 'f'.repeat(64),
  expiresAt: '2026-01-01T10:00:00+01:00',
})
const reserve = (version: '1.6' | '2.0.1' | '2.1', more: Partial<ReserveCommand> = {}) =>
  nativeCommand(version, { $case: 'reserve', value: { ...value, ...more } })

describe('reservations in a version’s own words', () => {
  it('are connectors and idTags in 1.6', () => {
    assert.deepEqual(reserve('1.6', { groupIdToken: 'FLEET' }), {
      action: 'ReserveNow',
      payload: {
        connectorId: 2,
        expiryDate: '2026-01-01T09:00:00.000Z',
        idTag: 'AABB',
        parentIdTag: 'FLEET',
        reservationId: 9,
      },
    })
    assert.partialDeepStrictEqual(reserve('1.6', { evseId: 0 }).payload, { connectorId: 0 })
  })

  for (const version of ['2.0.1', '2.1'] as const) {
    it(`${version}: are EVSEs, types of connector, or any`, () => {
      const common = {
        id: 9,
        expiryDateTime: '2026-01-01T09:00:00.000Z',
        idToken: { idToken: 'AABB', type: 'ISO14443' },
      }
      assert.deepEqual(reserve(version).payload, { ...common, evseId: 2 })
      assert.deepEqual(reserve(version, { evseId: 0, connectorType: 'cCCS2', groupIdToken: 'FLEET' }).payload, {
        ...common,
        connectorType: 'cCCS2',
        groupIdToken: { idToken: 'FLEET', type: 'Central' },
      })
    })
  }

  it('are cancelled by their id', () => {
    for (const version of ['1.6', '2.0.1', '2.1'] as const) {
      assert.deepEqual(nativeCommand(version, { $case: 'cancelReservation', value: { reservationId: 9 } }), {
        action: 'CancelReservation',
        payload: { reservationId: 9 },
      })
    }
  })

  it('are refused with the field named', () => {
    const faults: [Partial<ReserveCommand>, string][] = [
      [{ reservationId: 0 }, 'reservationId'],
      [{ expiresAt: 'soon' }, 'expiresAt'],
      [{ connectorType: 'cCCS2' }, 'connectorType'],
    ]
    for (const [more, field] of faults) {
      assert.throws(() => reserve('1.6', more), { code: 'invalid_argument', field })
    }
    assert.throws(() => reserve('2.0.1', { connectorType: 'cNone' }), {
      code: 'invalid_argument',
      field: 'connectorType',
    })
  })
})
