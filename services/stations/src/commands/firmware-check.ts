// Signed firmware is looked at before a station is told of it (A00.FR.706, FR.707; L01): who signed it, and whether that is the image.
import { constants, createHash, createVerify, type KeyObject, type Verify, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Failure, fail } from '@chargeplane/failure'

/** Resolves when nothing speaks against sending it. Rejects invalid_argument with the field, unavailable when the image can't be read now. */
export type FirmwareCheck = (action: string, payload: string) => Promise<void>

export interface FirmwareCheckOptions {
  /** Whose signing certificates are believed. */
  roots: readonly X509Certificate[]
  /** Whether the image is fetched and its signature verified. */
  image: boolean
  maxImageBytes: number
  timeoutMs: number
}

interface SignedFirmware {
  location: string
  signingCertificate: string
  signature: string
}

/** Images that were good are not fetched again for every station of a campaign. */
const maxRemembered = 1000
const rememberedMs = 3_600_000
const leastRsaBits = 2048
const leastCurveBits = 224

export function openFirmwareCheck(options: FirmwareCheckOptions): FirmwareCheck {
  const good = new Map<string, Promise<void>>()

  /** One fetch for all that ask at once. */
  function checkImage(firmware: SignedFirmware, key: KeyObject): Promise<void> {
    const { location, signature, signingCertificate } = firmware
    const id = createHash('sha256')
      .update(JSON.stringify([location, signature, signingCertificate]))
      .digest('hex')
    const known = good.get(id)
    if (known !== undefined) return known
    const checked = verifyImage(firmware, key, options)
    good.set(id, checked)
    const forget = () => good.delete(id)
    checked.then(() => setTimeout(forget, rememberedMs).unref(), forget)
    for (const oldest of good.keys()) {
      if (good.size <= maxRemembered) break
      good.delete(oldest)
    }
    return checked
  }

  return async (action, payload) => {
    if (action !== 'UpdateFirmware' && action !== 'SignedUpdateFirmware') return
    const { firmware }: { firmware?: Partial<SignedFirmware> } = JSON.parse(payload)
    const { location = '', signingCertificate = '', signature = '' } = firmware ?? {}
    if (signingCertificate === '' && signature === '') return
    if (signature === '') throw refusal('signature', 'is missing: there is a signing certificate')
    if (signingCertificate === '') throw refusal('signingCertificate', 'is missing: there is a signature')
    const key = trustedKey(signingCertificate, options.roots)
    if (options.image) await checkImage({ location, signingCertificate, signature }, key)
  }
}

/** An image of this size is read in less than the minutes it is given. */
const maxImageBytes = 2 ** 30

export interface FirmwareSettings {
  STATIONS_FIRMWARE_CA_FILE?: string
  STATIONS_FIRMWARE_CHECK_IMAGE: boolean
  STATIONS_FIRMWARE_TIMEOUT_MS: number
  STATIONS_TRANSFER_HOSTS: readonly string[]
}

/** Checks nothing where no authority is named. Rejects one sentence about settings that do not go together or a file that holds no certificate. */
export async function firmwareCheckOf(settings: FirmwareSettings): Promise<FirmwareCheck> {
  const { STATIONS_FIRMWARE_CA_FILE: file, STATIONS_FIRMWARE_CHECK_IMAGE: image } = settings
  // Without hosts whoever has an API key could have this service fetch from anywhere.
  if (image && (file === undefined || settings.STATIONS_TRANSFER_HOSTS.length === 0)) {
    const needed = 'STATIONS_FIRMWARE_CHECK_IMAGE needs STATIONS_FIRMWARE_CA_FILE and STATIONS_TRANSFER_HOSTS'
    throw fail('invalid_argument', needed, { field: 'STATIONS_FIRMWARE_CHECK_IMAGE' })
  }
  if (file === undefined) return async () => {}
  const roots = await readRoots(file, 'STATIONS_FIRMWARE_CA_FILE')
  return openFirmwareCheck({ roots, image, maxImageBytes, timeoutMs: settings.STATIONS_FIRMWARE_TIMEOUT_MS })
}

async function readRoots(file: string, setting: string): Promise<X509Certificate[]> {
  try {
    const roots = certificatesIn(await readFile(file, 'utf8'))
    if (roots.length > 0) return roots
  } catch (cause) {
    throw fail('invalid_argument', `${setting} (${file}) can not be read as PEM`, { field: setting, cause })
  }
  throw fail('invalid_argument', `${setting} (${file}) holds no certificate`, { field: setting })
}

function refusal(field: keyof SignedFirmware, why: string): Failure {
  return fail('invalid_argument', `firmware.${field} ${why}`, { field: `firmware.${field}` })
}

const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

function certificatesIn(text: string): X509Certificate[] {
  return (text.match(pem) ?? []).map(one => new X509Certificate(one))
}

/** The key of a certificate that leads to one of the roots, over those that follow it in the text. */
function trustedKey(text: string, roots: readonly X509Certificate[]): KeyObject {
  const [leaf, ...above] = parseChain(text)
  if (leaf === undefined) throw refusal('signingCertificate', 'is no certificate in PEM')
  for (let link = leaf, rest = above; ; rest = rest.slice(1)) {
    const now = Date.now()
    if (Date.parse(link.validFrom) > now || Date.parse(link.validTo) < now) {
      throw refusal('signingCertificate', 'is not valid now, or one above it is not')
    }
    if (roots.some(root => isIssuedBy(link, root) && Date.parse(root.validTo) >= now)) break
    const [next] = rest
    if (next === undefined || !isIssuedBy(link, next)) {
      throw refusal('signingCertificate', 'was issued by nobody in STATIONS_FIRMWARE_CA_FILE')
    }
    link = next
  }
  if (isWeak(leaf.publicKey)) throw refusal('signingCertificate', 'has a key of less than 112 bits of security')
  return leaf.publicKey
}

function parseChain(text: string): X509Certificate[] {
  try {
    return certificatesIn(text)
  } catch {
    throw refusal('signingCertificate', 'is no certificate in PEM')
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

/** A00.FR.502, 503. */
function isWeak({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'ec') {
    const bits = Number(/\d{3}/.exec(asymmetricKeyDetails?.namedCurve ?? '')?.[0] ?? 0)
    return bits < leastCurveBits
  }
  return (asymmetricKeyDetails?.modulusLength ?? 0) < leastRsaBits
}

/** L01.FR.04: over the whole file, SHA-256; RSA by PSS. Read as it comes, so that an image of any size takes little memory. */
async function verifyImage(firmware: SignedFirmware, key: KeyObject, options: FirmwareCheckOptions): Promise<void> {
  const verify = createVerify('sha256')
  await readInto(verify, firmware.location, options)
  const padding = key.asymmetricKeyType === 'ec' ? {} : { padding: constants.RSA_PKCS1_PSS_PADDING }
  if (!verify.verify({ key, ...padding }, Buffer.from(firmware.signature, 'base64'))) {
    throw refusal('signature', 'is not that of the image by its signing certificate')
  }
}

async function readInto(verify: Verify, location: string, { maxImageBytes, timeoutMs }: FirmwareCheckOptions) {
  if (!/^https?:/i.test(location)) throw refusal('location', 'is not reached by https, so the image can not be checked')
  try {
    const { url, headers } = withoutUser(location)
    // Where an allowed host sends us on to is not allowed by that.
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw refusal('location', `answers ${response.status}`)
    let length = 0
    for await (const chunk of response.body ?? []) {
      length += chunk.length
      if (length > maxImageBytes) throw refusal('location', `holds more than ${maxImageBytes} bytes`)
      verify.update(chunk)
    }
  } catch (error) {
    if (error instanceof Failure) throw error
    throw fail('unavailable', 'the firmware image can not be read to check it', {
      field: 'firmware.location',
      cause: error,
    })
  }
}

/** User and password of an address go into a header: fetch takes none in a URL. */
function withoutUser(location: string): { url: URL; headers: Record<string, string> } {
  const url = new URL(location)
  const { username, password } = url
  if (username === '') return { url, headers: {} }
  url.username = ''
  url.password = ''
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
}
