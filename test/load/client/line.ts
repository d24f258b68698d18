// One station's connection, as little of it as can be: thousands share a process, so they share one buffer to read into and their handlers.
import { Socket } from 'node:net'
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls'

export interface LineState {
  readonly station: number
  /** Bytes of a head or a frame that is not whole yet. */
  rest: Buffer | undefined
  /** Set before we cut it ourselves. */
  cut: boolean
  /** What went wrong, or what the server's close frame said. */
  ending: string
}

export type Line = Socket & LineState

/** How stations reach the edges. */
export interface Way {
  host: string
  port: number
  /** Undefined: plain. PEM of whom the servers' certificates are signed by. */
  tls?: { ca: string; servername: string }
}

/** PEM. */
export interface KeyPair {
  certificate: string
  key: string
}

export interface LineEvents {
  connected(line: Line): void
  /** `bytes` are overwritten when this returns. */
  received(line: Line, bytes: Buffer): void
  closed(line: Line): void
}

const buffer = Buffer.allocUnsafeSlow(65_536)
/** As many stations share an address as may sit behind one carrier's. */
const stationsPerAddress = 64

/** From thousands of addresses: ports of one would run out at 28,000, and limits per address would see one mad visitor. */
export function addressOf(station: number): string {
  const address = Math.floor(station / stationsPerAddress)
  return `127.${64 + ((address >> 16) & 63)}.${(address >> 8) & 255}.${1 + (address % 254)}`
}

export type OpenLine = (station: number) => Line

/** `keyPairOf`: what a station shows of itself; undefined for one that shows nothing. */
export function lineOpener(
  way: Way,
  events: LineEvents,
  keyPairOf: (station: number) => KeyPair | undefined,
): OpenLine {
  // Node calls it with the socket as `this`.
  const onread = {
    buffer,
    callback(this: Line, length: number): boolean {
      events.received(this, buffer.subarray(0, length))
      return true
    },
  }
  function onConnect(this: Line): void {
    this.setNoDelay(true)
    events.connected(this)
  }
  function onError(this: Line, error: Error & { code?: string }): void {
    // What the server's close frame said stays: after it there may be errors of ours.
    this.ending ||= error.code ?? error.message
  }
  function onClose(this: Line): void {
    events.closed(this)
  }
  const { host, port, tls } = way
  // Without a key pair all can share what they verify the server with.
  const shared = tls && createSecureContext({ ca: tls.ca })
  const contextOf = (station: number): SecureContext | undefined => {
    const pair = keyPairOf(station)
    return pair === undefined ? shared : createSecureContext({ ca: tls?.ca, cert: pair.certificate, key: pair.key })
  }
  return station => {
    const state: LineState = { station, rest: undefined, cut: false, ending: '' }
    const to = { host, port, localAddress: addressOf(station) }
    const socket =
      tls === undefined
        ? new Socket({ onread })
        : connectTls(securely({ ...to, onread, servername: tls.servername, secureContext: contextOf(station) }))
    const line: Line = Object.assign(socket, state)
    line.on(tls === undefined ? 'connect' : 'secureConnect', onConnect)
    line.on('error', onError)
    line.on('close', onClose)
    if (tls === undefined) line.connect(to)
    return line
  }
}

/** `onread` is documented for TLS, and missing in the types of Node. */
const securely = <T extends object>(options: T) => options
