// A PKI on disk for edges under test: key pairs of both kinds for their TLS listeners, one operator whose authority signs stations.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Authority, createAuthority, type KeyPair, type Wish } from '@chargeplane/local-stack/pki'

export const listenerNames = ['tls', 'tls-rsa', 'mtls', 'mtls-rsa'] as const
export type ListenerName = (typeof listenerNames)[number]

export interface TestPki {
  /** Directories of the listeners are in it, by their names. */
  readonly dir: string
  /** Signs servers and stations. */
  readonly operator: Authority
  readonly organization: string
  /** EDGE_TLS_LISTENERS and EDGE_CPO_NAMES for listeners on these ports (0: the edge chooses, and its log says which), by name. */
  env(ports: Partial<Record<ListenerName, number>>): Record<string, string>
  /** The key pair of the station with this serial number. */
  station(serialNumber: string): Promise<KeyPair>
  close(): Promise<void>
}

/** `organization` is the CPO name that certificates of stations have to bear; `others` are more authorities of stations, PEM. */
export async function createTestPki(organization = 'Operator', ...others: string[]): Promise<TestPki> {
  const dir = await mkdtemp(join(tmpdir(), 'chargeplane-pki-'))
  const operator = await createAuthority('Operator root', organization)
  for (const name of listenerNames) {
    const kind = name.endsWith('-rsa') ? ('rsa' as const) : ('ecdsa' as const)
    const own = await operator.issue({ commonName: 'localhost', organization, kind, hosts: ['localhost', '127.0.0.1'] })
    await mkdir(join(dir, name))
    await writeFile(join(dir, name, 'tls.crt'), own.certificate)
    await writeFile(join(dir, name, 'tls.key'), own.key)
    if (name.startsWith('mtls'))
      await writeFile(join(dir, name, 'ca.crt'), [operator.certificate, ...others].join('\n'))
  }
  return {
    dir,
    operator,
    env(ports) {
      const entries = listenerNames.flatMap(name => {
        const port = ports[name]
        return port === undefined ? [] : [`${name}=${name.startsWith('mtls') ? 3 : 2}:${port}:${join(dir, name)}`]
      })
      return { EDGE_TLS_LISTENERS: entries.join(','), EDGE_CPO_NAMES: `*=${organization}` }
    },
    station: serialNumber => operator.issue({ commonName: serialNumber, organization }),
    organization,
    close: () => rm(dir, { recursive: true, force: true }),
  }
}

/** A key pair of a station with something wrong, or special, about it. */
export const certificateOf = (pki: TestPki, serialNumber: string, changes: Partial<Wish> = {}): Promise<KeyPair> =>
  pki.operator.issue({ commonName: serialNumber, organization: pki.organization, ...changes })
