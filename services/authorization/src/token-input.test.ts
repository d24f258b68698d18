import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IdTokenProfile } from '@chargeplane/proto/authorization/v1/profile'
import { checkAdditionalInfo, checkAllowedStations, checkProfile, checkType } from './token-input.ts'

const refusedFor = (field: string) => ({ code: 'invalid_argument', field: `idToken.${field}` })

describe('checkProfile', () => {
  it('takes none for an empty one', () => {
    assert.deepEqual(checkProfile(undefined), IdTokenProfile.fromPartial({}))
  })

  it('refuses what OCPP has no room for, naming the field', () => {
    const message = { format: 'UTF8', language: '', content: 'x' }
    const faults: [IdTokenProfile, string][] = [
      [IdTokenProfile.fromPartial({ language1: 'not a language' }), 'language1'],
      [IdTokenProfile.fromPartial({ language2: 'en-GB-oxendict' }), 'language2'],
      [IdTokenProfile.fromPartial({ chargingPriority: 10 }), 'chargingPriority'],
      [IdTokenProfile.fromPartial({ personalMessage: { ...message, format: 'PNG' } }), 'personalMessage.format'],
      [IdTokenProfile.fromPartial({ personalMessage: { ...message, content: '' } }), 'personalMessage.content'],
      [
        IdTokenProfile.fromPartial({ personalMessage: { ...message, content: 'x'.repeat(1025) } }),
        'personalMessage.content',
      ],
      [IdTokenProfile.fromPartial({ personalMessage: { ...message, language: '?' } }), 'personalMessage.language'],
      [IdTokenProfile.fromPartial({ transactionLimit: { maxCost: -1 } }), 'transactionLimit.maxCost'],
      [IdTokenProfile.fromPartial({ transactionLimit: { maxEnergyWh: Number.NaN } }), 'transactionLimit.maxEnergyWh'],
      [IdTokenProfile.fromPartial({ transactionLimit: { maxSocPercent: 101 } }), 'transactionLimit.maxSocPercent'],
    ]
    for (const [profile, field] of faults) {
      assert.throws(() => checkProfile(profile), refusedFor(field), field)
    }
  })
})

describe('other checks of a token', () => {
  it('know the types of every version', () => {
    for (const type of [
      'ISO14443',
      'ISO15693',
      'Central',
      'KeyCode',
      'Local',
      'MacAddress',
      'eMAID',
      'DirectPayment',
    ]) {
      assert.doesNotThrow(() => checkType(type))
    }
    for (const type of ['RFID', 'NoAuthorization', '']) assert.throws(() => checkType(type), refusedFor('type'))
  })

  it('refuse second identifiers and places that are none', () => {
    checkAdditionalInfo([{ additionalIdToken: '1234', type: 'PIN' }])
    assert.throws(() => checkAdditionalInfo([{ additionalIdToken: '', type: 'PIN' }]), { code: 'invalid_argument' })
    assert.throws(() => checkAdditionalInfo([{ additionalIdToken: '1', type: '' }]), refusedFor('additionalInfo.type'))
    checkAllowedStations([{ stationId: 'CP-1', evseIds: [1] }])
    assert.throws(() => checkAllowedStations([{ stationId: '', evseIds: [] }]), refusedFor('allowedStations.stationId'))
    assert.throws(
      () => checkAllowedStations([{ stationId: 'CP-1', evseIds: [0] }]),
      refusedFor('allowedStations.evseIds'),
    )
  })
})
