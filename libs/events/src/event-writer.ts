// Writes protobuf straight into memory that many events share. The writer of @bufbuild/protobuf allocates the bytes of every message by
// themselves: at some 2 KB an event that cost an edge more than filling them.
import { BinaryWriter } from '@bufbuild/protobuf/wire'

/** Some thirty events. One that stays behind keeps the memory of those that were written beside it. */
const slabBytes = 64 * 1024
/** Text up to this is written unit by unit, which for ASCII is cheaper than a call out of JavaScript. Its length takes one byte. */
const shortText = 100

const varintBytes = (value: number): number =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5

/** Every method that writes is replaced: what the original wrote would stand in its own buffer, and in no event. */
export class EventWriter extends BinaryWriter {
  #slab = Buffer.allocUnsafeSlow(slabBytes)
  #view = new DataView(this.#slab.buffer)
  /** Where the message under way begins, and its end so far. */
  #start = 0
  #at = 0
  /** Where nested messages begin, from `#start`. */
  #forks: number[] = []

  #reserve(count: number): void {
    if (this.#at + count <= this.#slab.length) return
    const written = this.#at - this.#start
    const slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, 2 * (written + count)))
    this.#slab.copy(slab, 0, this.#start, this.#at)
    this.#slab = slab
    this.#view = new DataView(slab.buffer)
    this.#start = 0
    this.#at = written
  }

  /** What is seldom or out of range is left to the original: it refuses what can't be written. */
  #original(write: (writer: BinaryWriter) => BinaryWriter): this {
    return this.raw(write(new BinaryWriter()).finish())
  }

  #varint(value: number): this {
    this.#reserve(8)
    let rest = value
    let at = this.#at
    while (rest > 0x7f) {
      this.#slab[at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#slab[at++] = rest
    this.#at = at
    return this
  }

  /** The message written since the last one; the bytes are the caller's from now on. */
  override finish(): Buffer<ArrayBuffer> {
    const message = this.#slab.subarray(this.#start, this.#at)
    this.#start = this.#at
    this.#forks = []
    return message
  }

  /** Forgets what is half written. */
  discard(): void {
    this.#at = this.#start
    this.#forks = []
  }

  override fork(): this {
    this.#forks.push(this.#at - this.#start)
    // Most nested messages are short: their length will fit the one byte that is left for it.
    this.#reserve(1)
    this.#at += 1
    return this
  }

  override join(): this {
    const fork = this.#forks.pop()
    if (fork === undefined) throw new Error('invalid state, fork stack empty')
    const body = this.#start + fork + 1
    const length = this.#at - body
    const moved = varintBytes(length) - 1
    if (moved > 0) {
      this.#reserve(moved)
      const from = this.#start + fork + 1
      this.#slab.copyWithin(from + moved, from, from + length)
    }
    this.#at = this.#start + fork
    this.#varint(length)
    this.#at += length
    return this
  }

  override raw(chunk: Uint8Array): this {
    this.#reserve(chunk.length)
    this.#slab.set(chunk, this.#at)
    this.#at += chunk.length
    return this
  }

  override uint32(value: number): this {
    if (value >>> 0 !== value) return this.#original(writer => writer.uint32(value))
    if (value > 0x7f) return this.#varint(value)
    this.#reserve(1)
    this.#slab[this.#at++] = value
    return this
  }

  override int32(value: number): this {
    return value >= 0 && (value | 0) === value ? this.#varint(value) : this.#original(writer => writer.int32(value))
  }

  override int64(value: string | number | bigint): this {
    const small = typeof value === 'bigint' ? Number(value) : -1
    return small >= 0 && Number.isSafeInteger(small)
      ? this.#varint(small)
      : this.#original(writer => writer.int64(value))
  }

  override uint64(value: string | number | bigint): this {
    const small = typeof value === 'bigint' ? Number(value) : -1
    return small >= 0 && Number.isSafeInteger(small)
      ? this.#varint(small)
      : this.#original(writer => writer.uint64(value))
  }

  override bool(value: boolean): this {
    return this.uint32(value ? 1 : 0)
  }

  override bytes(value: Uint8Array): this {
    return this.uint32(value.byteLength).raw(value)
  }

  override string(value: string): this {
    const { length } = value
    if (length <= shortText) {
      this.#reserve(length + 1)
      const slab = this.#slab
      let at = this.#at
      slab[at++] = length
      let i = 0
      for (; i < length; i++) {
        const unit = value.charCodeAt(i)
        if (unit > 0x7f) break
        slab[at++] = unit
      }
      if (i === length) {
        this.#at = at
        return this
      }
    }
    return this.#utf8(value)
  }

  #utf8(value: string): this {
    // A UTF-16 unit is at most three bytes; nearly all are one, and the length then takes as many bytes as that of the text.
    this.#reserve(value.length * 3 + 5)
    const guess = varintBytes(value.length)
    const body = this.#at + guess
    const written = this.#slab.write(value, body)
    const size = varintBytes(written)
    if (size !== guess) this.#slab.copyWithin(this.#at + size, body, body + written)
    this.#varint(written)
    this.#at += written
    return this
  }

  override double(value: number): this {
    this.#reserve(8)
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
    return this
  }

  override float(value: number): this {
    return this.#original(writer => writer.float(value))
  }

  override fixed32(value: number): this {
    return this.#original(writer => writer.fixed32(value))
  }

  override sfixed32(value: number): this {
    return this.#original(writer => writer.sfixed32(value))
  }

  override sint32(value: number): this {
    return this.#original(writer => writer.sint32(value))
  }

  override fixed64(value: string | number | bigint): this {
    return this.#original(writer => writer.fixed64(value))
  }

  override sfixed64(value: string | number | bigint): this {
    return this.#original(writer => writer.sfixed64(value))
  }

  override sint64(value: string | number | bigint): this {
    return this.#original(writer => writer.sint64(value))
  }
}
