// What a proxy that ends TLS in front of an edge says of a connection. It is believed for its secret, never for where it comes from: on a
// network of pods anybody can come from anywhere.
import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { readCertificate } from './client-certificate.ts'
import type { ReadProxied } from './websocket.ts'

/** Headers that the proxy sets; it takes away what clients send under these names (deploy/haproxy/haproxy.cfg). */
export const proxyHeaders = {
  secret: 'x-chargeplane-proxy-secret',
  /** 2 or 3: of the port the station came to. */
  profile: 'x-chargeplane-security-profile',
  /** DER in Base64, empty without one. The proxy has verified its path. */
  certificate: 'x-chargeplane-client-certificate',
  address: 'x-chargeplane-client-address',
} as const

const digest = (text: string) => createHash('sha256').update(text).digest()

/** `secrets`: the one in use and, while it is being changed, the other. */
export function readProxied(secrets: readonly string[]): ReadProxied {
  const expected = secrets.map(digest)
  return header => {
    const presented = digest(header(proxyHeaders.secret))
    // Every one is compared, and digests are as long as each other: time tells nothing.
    const matches = expected.map(secret => timingSafeEqual(secret, presented))
    if (!matches.includes(true)) return undefined
    const profile = header(proxyHeaders.profile)
    const remoteAddress = header(proxyHeaders.address)
    if ((profile !== '2' && profile !== '3') || isIP(remoteAddress) === 0) return undefined
    const encoded = profile === '3' ? header(proxyHeaders.certificate) : ''
    const certificate = encoded === '' ? undefined : readCertificate(Buffer.from(encoded, 'base64'))
    return { profile: profile === '3' ? 3 : 2, certificate, remoteAddress }
  }
}
