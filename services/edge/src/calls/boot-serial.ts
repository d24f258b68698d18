// OCPP B01.FR.11, FR.12: who came with a certificate boots with the serial number in it.
import { type Failure, fail } from '@chargeplane/failure'
import { closeCode, closeSession, type Session } from '../sessions/session.ts'

/**
 * Closes the session of a station whose boot names another serial number than its certificate, and says why the call is not worked. One
 * that names none contradicts nothing; held strictly to OCPP it has to name it.
 */
export function refusedSerial(session: Session, serialNumber: string): Failure | undefined {
  const { serialNumber: certified } = session.proof
  if (certified === '' || serialNumber.toLowerCase() === certified.toLowerCase()) return undefined
  if (serialNumber === '' && !session.strict) return undefined
  closeSession(session, 'foreign_serial', closeCode.policy, 'the serial number is not that of the certificate')
  return fail('security_error', 'the serial number is not that of the certificate')
}
