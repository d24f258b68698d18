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

/** What an HTTP request says that asks to become a WebSocket. */
export interface UpgradeRequest {
  /** Still percent-encoded, without the query. */
  path: string
  authorization: string
  /** Sec-WebSocket-Protocol as sent; empty when there was none. */
  subprotocols: string
  /** Of the TCP peer. Headers of proxies are never believed. */
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
  /** A ping or a pong arrived. */
  alive(session: S): void
  /** A frame was left in the send buffer, or, past the limit, dropped with the socket. */
  slow(session: S, dropped: boolean): void
  /** `problem`: what the peer did that broke the protocol (RFC 6455), where that is why; else empty. */
  closed(session: S, code: number, problem: string): void
  failed(where: string, error: unknown): void
}

export interface SocketServerOptions<A, S> {
  host: string
  /** Shared with other processes by SO_REUSEPORT; 0 lets the system choose, and such a port is not shared. */
  port: number
  maxPayloadBytes: number
  /** A socket with more than this waiting to be sent is cut. */
  maxBackpressureBytes: number
  /** TCP connections, upgraded or not, past which a new one is closed at once. */
  maxTcpConnections: number
  /** Offers permessage-deflate to clients that ask for it. */
  compression: boolean
  handlers: SocketHandlers<A, S>
}

export interface SocketServer {
  port: number
  /** Accepts no further connection; sockets stay. */
  stopListening(): void
  /** Cuts what is left. */
  close(): void
}
