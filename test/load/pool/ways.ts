// How stations reach the edges, by security profile, and what both sides need for it.
import { freePorts } from '@chargeplane/local-stack'
import { createAuthority } from '@chargeplane/local-stack/pki'
import { createTestPki } from '../../harness/test-pki.ts'
import type { KeyPair, Way } from '../client/line.ts'
import { nameOf } from '../client/talk.ts'

export interface Ways {
  /** By which the fleet connects. */
  way: Way
  /** Where all edges listen without TLS. */
  plainPort: number
  /** Of every station, for mTLS. */
  keyPairs?: KeyPair[]
  /** Settings of the edges; they share the ports. */
  env: Record<string, string>
  /** So many stations a process can hold; a socket with TLS takes some fifty kilobytes here. */
  perProcess: number
  close(): Promise<void>
}

const host = '127.0.0.1'
const perProcess = { plain: 18_500, tls: 10_000, mtls: 10_000 }
const atATime = 100

/** `security`: 'plain', 'tls' (profile 2: passwords) or 'mtls' (profile 3: certificates). */
export async function openWays(security: string, stations: number): Promise<Ways> {
  const [plainPort = 0, port = 0] = await freePorts(2)
  const env = { EDGE_PORT: String(plainPort) }
  if (security !== 'tls' && security !== 'mtls') {
    const way = { host, port: plainPort }
    return { way, plainPort, env, perProcess: perProcess.plain, close: async () => undefined }
  }
  // Of stations alone. A client of OpenSSL that trusts the root above its own certificate sends that root along, and an edge keeps whatever it
  // was sent, parsed, as long as the session lives: four kilobytes more of each station, which would then be counted as the edge's.
  const organization = 'Operator'
  const authority = await createAuthority('Stations root', organization)
  const pki = await createTestPki(organization, authority.certificate)
  const keyPairs: KeyPair[] = []
  if (security === 'mtls') {
    for (let first = 0; first < stations; first += atATime) {
      const numbers = Array.from({ length: Math.min(atATime, stations - first) }, (_, i) => first + i)
      keyPairs.push(
        ...(await Promise.all(numbers.map(number => authority.issue({ commonName: nameOf(number), organization })))),
      )
    }
  }
  return {
    way: { host, port, tls: { ca: pki.operator.certificate, servername: 'localhost' } },
    plainPort,
    keyPairs: security === 'mtls' ? keyPairs : undefined,
    env: { ...env, ...pki.env({ [security]: port }) },
    perProcess: perProcess[security],
    close: () => pki.close(),
  }
}
