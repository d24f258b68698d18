// Where stations may be told to fetch firmware from and to bring logs to.
import { fail } from '@chargeplane/failure'

export interface TransferRules {
  /** Lower case, without colon. */
  schemes: readonly string[]
  /** `host`, `host:port` or `*.domain`; none: any. */
  hosts: readonly string[]
}

/** Throws invalid_argument on `field`. User and password may be part of the address (N01.FR.17, FR.25); none of it is in the message. */
export function checkTransfer(
  location: string,
  field: string,
  { schemes, hosts }: TransferRules,
  way: 'upload' | 'download',
): void {
  const refuse = (why: string) => fail('invalid_argument', `${field} ${why}`, { field })
  if (!URL.canParse(location))
    throw refuse('must be an address with its protocol, such as https://files.example.com/fw.bin')
  const url = new URL(location)
  const scheme = url.protocol.slice(0, -1)
  if (!schemes.includes(scheme)) throw refuse(`has the protocol ${scheme}; allowed are ${schemes.join(', ')}`)
  if (url.hostname === '') throw refuse('names no host')
  if (hosts.length > 0 && !hosts.some(host => isHost(host.toLowerCase(), url))) {
    throw refuse('is on a host that is not one of STATIONS_TRANSFER_HOSTS')
  }
  if (way === 'upload') checkUpload(location, refuse)
}

/** Of protocols that it does not know, URL leaves letters of the host as they are. */
function isHost(host: string, url: URL): boolean {
  const hostname = url.hostname.toLowerCase()
  if (host.startsWith('*.')) return hostname.endsWith(host.slice(1))
  return host === hostname || host === url.host.toLowerCase()
}

/** N01.FR.27, FR.28: stations add the name of the file to an address that ends in a slash. */
function checkUpload(location: string, refuse: (why: string) => Error): void {
  if (location.includes('#')) throw refuse('must have no fragment (#)')
  if (location.includes('?') && location.endsWith('/')) throw refuse('must not end in a slash where it has a query')
}
