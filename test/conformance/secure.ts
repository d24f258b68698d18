// Stations on the listeners with TLS, and handshakes of TLS itself.
import { once } from 'node:events'
import { type ConnectionOptions, connect } from 'node:tls'
import { certificateOf, type ListenerName } from '../harness/test-pki.ts'
import type { Scene, Secure } from './certify.ts'

/** A station that trusts the platform, for security profile 2. */
export const onTls = (scene: Scene, listener: ListenerName = 'tls'): Secure => ({
  listener,
  tls: { ca: scene.platform.pki.operator.certificate },
})

/** A station with its certificate, for security profile 3. */
export async function onMutualTls(
  scene: Scene,
  serialNumber: string,
  listener: ListenerName = 'mtls',
  changes: Parameters<typeof certificateOf>[2] = {},
): Promise<Secure> {
  const { certificate: cert, key } = await certificateOf(scene.platform.pki, serialNumber, changes)
  return { listener, tls: { ca: scene.platform.pki.operator.certificate, cert, key } }
}

/** What a handshake with an edge comes to: version and cipher suite, or 'refused'. */
export async function shake(scene: Scene, listener: ListenerName, options: ConnectionOptions): Promise<string> {
  const { hostname: host, port } = new URL(scene.platform.edges[0]?.secureUrl(listener) ?? '')
  const socket = connect({ host, port: Number(port), ca: scene.platform.pki.operator.certificate, ...options })
  try {
    await once(socket, 'secureConnect')
    return `${socket.getProtocol()} ${socket.getCipher().standardName}`
  } catch {
    return 'refused'
  } finally {
    socket.destroy()
  }
}

/** TLS older than OCPP allows, as far as OpenSSL still speaks it. */
export const oldTls: ConnectionOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }

/** One suite of TLS 1.2 alone. */
export const onlySuite = (suite: string): ConnectionOptions => ({
  ...{ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
  ciphers: `${suite}:@SECLEVEL=0`,
})
