// What uWebSockets.js tells of a request that asks to become a WebSocket, and of the connection it came by.
import type { HttpRequest, HttpResponse } from 'uWebSockets.js'
import { addressText } from './address-text.ts'
import { readCertificate } from './client-certificate.ts'
import type { ClientCertificate, Listener, UpgradeRequest } from './websocket.ts'

/** Missing from the package's typings: the client's leaf certificate in PEM, empty when it sent none; also in resumed sessions. */
type SecureResponse = HttpResponse & { getX509Certificate(): string }

const isSecure = (response: HttpResponse): response is SecureResponse => 'getX509Certificate' in response

/** Undefined: it had to come from a proxy, and did not. Everything is copied: `request` is gone when the handler returns. */
export function upgradeRequest(
  listener: Listener,
  response: HttpResponse,
  request: HttpRequest,
): UpgradeRequest | undefined {
  const asked = {
    path: request.getUrl(),
    authorization: request.getHeader('authorization'),
    subprotocols: request.getHeader('sec-websocket-protocol'),
    tenants: listener.tenants,
  }
  if (listener.proxied !== undefined) {
    const told = listener.proxied(name => request.getHeader(name))
    return told && { ...asked, ...told }
  }
  const pem = listener.tls?.caFile !== undefined && isSecure(response) ? response.getX509Certificate() : ''
  let certificate: ClientCertificate | undefined
  return {
    ...asked,
    profile: listener.profile,
    remoteAddress: addressText(response.getRemoteAddress()),
    get certificate() {
      if (certificate === undefined && pem !== '') certificate = readCertificate(pem)
      return certificate
    },
  }
}
