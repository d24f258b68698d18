// Files for the listeners with TLS of an edge under test, and stations that knock there.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import { type Authority, createAuthority, type KeyPair } from '@chargeplane/local-stack/pki'
import { WebSocket } from 'ws'
import { authorization } from './station.ts'

export interface TestFiles {
  dir: string
  operator: Authority
  /** Writes a listener's directory and hands back its entry of EDGE_TLS_LISTENERS. */
  listener(name: string, profile: 2 | 3, kind?: 'ecdsa' | 'rsa', authority?: Authority): Promise<string>
  station(serialNumber: string, changes?: Partial<Parameters<Authority['issue']>[0]>): Promise<KeyPair>
  close(): Promise<void>
}

export async function createTestFiles(): Promise<TestFiles> {
  const dir = await mkdtemp(join(tmpdir(), 'chargeplane-edge-tls-'))
  const operator = await createAuthority('Root', 'Operator')
  return {
    dir,
    operator,
    async listener(name, profile, kind = 'ecdsa', authority = operator) {
      const own = join(dir, name)
      const wish = { commonName: 'localhost', organization: 'Operator', kind, hosts: ['localhost', '127.0.0.1'] }
      const { certificate, key } = await operator.issue(wish)
      await mkdir(own)
      await writeFile(join(own, 'tls.crt'), certificate)
      await writeFile(join(own, 'tls.key'), key)
      if (profile === 3) await writeFile(join(own, 'ca.crt'), authority.certificate)
      return `${name}=${profile}:0:${own}`
    },
    station: (commonName, changes = {}) => operator.issue({ commonName, organization: 'Operator', ...changes }),
    close: () => rm(dir, { recursive: true }),
  }
}

export interface Knock {
  port: number
  station: string
  password?: string
  headers?: Record<string, string>
  /** Undefined: without TLS. */
  tls?: ConnectionOptions & { own?: KeyPair | undefined }
}

/** Status of the answer: 101 when it is let in (and leaves again), 0 when TLS itself ends it. */
export function knock({ port, station, password, headers = {}, tls }: Knock): Promise<number> {
  const { own, ...options } = tls ?? {}
  const socket = new WebSocket(`${tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${port}/ocpp/${station}`, 'ocpp1.6', {
    ...options,
    ...(own && { cert: own.certificate, key: own.key }),
    headers: { ...(password !== undefined && { Authorization: authorization(station, password) }), ...headers },
  })
  return new Promise(resolve => {
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.once('open', () => {
      socket.once('close', () => resolve(101))
      socket.close()
    })
    socket.once('error', () => resolve(0))
  })
}
