// CRC-32C (Castagnoli), the checksum of Kafka's record batches, sixteen bytes a step.

const polynomial = 0x82f63b78
const step = 16

/** table[k * 256 + b]: the remainder of byte b followed by k zero bytes. One array, for the sake of its single bounds check. */
const table = makeTable()

function makeTable(): Int32Array {
  const made = new Int32Array(step * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    made[byte] = crc
  }
  for (let i = 256; i < made.length; i++) {
    const before = made[i - 256] ?? 0
    made[i] = (made[before & 0xff] ?? 0) ^ (before >>> 8)
  }
  return made
}

/** The remainder of the four bytes of a little-endian word that is followed by `zeros` bytes. */
function word(bytes: number, zeros: number): number {
  const at = zeros << 8
  return (
    (table[(at + 768) | (bytes & 0xff)] as number) ^
    (table[(at + 512) | ((bytes >>> 8) & 0xff)] as number) ^
    (table[(at + 256) | ((bytes >>> 16) & 0xff)] as number) ^
    (table[at | (bytes >>> 24)] as number)
  )
}

/** The checksum of `bytes` from `start` to `end`, unsigned. */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let crc = -1
  let i = start
  for (const last = end - step; i <= last; i += step) {
    crc =
      word(crc ^ view.getInt32(i, true), 12) ^
      word(view.getInt32(i + 4, true), 8) ^
      word(view.getInt32(i + 8, true), 4) ^
      word(view.getInt32(i + 12, true), 0)
  }
  for (; i < end; i++) crc = (table[(crc ^ (bytes[i] as number)) & 0xff] as number) ^ (crc >>> 8)
  return (crc ^ -1) >>> 0
}
