// Handshakes that nobody may be let in by: what strangers, thieves of other stations and broken clients send.
import { handshakeText } from '../../harness/handshake.ts'

export interface Known {
  /** A registered station, and its password. */
  station: string
  password: string
  /** Another one. */
  other: string
  otherPassword: string
}

interface Handshake {
  path: string
  /** Header lines beside those of every WebSocket handshake. */
  headers: string[]
}

const basic = (user: string, password: string | Buffer) =>
  `Authorization: Basic ${Buffer.concat([Buffer.from(`${user}:`), Buffer.from(password)]).toString('base64')}`
const at = (station: string, ...headers: string[]): Handshake => ({ path: `/ocpp/${station}`, headers })

/** Name of the kind -> handshake number `index` of it; all differ in what may differ. */
export const kinds: Readonly<Record<string, (known: Known, index: number) => Handshake>> = {
  'no credentials': ({ station }) => at(station),
  'wrong password': ({ station, password }, i) => at(station, basic(station, `${password.slice(0, -4)}${i % 10_000}`)),
  'empty password': ({ station }) => at(station, basic(station, '')),
  "another station's credentials": ({ station, other, otherPassword }) => at(station, basic(other, otherPassword)),
  "another station's password": ({ station, otherPassword }) => at(station, basic(station, otherPassword)),
  'own credentials at another station': ({ station, password, other }) => at(other, basic(station, password)),
  'malformed Base64': ({ station }, i) => at(station, `Authorization: Basic !${i}=`),
  'no colon': ({ station }) => at(station, `Authorization: Basic ${Buffer.from(station).toString('base64')}`),
  'another scheme': ({ station, password }) => at(station, `Authorization: Bearer ${password}`),
  'another tenant': ({ station, password }) => ({
    path: `/ocpp/elsewhere/${station}`,
    headers: [basic(station, password)],
  }),
  'unknown station': (_, i) => at(`NOBODY-${i}`, basic(`NOBODY-${i}`, 'a'.repeat(20))),
  'credentials in the query': ({ station, password }) => ({
    path: `/ocpp/${station}?user=${station}&password=${password}`,
    headers: [],
  }),
  'identity of a proxy': ({ station }) =>
    at(station, `X-SSL-Client-CN: ${station}`, 'X-SSL-Client-Verify: 0', `X-Forwarded-User: ${station}`),
  'another path': ({ station, password }) => ({ path: `/admin/${station}`, headers: [basic(station, password)] }),
  'no identity': ({ station, password }) => ({ path: '/ocpp/', headers: [basic(station, password)] }),
  'an identity that can not be': ({ station, password }) => ({
    path: `/ocpp/${encodeURIComponent(`${station}\u0000`)}`,
    headers: [basic(station, password)],
  }),
}

/** The bytes of number `index` of all, kind after kind. */
export function handshake(known: Known, index: number): { kind: string; text: string } {
  const names = Object.keys(kinds)
  const kind = names[index % names.length] ?? ''
  const made = kinds[kind]?.(known, Math.floor(index / names.length))
  if (made === undefined) throw new Error(`there is no kind of handshake number ${index}`)
  return { kind, text: handshakeText(made.path, made.headers) }
}

/** The one that is let in. */
export function goodHandshake({ station, password }: Known): string {
  return handshakeText(`/ocpp/${station}`, [basic(station, password)])
}
