// The authorities that a platform under test trusts: CAs in files, and one server that is OCSP responder, revocation list and provider of
// contract certificates.
import 'reflect-metadata'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { BasicConstraintsExtension, Pkcs10CertificateRequestGenerator, X509CertificateGenerator } from '@peculiar/x509'
import { answerOcsp, revocationList } from './revocation.ts'
import type { Json } from './wire-station.ts'

const signing = { name: 'ECDSA', hash: 'SHA-256' }
const newKeys = () => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])

/** O of every certificate of a station. */
export const organization = 'Certified'

export interface Trust {
  /** Environment of the stations service. */
  env: Record<string, string>
  /** PEM of the two authorities, by what they sign. */
  authorities: { station: string; v2g: string }
  /** Address of the responder, the list (/crl) and the provider (/contracts). */
  url: string
  /** OCPP CertificateHashData of a certificate of ours; revoked ones have a serial number that ends in ff. */
  hashData(serialNumber: string): {
    hashAlgorithm: string
    issuerNameHash: string
    issuerKeyHash: string
    serialNumber: string
  }
  close(): Promise<void>
}

/** A signing request with a key of its own, PEM. */
export async function signingRequest(name: string): Promise<string> {
  const request = await Pkcs10CertificateRequestGenerator.create({
    name,
    keys: await newKeys(),
    signingAlgorithm: signing,
  })
  return request.toString('pem')
}

export async function startTrust(): Promise<Trust> {
  const dir = await mkdtemp(join(tmpdir(), 'chargeplane-trust-'))
  const station = await createAuthority(dir, 'station')
  const v2g = await createAuthority(dir, 'v2g')
  const server = createServer(async (request, response) => {
    const body = new Uint8Array(await buffer(request))
    if (request.url === '/crl') response.end(await revocationList(station.certificate, station.key))
    else if (request.url === '/contracts')
      response.end(JSON.stringify(contractFor(JSON.parse(Buffer.from(body).toString()))))
    else response.end(answerOcsp(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/`
  const hash = (data: ArrayBuffer) => createHash('sha256').update(Buffer.from(data)).digest('hex')
  const issuer = {
    hashAlgorithm: 'SHA256',
    issuerNameHash: hash(station.certificate.subjectName.toArrayBuffer()),
    issuerKeyHash: hash(station.certificate.publicKey.rawData),
  }
  return {
    env: {
      STATIONS_CA_CERT_FILE: station.certFile,
      STATIONS_CA_KEY_FILE: station.keyFile,
      STATIONS_V2G_CA_CERT_FILE: v2g.certFile,
      STATIONS_V2G_CA_KEY_FILE: v2g.keyFile,
      STATIONS_CERTIFICATE_ORGANIZATION: organization,
      STATIONS_CERTIFICATE_DELIVERY_INTERVAL_MS: '100',
      STATIONS_STATUS_HOSTS: `127.0.0.1:${port}`,
      STATIONS_CONTRACT_CERTIFICATE_URL: `${url}contracts`,
    },
    authorities: { station: station.certificate.toString('pem'), v2g: v2g.certificate.toString('pem') },
    url,
    hashData: serialNumber => ({ ...issuer, serialNumber }),
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await rm(dir, { recursive: true })
    },
  }
}

async function createAuthority(dir: string, name: string) {
  const keys = await newKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name},O=${organization}`,
    serialNumber: '01',
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
    keys,
    signingAlgorithm: signing,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  })
  const [certFile, keyFile] = [join(dir, `${name}.pem`), join(dir, `${name}.key`)]
  await writeFile(certFile, `${certificate.toString('pem')}\n`)
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  await writeFile(keyFile, `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`)
  return { certificate, key: keys.privateKey, certFile, keyFile }
}

/** The first of two contracts, for what was asked in turn. */
function contractFor({ action, exiRequest, maximumContractCertificateChains: most }: Json): Json {
  const exiResponse = Buffer.from(`${action} ${exiRequest}`).toString('base64')
  return { status: 'Accepted', exiResponse, ...(most !== undefined && { remainingContracts: 1 }) }
}
