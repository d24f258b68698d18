// What we ask about the certificate of a station. Whether its path leads to an authority that is trusted was verified with the handshake.
import { X509Certificate } from 'node:crypto'
import type { ClientCertificate } from './websocket.ts'

/** Of a certificate in PEM or DER; undefined when it is none. */
export function readCertificate(encoded: string | Buffer): ClientCertificate | undefined {
  try {
    const certificate = new X509Certificate(encoded)
    const subject = attributesOf(certificate.subject)
    return {
      commonName: subject.find(([type]) => type === 'CN')?.[1] ?? '',
      organizations: subject.filter(([type]) => type === 'O').map(([, value]) => value),
      serialNumber: certificate.serialNumber.toLowerCase().replace(/^0+(?=.)/, ''),
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      issuer: certificate.issuer.replaceAll('\n', ','),
      notBeforeMs: certificate.validFromDate.getTime(),
      notAfterMs: certificate.validToDate.getTime(),
    }
  } catch {
    return undefined
  }
}

/** Node prints a name as one RDN a line, ` + ` between the attributes of one, and what could be mistaken escaped (RFC 2253). */
function attributesOf(name: string | undefined): [type: string, value: string][] {
  return (name ?? '')
    .split('\n')
    .flatMap(rdn => rdn.split(/(?<!\\) \+ /))
    .map(attribute => {
      const equals = attribute.indexOf('=')
      return [attribute.slice(0, equals), unescaped(attribute.slice(equals + 1))]
    })
}

const unescaped = (value: string) =>
  value.replace(/\\([0-9A-F]{2}|.)/g, (_all, code: string) =>
    code.length === 2 ? String.fromCharCode(Number.parseInt(code, 16)) : code,
  )
