// What the edge asks of a WebSocket server. uws.ts is the one there is; another can take its place.

/** One WebSocket. After it has closed every method does nothing. */
export interface Socket {
  /** Sends a text frame. False when the reader is too slow: the frame was dropped and the socket is cut. */
  send(text: string): boolean
  ping(): void
  /** Begins the closing handshake. The handler `closed` is called before this returns. */
  close(code: number, reason: string): void
  /** Cuts the connection without a close frame. */
  destroy(): void
}

/** OCPP A00: 1 password, 2 password over TLS, 3 TLS with a certificate of the station. */
export type SecurityProfile = 1 | 2 | 3

/** What is asked about the certificate that a station came with. Its path has been verified by whoever ended TLS. */
export interface ClientCertificate {
  /** CN; empty when there is none. */
  commonName: string
  /** Every O, in their order. */
  organizations: readonly string[]
  /** Lower-case hex without leading zeros. */
  serialNumber: string
  /** SHA-256 of the DER, lower-case hex. */
  fingerprint: string
  /** Of the issuer, as `CN=…,O=…`. */
  issuer: string
  /** Unix time, ms. */
  notBeforeMs: number
  notAfterMs: number
}

/** What an HTTP request says that asks to become a WebSocket. */
export interface UpgradeRequest {
  /** Of the listener it came to, or of that in front of a proxy that is trusted. */
  profile: SecurityProfile
  /** Undefined: none, which a listener of profile 3 lets through as well. Parsed when it is asked for. */
  readonly certificate: ClientCertificate | undefined
  /** Whose stations may come to this listener; undefined: everybody's. */
  tenants: ReadonlySet<string> | undefined
  /** Still percent-encoded, without the query. */
  path: string
  authorization: string
  /** Sec-WebSocket-Protocol as sent; empty when there was none. */
  subprotocols: string
  /** Of the TCP peer, or as a proxy says that has shown the secret of its listener. Nobody else's headers are believed. */
  remoteAddress: string
}

/** `subprotocol` empty: the handshake is completed without one (OCPP-J 3.1.2). */
export type UpgradeAnswer<A> =
  | { admitted: true; subprotocol: string; who: A }
  | { admitted: false; status: string; headers?: Readonly<Record<string, string>> }

/**
 * What happens to sockets. `A` is who was admitted, `S` what `open` made of it; without one the socket is only waited for to close.
 * A handler that throws is reported to `failed` and costs its socket, never the process.
 */
export interface SocketHandlers<A, S> {
  upgrade(request: UpgradeRequest): UpgradeAnswer<A> | Promise<UpgradeAnswer<A>>
  open(who: A, socket: Socket): S | undefined
  text(session: S, text: string): void
  binary(session: S): void
  /** A ping arrived. */
  ping(session: S): void
  /** A pong arrived, asked for or not. */
  pong(session: S): void
  /** Text of that length was taken for sending: sent, or left in a buffer of ours or of the system. */
  sent(session: S, length: number): void
  /** A frame was left in the send buffer, or, past the limit, dropped with the socket. */
  slow(session: S, dropped: boolean): void
  /** `problem`: what the peer did that broke the protocol (RFC 6455), where that is why; else empty. */
  closed(session: S, code: number, problem: string): void
  failed(where: string, error: unknown): void
}

/** Asked at every accept, before TLS and before a byte is read. */
export interface Door {
  /** False: the connection is to be closed at once. It counts until `left` all the same. */
  enter(): boolean
  left(): void
}

/** Files in PEM. */
export interface TlsFiles {
  certFile: string
  keyFile: string
  /** Who signs the certificates of stations. With it a certificate is asked for, not required. */
  caFile?: string
  /** Lists of what they have revoked, where there is such a file. Looked at by the edge, not by TLS. */
  crlFile?: string
}

/** What a proxy says of the connection that it ended TLS of. Undefined: it is not a proxy that we trust. */
export type ReadProxied = (
  header: (name: string) => string,
) => Pick<UpgradeRequest, 'profile' | 'certificate' | 'remoteAddress'> | undefined

export interface Listener {
  /** In logs. */
  name: string
  host: string
  /** Shared with other processes by SO_REUSEPORT; 0 lets the system choose, and such a port is not shared. */
  port: number
  profile: SecurityProfile
  tenants?: ReadonlySet<string>
  tls?: TlsFiles
  /** Only connections of a proxy come here; what it says counts in place of `profile`. */
  proxied?: ReadProxied
}

export interface OpenListener {
  readonly name: string
  readonly port: number
  /** Reads the files again. Rejects when they are no good: the listener goes on with the old ones. Sockets stay. */
  renew(): Promise<void>
}

export interface SocketServerOptions<A, S> {
  maxPayloadBytes: number
  /** A socket with more than this waiting to be sent is cut. */
  maxBackpressureBytes: number
  /** Counts TCP connections, upgraded or not, and turns new ones away; several servers may share one. */
  door: Door
  /** Offers permessage-deflate to clients that ask for it. */
  compression: boolean
  handlers: SocketHandlers<A, S>
}

export interface SocketServer {
  /** Rejects unavailable when the port is taken, invalid_argument when TLS can not be had from the files. */
  listen(listener: Listener): Promise<OpenListener>
  /** Accepts no further connection; sockets stay. */
  stopListening(): void
  /** Cuts what is left. */
  close(): void
}
