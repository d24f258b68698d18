// Certificates that authorities have revoked, by the lists (RFC 5280) in the directories of listeners.
import type { ClientCertificate } from './websocket.ts'

export interface Revocations {
  has(certificate: Pick<ClientCertificate, 'serialNumber' | 'issuer'>): boolean
}

export interface RevocationList {
  /** As in ClientCertificate. */
  issuer: string
  /** Lower-case hex without leading zeros. */
  serialNumbers: ReadonlySet<string>
  /** Unix time, ms; undefined when the list does not say. */
  nextUpdateMs: number | undefined
}

export interface RevocationBook extends Revocations {
  /** What is known of a source from now on; the others' lists stay. */
  replace(source: string, lists: readonly RevocationList[]): void
}

export function createRevocationBook(): RevocationBook {
  const sources = new Map<string, readonly RevocationList[]>()
  return {
    has: ({ serialNumber, issuer }) =>
      [...sources.values()].some(lists =>
        lists.some(list => list.issuer === issuer && list.serialNumbers.has(serialNumber)),
      ),
    replace(source, lists) {
      sources.set(source, lists)
    },
  }
}
