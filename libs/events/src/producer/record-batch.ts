// Kafka's record batch (magic 2), written straight into one buffer. kafkajs makes an encoder with a zeroed buffer of its own for every
// record and every header and copies each of them six times: at 2 KB a record that was most of what an edge spent on a CALL.
import { crc32c } from './crc32c.ts'

/** A record as kafkajs hands it to its protocol layer. */
export interface BatchRecord {
  key?: Buffer | string | null
  value: Buffer | string | null
  headers?: Record<string, Buffer | string | (Buffer | string)[] | undefined>
  /** Milliseconds since 1970, decimal; default now. */
  timestamp?: string
}

/** Whom the broker is to recognise a repeated batch by. */
export interface BatchProducer {
  producerId: bigint
  producerEpoch: number
  firstSequence: number
}

/** Names and values of nearly all headers, and keys. */
const shortText = 200

/** A growing buffer with what the protocol is made of. */
export class ProtocolWriter {
  bytes: Buffer
  length = 0

  constructor(expectedBytes: number) {
    this.bytes = Buffer.allocUnsafe(Math.max(expectedBytes, 256))
  }

  /** Makes room for `count` bytes and answers where they begin. */
  reserve(count: number): number {
    const at = this.length
    const needed = at + count
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2))
      this.bytes.copy(larger, 0, 0, at)
      this.bytes = larger
    }
    this.length = needed
    return at
  }

  int8(value: number): void {
    const at = this.reserve(1)
    this.bytes[at] = value
  }

  int16(value: number): void {
    const at = this.reserve(2)
    this.bytes.writeInt16BE(value, at)
  }

  int32(value: number): void {
    const at = this.reserve(4)
    this.bytes.writeInt32BE(value, at)
  }

  int64(value: bigint): void {
    const at = this.reserve(8)
    this.bytes.writeBigInt64BE(value, at)
  }

  /** NULLABLE_STRING. */
  string(value: string | null): void {
    if (value === null) {
      this.int16(-1)
      return
    }
    const count = Buffer.byteLength(value)
    this.int16(count)
    const at = this.reserve(count)
    this.bytes.write(value, at)
  }

  /** Zigzag varint of a whole number of up to 53 bits. */
  varint(value: number): void {
    let rest = value < 0 ? -2 * value - 1 : 2 * value
    while (rest > 0x7f) {
      this.int8((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.int8(rest)
  }

  /** Short text behind its length, unit by unit: cheaper than two calls out of JavaScript. False, and nothing written, when it is not ASCII. */
  private ascii(value: string): boolean {
    const { length } = value
    const start = this.reserve(length + 2)
    const { bytes } = this
    let at = start
    // Zigzag: twice the length, in one byte or two.
    if (length < 0x40) bytes[at++] = length * 2
    else {
      bytes[at++] = ((length * 2) & 0x7f) | 0x80
      bytes[at++] = length >> 6
    }
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i)
      if (unit > 0x7f) {
        this.length = start
        return false
      }
      bytes[at++] = unit
    }
    this.length = at
    return true
  }

  /** Bytes behind their length; null is length -1. */
  varBytes(value: Buffer | string | null | undefined): void {
    if (value === null || value === undefined) {
      this.varint(-1)
    } else if (typeof value === 'string') {
      if (value.length <= shortText && this.ascii(value)) return
      const count = Buffer.byteLength(value)
      this.varint(count)
      const at = this.reserve(count)
      this.bytes.write(value, at)
    } else {
      this.varint(value.length)
      const at = this.reserve(value.length)
      value.copy(this.bytes, at)
    }
  }
}

function writeHeaders(writer: ProtocolWriter, headers: BatchRecord['headers']): void {
  const names = headers === undefined ? [] : Object.keys(headers)
  let count = 0
  for (const name of names) {
    const value = headers?.[name]
    count += Array.isArray(value) ? value.length : 1
  }
  writer.varint(count)
  for (const name of names) {
    const value = headers?.[name]
    if (Array.isArray(value)) for (const one of value) writeHeader(writer, name, one)
    else writeHeader(writer, name, value)
  }
}

function writeHeader(writer: ProtocolWriter, name: string, value: Buffer | string | undefined): void {
  writer.varBytes(name)
  writer.varBytes(value)
}

/** Of the length of a record of 64 to 8,191 bytes, which nearly all have. */
const usualVarint = 2

function writeRecord(writer: ProtocolWriter, record: BatchRecord, offsetDelta: number, timestampDelta: number): void {
  const start = writer.reserve(usualVarint)
  const body = writer.length
  writer.int8(0)
  writer.varint(timestampDelta)
  writer.varint(offsetDelta)
  writer.varBytes(record.key)
  writer.varBytes(record.value)
  writeHeaders(writer, record.headers)
  // The length stands in front and is known at the end. Where it takes another number of bytes than was left for it, the body is moved.
  const length = writer.length - body
  const moved = varintSize(length) - usualVarint
  if (moved > 0) writer.reserve(moved)
  if (moved !== 0) writer.bytes.copyWithin(body + moved, body, body + length)
  writer.length = start
  writer.varint(length)
  writer.length += length
}

/** Bytes of the zigzag varint of a length. */
function varintSize(length: number): number {
  return length < 0x40 ? 1 : length < 0x2000 ? 2 : length < 0x100000 ? 3 : length < 0x8000000 ? 4 : 5
}

const magic = 2

/** Writes a batch without compression or transaction, at least one record, with its checksum. */
export function writeBatch(writer: ProtocolWriter, records: readonly BatchRecord[], producer: BatchProducer): void {
  const now = Date.now()
  const stamps = records.map(record => (record.timestamp === undefined ? now : Number(record.timestamp)))
  const first = Math.min(...stamps)
  writer.int64(0n)
  const lengthAt = writer.reserve(4)
  writer.int32(0)
  writer.int8(magic)
  const checksumAt = writer.reserve(4)
  writer.int16(0)
  writer.int32(records.length - 1)
  writer.int64(BigInt(first))
  writer.int64(BigInt(Math.max(...stamps)))
  writer.int64(producer.producerId)
  writer.int16(producer.producerEpoch)
  writer.int32(producer.firstSequence)
  writer.int32(records.length)
  for (const [index, record] of records.entries()) writeRecord(writer, record, index, (stamps[index] ?? first) - first)
  const { bytes, length } = writer
  bytes.writeInt32BE(length - lengthAt - 4, lengthAt)
  bytes.writeUInt32BE(crc32c(bytes, checksumAt + 4, length), checksumAt)
}
