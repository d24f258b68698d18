// Text about a person: on the log it is encrypted, so that only a service that is given the key can read it.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { fail } from '@chargeplane/failure'

const nonceLength = 12
const tagLength = 16

// The secret has other uses: a key of its own keeps what is sealed here from having to do with any of them.
function keyFrom(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'chargeplane sealed text', 32))
}

/** Seals text with AES-256-GCM: nonce, encrypted text, tag. Two seals of one text differ. */
export function textSealer(secret: string): (text: string) => Buffer {
  const key = keyFrom(secret)
  return text => {
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  }
}

/** Opens what `textSealer` has sealed under the same secret; throws invalid_argument for anything else. */
export function textOpener(secret: string): (sealed: Uint8Array) => string {
  const key = keyFrom(secret)
  return sealed => {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), {
        authTagLength: tagLength,
      })
      decipher.setAuthTag(sealed.subarray(Math.max(nonceLength, sealed.length - tagLength)))
      const text = decipher.update(sealed.subarray(nonceLength, -tagLength))
      return Buffer.concat([text, decipher.final()]).toString('utf8')
    } catch (cause) {
      throw fail('invalid_argument', 'the text was not sealed under this key', { cause })
    }
  }
}
