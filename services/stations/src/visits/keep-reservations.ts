// Beside every command: what is asked of reservations, and what stations answer, is kept.
import type { Database } from '@chargeplane/database'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type {
  CommandServiceService,
  SendCommandRequest,
  SendCommandResponse,
} from '@chargeplane/proto/stations/v1/stations'
import type { MethodsOf } from '@chargeplane/rpc'
import { checkAddress } from '../identity.ts'
import { forget, noteAnswered, noteAsked, noteEnded, type ReservationAsked } from './reservations.ts'

type SendCommand = MethodsOf<CommandServiceService>['sendCommand']
type Asked = { kind: 'reserve'; asked: ReservationAsked } | { kind: 'cancel'; reservationId: number }

const isId = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** A command in the station's own words, of any version; undefined for one that `sendCommand` is going to refuse. */
function readNative(action: string, payload: string): Asked | undefined {
  const fields = fieldsOf(payload)
  const reservationId = fields.id ?? fields.reservationId
  if (!isId(reservationId)) return undefined
  if (action === 'CancelReservation') return { kind: 'cancel', reservationId }
  const expiresAt = new Date(String(fields.expiryDateTime ?? fields.expiryDate))
  const evseId = fields.evseId ?? fields.connectorId ?? 0
  if (action !== 'ReserveNow' || Number.isNaN(expiresAt.getTime()) || typeof evseId !== 'number') return undefined
  const connectorType = typeof fields.connectorType === 'string' ? fields.connectorType : ''
  return { kind: 'reserve', asked: { reservationId, evseId, connectorType, idTokenHash: '', expiresAt } }
}

function askedOf({ command }: SendCommandRequest): Asked | undefined {
  switch (command?.$case) {
    case 'native':
      return readNative(command.value.action, command.value.payload)
    case 'cancelReservation':
      return { kind: 'cancel', reservationId: command.value.reservationId }
    case 'reserve': {
      const { reservationId, evseId, connectorType, idTokenHash } = command.value
      const expiresAt = new Date(command.value.expiresAt)
      if (!isId(reservationId) || Number.isNaN(expiresAt.getTime())) return undefined
      return { kind: 'reserve', asked: { reservationId, evseId, connectorType, idTokenHash, expiresAt } }
    }
    default:
      return undefined
  }
}

/** The status that the station answered; empty when it is not known, or when it answered an error. */
function statusOf({ outcome, response }: SendCommandResponse): string {
  const { status } = outcome === CommandOutcome.ANSWERED ? fieldsOf(response) : {}
  return typeof status === 'string' ? status : ''
}

/**
 * A reservation is written down before the station is asked: after a crash it is 'requested', because it may hold. What refuses the command
 * has sent nothing, so nothing is left of it. An answer that never came leaves it 'requested', too.
 */
export function keepingReservations(database: Database, send: SendCommand): SendCommand {
  return async (request, call) => {
    const asked = askedOf(request)
    if (asked === undefined) return send(request, call)
    checkAddress(request)
    if (asked.kind === 'reserve') await noteAsked(database, request, asked.asked)
    const response = await send(request, call).catch(async (error: unknown) => {
      if (asked.kind === 'reserve') await forget(database, request, asked.asked.reservationId)
      throw error
    })
    const status = statusOf(response)
    if (asked.kind === 'cancel') {
      if (status === 'Accepted') await noteEnded(database, request, asked.reservationId, 'cancelled')
    } else if (response.outcome === CommandOutcome.ERROR) {
      await noteAnswered(database, request, asked.asked.reservationId, response.errorCode)
    } else if (status !== '') await noteAnswered(database, request, asked.asked.reservationId, status)
    return response
  }
}
