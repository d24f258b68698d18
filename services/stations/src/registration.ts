// RegistrationStatusEnumType: what a station's boots are answered (OCPP B01, B02, B03).
import { fail } from '@chargeplane/failure'

export type Registration = 'Accepted' | 'Pending' | 'Rejected'

const registrations: readonly string[] = ['Accepted', 'Pending', 'Rejected'] satisfies Registration[]

export function isRegistration(text: string): text is Registration {
  return registrations.includes(text)
}

/** Refuses anything else, naming the field. */
export function checkRegistration(text: string): Registration {
  if (isRegistration(text)) return text
  throw fail('invalid_argument', 'registration must be Accepted, Pending or Rejected', { field: 'registration' })
}
