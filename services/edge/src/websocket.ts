// uWebSockets.js, and the only file that knows it: another server can take its place here.
import * as uws from 'uWebSockets.js'
import { fail } from '@chargeplane/failure'

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
  closed(session: S, code: number): void
  failed(where: string, error: unknown): void
}

export interface SocketServerOptions<A, S> {
  host: string
  /** Shared with other processes by SO_REUSEPORT; 0 lets the system choose. */
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

interface Peer<A, S> {
  who: A
  session: S | undefined
  socket: Socket
}

/** Backstop only: liveness.ts finds dead peers long before. Seconds. */
const idleTimeoutS = 600
/** Frames shorter than this gain nothing by compression. Characters. */
const compressFrom = 1024

export async function serveSockets<A, S>(options: SocketServerOptions<A, S>): Promise<SocketServer> {
  const app = uws.App()
  let connections = 0
  const count = (response: uws.HttpResponse, change: unknown) => {
    connections += Number(change)
    if (Number(change) > 0 && connections > options.maxTcpConnections) response.close()
  }
  app.filter(count)
  app.ws<Peer<A, S>>('/*', behaviour(options))
  app.any('/*', response => {
    response.writeStatus('426 Upgrade Required').writeHeader('Upgrade', 'websocket').end()
  })
  const { host, port } = options
  const token = await new Promise<uws.us_listen_socket | false>(resolve => app.listen(host, port, resolve))
  if (token === false) throw fail('unavailable', `cannot listen on ${host}:${port}`, { field: 'EDGE_PORT' })
  let listening = true
  const stopListening = () => {
    if (listening) uws.us_listen_socket_close(token)
    listening = false
  }
  return {
    port: uws.us_socket_local_port(token),
    stopListening,
    close() {
      stopListening()
      app.close()
    },
  }
}

function behaviour<A, S>({ handlers, ...options }: SocketServerOptions<A, S>): uws.WebSocketBehavior<Peer<A, S>> {
  /** A throw that reached uWS would end the process. */
  const guarded = (where: string, ws: uws.WebSocket<Peer<A, S>>, run: (session: S) => void) => {
    const { session, socket } = ws.getUserData()
    if (session === undefined) return
    try {
      run(session)
    } catch (error) {
      handlers.failed(where, error)
      socket.close(1011, 'internal error')
    }
  }
  return {
    maxPayloadLength: options.maxPayloadBytes,
    maxBackpressure: options.maxBackpressureBytes,
    closeOnBackpressureLimit: true,
    idleTimeout: idleTimeoutS,
    sendPingsAutomatically: false,
    compression: options.compression ? uws.SHARED_COMPRESSOR | uws.SHARED_DECOMPRESSOR : uws.DISABLED,
    upgrade: upgrader(handlers),
    open(ws) {
      const peer = ws.getUserData()
      const socket = socketOn(ws, handlers)
      peer.socket = socket
      try {
        peer.session = handlers.open(peer.who, socket)
      } catch (error) {
        handlers.failed('open', error)
        socket.close(1011, 'internal error')
      }
    },
    message: (ws, message, isBinary) =>
      guarded('message', ws, session => {
        if (isBinary) handlers.binary(session)
        else handlers.text(session, Buffer.from(message).toString())
      }),
    ping: ws => guarded('ping', ws, handlers.alive),
    pong: ws => guarded('pong', ws, handlers.alive),
    close(ws, code) {
      ws.getUserData().socket = closedSocket
      guarded('closed', ws, session => handlers.closed(session, code))
    },
  }
}

const closedSocket: Socket = { send: () => false, ping() {}, close() {}, destroy() {} }

/** uWS throws at any use of a socket that has closed: this one knows when it has. */
function socketOn<A, S>(ws: uws.WebSocket<Peer<A, S>>, handlers: SocketHandlers<A, S>): Socket {
  const peer = ws.getUserData()
  const isOpen = () => peer.socket !== closedSocket
  return {
    send(text) {
      if (!isOpen()) return false
      // 1: sent, 0: waits in the buffer, 2: past the limit and dropped.
      const result = ws.send(text, false, text.length >= compressFrom)
      if (result === 1) return true
      if (peer.session !== undefined) handlers.slow(peer.session, result === 2)
      if (result === 2) this.destroy()
      return result === 0
    },
    ping() {
      if (isOpen()) ws.ping()
    },
    close(code, reason) {
      if (isOpen()) ws.end(code, reason)
    },
    destroy() {
      if (isOpen()) ws.close()
    },
  }
}

type Upgrade = NonNullable<uws.WebSocketBehavior<unknown>['upgrade']>

function upgrader<A, S>(handlers: SocketHandlers<A, S>): Upgrade {
  return (response, request, context) => {
    const key = request.getHeader('sec-websocket-key')
    const extensions = request.getHeader('sec-websocket-extensions')
    let gone = false
    response.onAborted(() => {
      gone = true
    })
    const respond = (answer: UpgradeAnswer<A>) => {
      if (gone) return
      response.cork(() => {
        if (!answer.admitted) return refuse(response, answer)
        const peer: Peer<A, S> = { who: answer.who, session: undefined, socket: closedSocket }
        response.upgrade(peer, key, answer.subprotocol, extensions, context)
      })
    }
    const broken = (error: unknown) => {
      handlers.failed('upgrade', error)
      respond({ admitted: false, status: '500 Internal Server Error' })
    }
    try {
      const answer = handlers.upgrade({
        path: request.getUrl(),
        authorization: request.getHeader('authorization'),
        subprotocols: request.getHeader('sec-websocket-protocol'),
        remoteAddress: addressText(response.getRemoteAddress()),
      })
      if (answer instanceof Promise) answer.then(respond).catch(broken)
      else respond(answer)
    } catch (error) {
      broken(error)
    }
  }
}

function refuse(response: uws.HttpResponse, answer: Extract<UpgradeAnswer<unknown>, { admitted: false }>): void {
  response.writeStatus(answer.status)
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.writeHeader(name, value)
  response.end(undefined, true)
}

/** Dotted for IPv4, also where it comes mapped into IPv6; else the eight groups. */
export function addressText(binary: ArrayBuffer): string {
  const bytes = new Uint8Array(binary)
  const mapped =
    bytes.length === 16 && bytes[10] === 255 && bytes[11] === 255 && bytes.subarray(0, 10).every(b => b === 0)
  if (bytes.length === 4 || mapped) return bytes.subarray(-4).join('.')
  const view = new DataView(binary)
  return Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(i * 2).toString(16)).join(':')
}
