// Checks of what a token may have beside its status, each naming the field it refuses.
import { fail } from '@chargeplane/failure'
import { type AdditionalInfo, type AllowedStation, IdTokenProfile } from '@chargeplane/proto/authorization/v1/profile'
import type { TransactionLimit } from '@chargeplane/proto/ocpp/v1/transactions'
import { checkIdToken } from './input.ts'

function refuse(problem: string, field: string): never {
  throw fail('invalid_argument', `${field} ${problem}`, { field: `idToken.${field}` })
}

/** IdTokenEnumType of 2.0.1 and what 2.1's appendix adds; but for NoAuthorization, which is the absence of a token. */
const types = new Set([
  'Central',
  'DirectPayment',
  'EVCCID',
  'ISO14443',
  'ISO15693',
  'KeyCode',
  'Local',
  'MacAddress',
  'VIN',
  'eMAID',
])

export function checkType(type: string): void {
  if (!types.has(type)) {
    throw fail('invalid_argument', `type must be one of ${[...types].join(', ')}`, { field: 'idToken.type' })
  }
}

const formats = new Set(['ASCII', 'HTML', 'URI', 'UTF8', 'QRCODE'])
const language = /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/
const most = { language: 8, content: 1024, list: 100, additionalInfo: 10 } as const

function checkLanguage(value: string, field: string): void {
  if (value === '') return
  if (value.length > most.language || !language.test(value)) refuse('must be a language as "de" or "en-GB"', field)
}

const limitFields = ['maxCost', 'maxEnergyWh', 'maxTimeS', 'maxSocPercent'] as const

function checkLimit(limit: TransactionLimit | undefined): void {
  for (const field of limitFields) {
    const value = limit?.[field]
    if (value === undefined) continue
    // E16.FR.10 speaks of negative limits; nobody can want one of a token.
    if (!Number.isFinite(value) || value < 0) refuse('must be a number from 0', `transactionLimit.${field}`)
  }
  if ((limit?.maxSocPercent ?? 0) > 100) refuse('must be at most 100', 'transactionLimit.maxSocPercent')
}

/** The profile, or an empty one. */
export function checkProfile(given: IdTokenProfile | undefined): IdTokenProfile {
  const profile = IdTokenProfile.fromPartial(given ?? {})
  checkLanguage(profile.language1, 'language1')
  checkLanguage(profile.language2, 'language2')
  if (Math.abs(profile.chargingPriority) > 9) refuse('must be from -9 to 9', 'chargingPriority')
  const message = profile.personalMessage
  if (message !== undefined) {
    checkLanguage(message.language, 'personalMessage.language')
    if (!formats.has(message.format)) refuse(`must be one of ${[...formats].join(', ')}`, 'personalMessage.format')
    if (message.content === '' || message.content.length > most.content) {
      refuse(`must have 1 to ${most.content} characters`, 'personalMessage.content')
    }
  }
  if (profile.allowedEnergyTransfer.length > most.list) refuse('has too many entries', 'allowedEnergyTransfer')
  checkLimit(profile.transactionLimit)
  return profile
}

export function checkAdditionalInfo(infos: readonly AdditionalInfo[]): void {
  if (infos.length > most.additionalInfo) refuse(`may have ${most.additionalInfo} entries`, 'additionalInfo')
  for (const { additionalIdToken, type } of infos) {
    checkIdToken(additionalIdToken, 'idToken.additionalInfo.additionalIdToken')
    if (!/^[^\p{Cc}]{1,50}$/u.test(type)) refuse('must be 1 to 50 characters', 'additionalInfo.type')
  }
}

export function checkAllowedStations(places: readonly AllowedStation[]): void {
  if (places.length > most.list) refuse(`may have ${most.list} entries`, 'allowedStations')
  for (const { stationId, evseIds } of places) {
    if (!/^[^\p{Cc}]{1,255}$/u.test(stationId)) refuse('must name a station', 'allowedStations.stationId')
    if (evseIds.some(evseId => evseId <= 0)) refuse('must be numbers from 1', 'allowedStations.evseIds')
  }
}
