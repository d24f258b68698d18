// The list of tokens that a station keeps, in a version's own words (OCPP 1.6 5.15, 2.x D01).
import { fail } from '@chargeplane/failure'
import type { LocalListEntry, SendLocalListCommand } from '@chargeplane/proto/stations/v1/local_list'
import { idTagInfo } from './actions/v16/id-tag.ts'
import type { NativeCommand } from './native.ts'
import type { OcppVersion } from './versions.ts'

const decisionFor = ({ status, expiresAt, groupIdToken }: LocalListEntry) => ({ status, expiresAt, groupIdToken })

/** An entry without idTagInfo leaves the list (1.6 7.1). */
function entry16(entry: LocalListEntry) {
  return { idTag: entry.idToken, ...(entry.status !== '' && { idTagInfo: idTagInfo(decisionFor(entry)) }) }
}

/** An entry without idTokenInfo leaves the list (D01.FR.17). */
function entry2(entry: LocalListEntry) {
  const { idToken, idTokenType, status, expiresAt, groupIdToken } = entry
  const token = { idToken, type: idTokenType || 'ISO14443' }
  if (status === '') return { idToken: token }
  return {
    idToken: token,
    idTokenInfo: {
      status,
      ...(expiresAt !== '' && { cacheExpiryDateTime: expiresAt }),
      ...(groupIdToken !== '' && { groupIdToken: { idToken: groupIdToken, type: 'Central' } }),
    },
  }
}

/** How long a token may be. A longer one can't be presented to such a station either. */
const longest = { '1.6': 20, '2.0.1': 36, '2.1': 255 } as const

/** SendLocalList. Tokens that the version has no room for stay off the list; of an empty one the field is left out (D01.FR.04). */
export function sendLocalList(version: OcppVersion, command: SendLocalListCommand): NativeCommand {
  if (command.versionNumber <= 0) {
    throw fail('invalid_argument', 'versionNumber has to be from 1 (D01.FR.18)', { field: 'versionNumber' })
  }
  const entries = command.entries.filter(({ idToken }) => idToken.length <= longest[version])
  const updateType = command.full ? 'Full' : 'Differential'
  const list =
    entries.length === 0
      ? {}
      : { localAuthorizationList: entries.map(entry => (version === '1.6' ? entry16(entry) : entry2(entry))) }
  const number = version === '1.6' ? { listVersion: command.versionNumber } : { versionNumber: command.versionNumber }
  return { action: 'SendLocalList', payload: { ...number, updateType, ...list } }
}
