// WebSocket frames of a client, as cheap as can be: masked with a key of zeros, which leaves the payload as it is (RFC 6455 section 5.3).

/** One text frame with its payload's place, so that a frame that is sent again and again can be changed in place. */
export interface OutgoingFrame {
  bytes: Buffer
  payloadAt: number
}

export function textFrame(text: string): OutgoingFrame {
  const payload = Buffer.from(text)
  const long = payload.length > 125
  const header = Buffer.alloc(long ? 8 : 6)
  header[0] = 0x81
  header[1] = 0x80 | (long ? 126 : payload.length)
  if (long) header.writeUInt16BE(payload.length, 2)
  return { bytes: Buffer.concat([header, payload]), payloadAt: header.length }
}

/** Opcodes of RFC 6455 section 5.2. */
export const opcode = { text: 1, close: 8, ping: 9 } as const

/** Calls `onText` with the bytes of each whole text frame; returns what is left over. Frames of a server are not masked. */
export function readFrames(bytes: Buffer, onText: (payload: Buffer) => void): Buffer {
  return readEveryFrame(bytes, (payload, kind) => {
    if (kind === opcode.text) onText(payload)
  })
}

/** The same for frames of every kind. What `onFrame` is given is part of `bytes`, not a copy. */
export function readEveryFrame(bytes: Buffer, onFrame: (payload: Buffer, kind: number) => void): Buffer {
  let at = 0
  while (bytes.length - at >= 2) {
    const kind = (bytes[at] ?? 0) & 0x0f
    const short = (bytes[at + 1] ?? 0) & 0x7f
    const headerLength = short === 126 ? 4 : short === 127 ? 10 : 2
    if (bytes.length - at < headerLength) break
    const length =
      short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short
    if (bytes.length - at < headerLength + length) break
    onFrame(bytes.subarray(at + headerLength, at + headerLength + length), kind)
    at += headerLength + length
  }
  return bytes.subarray(at)
}

/** Writes `value` as decimal digits over the `width` bytes at `at`. */
export function writeDigits(bytes: Buffer, at: number, width: number, value: number): void {
  let rest = value
  for (let i = at + width - 1; i >= at; i -= 1) {
    bytes[i] = 0x30 + (rest % 10)
    rest = Math.floor(rest / 10)
  }
}
