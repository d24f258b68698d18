// What a station may send before its boot was accepted (B01.FR.10, B02.FR.09, B03.FR.07; 1.6 errata 3.8).
import { type Failure, fail } from '@chargeplane/failure'
import type { Session } from '../sessions/session.ts'

/** Messages that answer what we asked a Pending station for, by the action that asks (B02). */
const answersOf: Readonly<Record<string, string>> = {
  GetBaseReport: 'NotifyReport',
  GetReport: 'NotifyReport',
  GetMonitoringReport: 'NotifyMonitoringReport',
}

/** `lenient`: actions that a 1.6 station may send all the same; real ones do. */
export function refusedBeforeBoot(session: Session, action: string, lenient: ReadonlySet<string>): Failure | undefined {
  if (session.registration === 'Accepted' || action === 'BootNotification') return undefined
  if (session.version === '1.6' && lenient.has(action)) return undefined
  if (session.registration !== 'Rejected' && session.triggered?.has(action)) return undefined
  return fail('security_error', 'BootNotification has not been accepted yet')
}

/** Refuses a command that may not be sent to a station in this state (B03.FR.03; 1.6 section 4.2; B02.FR.05). */
export function refusedCommand(session: Session, action: string): Failure | undefined {
  if (session.registration === 'Accepted') return undefined
  if (session.registration === 'Rejected') {
    return fail('failed_precondition', 'the station was rejected at boot: nothing may be sent to it')
  }
  if (/^(Remote|Request)(Start|Stop)Transaction$/.test(action)) {
    return fail('failed_precondition', 'the boot of the station is pending: it may not start or stop transactions')
  }
  return undefined
}

/** Remembers what a command entitles a station to send before it is accepted. */
export function noteTriggered(session: Session, action: string, payload: unknown): void {
  if (session.registration === 'Accepted') return
  const answer =
    answersOf[action] ?? (/^(Extended)?TriggerMessage$/.test(action) ? requestedMessage(payload) : undefined)
  if (answer === undefined) return
  session.triggered ??= new Set()
  session.triggered.add(answer)
}

function requestedMessage(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('requestedMessage' in payload)) return undefined
  const requested = payload.requestedMessage
  return typeof requested === 'string' ? requested : undefined
}
