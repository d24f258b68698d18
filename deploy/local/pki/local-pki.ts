// The PKI of `./chargeplane up --tls`: one authority, servers with keys of both kinds, one station. Made once, gone with `down --wipe`.
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { state } from '../platform/paths.ts'
import { createAuthority } from './pki.ts'

const directory = join(state, 'tls')
const organization = 'Local operator'
/** Whose certificate is made: registered under this identity, it may come. */
const stationId = 'SN-0001'
const listeners = [
  { name: 'tls', profile: 2, port: 9443, kind: 'ecdsa' },
  { name: 'tls-rsa', profile: 2, port: 9444, kind: 'rsa' },
  { name: 'mtls', profile: 3, port: 9445, kind: 'ecdsa' },
  { name: 'mtls-rsa', profile: 3, port: 9446, kind: 'rsa' },
] as const

/** Makes the files where they are not there yet. They appear by one rename: what is there is whole. */
export async function openLocalPki(place = directory): Promise<void> {
  if (existsSync(place)) return
  const fresh = `${place}.${process.pid}`
  await rm(fresh, { recursive: true, force: true })
  const authority = await createAuthority('Local authority', organization)
  for (const { name, profile, kind } of listeners) {
    const wish = { commonName: 'localhost', organization, kind, hosts: ['localhost', '127.0.0.1'] }
    await put(join(fresh, name), 'tls', await authority.issue(wish))
    if (profile === 3) await writeFile(join(fresh, name, 'ca.crt'), authority.certificate)
  }
  await put(join(fresh, 'station'), stationId, await authority.issue({ commonName: stationId, organization }))
  await writeFile(join(fresh, 'ca.crt'), authority.certificate)
  await writeFile(join(fresh, 'ca.key'), authority.key, { mode: 0o600 })
  await rename(fresh, place).catch(async error => {
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(place)) throw error
  })
}

async function put(
  place: string,
  name: string,
  { certificate, key }: { certificate: string; key: string },
): Promise<void> {
  await mkdir(place, { recursive: true, mode: 0o700 })
  await writeFile(join(place, `${name}.crt`), certificate)
  await writeFile(join(place, `${name}.key`), key, { mode: 0o600 })
}

/** What edges are told of them. */
export function localListeners(portOffset: number): Record<string, string> {
  const entries = listeners.map(
    ({ name, profile, port }) => `${name}=${profile}:${port + portOffset}:${join(directory, name)}`,
  )
  return { EDGE_TLS_LISTENERS: entries.join(','), EDGE_CPO_NAMES: `*=${organization}` }
}

/** For people: where to connect, and with what. */
export function describeTls(portOffset: number): string {
  const at = (name: string) => relative(process.cwd(), join(directory, name)) || '.'
  const rows = listeners.map(({ name, profile, port }) => {
    const proof = profile === 2 ? 'password' : `certificate, such as ${at(`station/${stationId}.crt`)}`
    return `${name.padEnd(10)} wss://127.0.0.1:${port + portOffset}/ocpp/{station}   profile ${profile}: ${proof}`
  })
  return `${rows.join('\n')}\nauthority  ${at('ca.crt')}\n`
}
