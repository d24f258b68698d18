// Sets a new password on the station itself (OCPP A01; 1.6 security whitepaper A01).
import { fail, toFailure } from '@chargeplane/failure'
import type { OcppVersion } from '@chargeplane/ocpp'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import type { Call } from './commands/compose.ts'
import type { SendNative } from './commands/send-native.ts'
import type { StationAddress } from './identity.ts'

export interface PasswordDelivery {
  sendNative: SendNative
  /** Stores what is decided about the new password; the edges hear of it. */
  decide(decision: 'pending' | 'accepted' | 'withdrawn'): Promise<void>
}

/** "open": both passwords are good. */
type Delivery = 'accepted' | 'open'

/**
 * The new password is good from before it is sent, beside the old one: whatever dies on the way, the station gets in with whichever it has.
 * 1. store it as pending; 2. send it; 3. by the answer: Accepted makes it the only one (A01.FR.03), any refusal withdraws it (A01.FR.04), and
 * where there is no answer, or it is to count from the next reboot, both stay until the next rotation.
 */
export async function deliverPassword(
  { sendNative, decide }: PasswordDelivery,
  address: StationAddress,
  password: string,
): Promise<Delivery> {
  await decide('pending')
  let answer: SendCommandResponse
  try {
    answer = await sendNative(address, version => setPassword(version, password))
  } catch (error) {
    if (isUnsent(toFailure(error).code)) await decide('withdrawn')
    throw error
  }
  const status = statusOf(answer)
  if (status === 'Accepted') {
    await decide('accepted')
    return 'accepted'
  }
  if (status === '' || status === 'RebootRequired') return 'open'
  await decide('withdrawn')
  throw fail('failed_precondition', `station ${address.stationId} answered ${status}: its password stays`)
}

/** What sendCommand says when nothing has left. */
function isUnsent(code: string): boolean {
  return ['not_found', 'failed_precondition', 'invalid_argument', 'not_supported', 'resource_exhausted'].includes(code)
}

/** Empty when there was no answer: the station may have taken the password. */
function statusOf({ action, outcome, response, errorCode }: SendCommandResponse): string {
  if (outcome === CommandOutcome.REFUSED || outcome === CommandOutcome.EXPIRED) return 'nothing, its queue is full'
  if (outcome === CommandOutcome.ERROR) return errorCode
  if (outcome !== CommandOutcome.ANSWERED) return ''
  const said: { status?: unknown; setVariableResult?: { attributeStatus?: unknown }[] } = JSON.parse(response)
  return String((action === 'SetVariables' ? said.setVariableResult?.[0]?.attributeStatus : said.status) ?? 'nonsense')
}

function setPassword(version: OcppVersion, password: string): Call {
  if (version === '1.6') {
    const payload = { key: 'AuthorizationKey', value: authorizationKey(password) }
    return { action: 'ChangeConfiguration', payload: JSON.stringify(payload) }
  }
  const component = { name: 'SecurityCtrlr' }
  const data = { attributeValue: password, component, variable: { name: 'BasicAuthPassword' } }
  return { action: 'SetVariables', payload: JSON.stringify({ setVariableData: [data] }) }
}

/**
 * 1.6 writes a key of 16 to 20 bytes as hex digits (whitepaper A00.FR.205). A generated password is such digits already, and edges know the
 * bytes that they stand for; one that a person chose is bytes, to be written so.
 */
function authorizationKey(password: string): string {
  if (/^(?:[0-9a-f]{2}){16,20}$/.test(password)) return password
  if (password.length <= 20) return Buffer.from(password).toString('hex').toUpperCase()
  throw fail('invalid_argument', 'a station of OCPP 1.6 takes a password of at most 20 characters', {
    field: 'password',
  })
}
