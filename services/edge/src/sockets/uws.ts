// uWebSockets.js: this file and its siblings uws-*.ts are the only ones that know it.

import * as uws from 'uWebSockets.js'
import { type Carrier, openCarrier } from './uws-carrier.ts'
import { type AppListener, openAppListener } from './uws-listener.ts'
import { upgradeRequest } from './uws-request.ts'
import type { Listener, Socket, SocketHandlers, SocketServer, SocketServerOptions, UpgradeAnswer } from './websocket.ts'

interface Peer<A, S> {
  /** Until the socket is open; then the session knows. */
  who: A | undefined
  session: S | undefined
  socket: Socket
}

/** Backstop only: liveness.ts finds dead peers long before. Seconds. */
const idleTimeoutS = 600
/** Frames shorter than this gain nothing by compression. Characters. */
const compressFrom = 1024

/** Nothing is listened on yet. */
export async function serveSockets<A, S>(options: SocketServerOptions<A, S>): Promise<SocketServer> {
  const carrier = await openCarrier()
  const listeners: AppListener[] = []
  /** Makes an app of its own for each listener, and again each time its files are renewed. */
  const prepare = (listener: Listener) => (app: uws.TemplatedApp, counted: (change: number) => void) => {
    const left = () => {
      counted(-1)
      options.door.left()
    }
    const heard = (response: uws.HttpResponse, change: unknown) => {
      if (Number(change) < 0) return left()
      counted(1)
      if (!options.door.enter()) response.close()
    }
    app.filter(heard)
    // The filter hears of a connection that ends as HTTP, not of one that ends as a WebSocket.
    app.ws<Peer<A, S>>('/*', behaviour(options, listener, carrier, left))
    app.any('/*', response => {
      response.writeStatus('426 Upgrade Required').writeHeader('Upgrade', 'websocket').end()
    })
  }
  const stopListening = () => {
    for (const listener of listeners) listener.stopListening()
  }
  return {
    async listen(listener) {
      const opened = await openAppListener(listener, prepare(listener))
      listeners.push(opened)
      return opened
    },
    stopListening,
    close() {
      for (const listener of listeners) listener.close()
      carrier.close()
    },
  }
}

function behaviour<A, S>(
  { handlers, ...options }: SocketServerOptions<A, S>,
  listener: Listener,
  carrier: Carrier,
  onClose: () => void,
): uws.WebSocketBehavior<Peer<A, S>> {
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
    upgrade: upgrader(handlers, listener, carrier),
    open(ws) {
      const peer = ws.getUserData()
      const { who } = peer
      const socket = new OpenSocket(ws, handlers)
      peer.socket = socket
      peer.who = undefined
      try {
        if (who !== undefined) peer.session = handlers.open(who, socket)
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
    ping: ws => guarded('ping', ws, handlers.ping),
    pong: ws => guarded('pong', ws, handlers.pong),
    close(ws, code, message) {
      onClose()
      ws.getUserData().socket = closedSocket
      // A frame that is too long, no UTF-8 or no frame at all ends as 1006, and uWS says why; a connection that was lost has no words.
      const problem = code === 1006 ? Buffer.from(message).toString() : ''
      guarded('closed', ws, session => handlers.closed(session, code, problem))
    },
  }
}

const closedSocket: Socket = { send: () => false, ping() {}, close() {}, destroy() {} }

/** uWS throws at any use of a socket that has closed: this one knows when it has. A class, for there are as many as stations. */
class OpenSocket<A, S> implements Socket {
  readonly #ws: uws.WebSocket<Peer<A, S>>
  readonly #peer: Peer<A, S>
  readonly #handlers: SocketHandlers<A, S>

  constructor(ws: uws.WebSocket<Peer<A, S>>, handlers: SocketHandlers<A, S>) {
    this.#ws = ws
    this.#peer = ws.getUserData()
    this.#handlers = handlers
  }

  get #isOpen(): boolean {
    return this.#peer.socket === this
  }

  send(text: string): boolean {
    if (!this.#isOpen) return false
    const { session } = this.#peer
    // 1: sent, 0: waits in the buffer, 2: past the limit and dropped.
    const result = this.#ws.send(text, false, text.length >= compressFrom)
    if (session !== undefined && result !== 2) this.#handlers.sent(session, text.length)
    if (result === 1) return true
    if (session !== undefined) this.#handlers.slow(session, result === 2)
    if (result === 2) this.destroy()
    return result === 0
  }

  ping(): void {
    if (this.#isOpen) this.#ws.ping()
  }

  close(code: number, reason: string): void {
    if (this.#isOpen) this.#ws.end(code, reason)
  }

  destroy(): void {
    if (this.#isOpen) this.#ws.close()
  }
}

const notTheProxy: UpgradeAnswer<never> = { admitted: false, status: '403 Forbidden' }

type Upgrade = NonNullable<uws.WebSocketBehavior<unknown>['upgrade']>

function upgrader<A, S>(handlers: SocketHandlers<A, S>, listener: Listener, carrier: Carrier): Upgrade {
  return (response, request, context) => {
    const key = request.getHeader('sec-websocket-key')
    const extensions = request.getHeader('sec-websocket-extensions')
    let done = false
    response.onAborted(() => {
      done = true
    })
    const respond = (answer: UpgradeAnswer<A>) => {
      if (done) return
      done = true
      if (!answer.admitted) {
        response.cork(() => refuse(response, answer))
        return
      }
      const peer: Peer<A, S> = { who: answer.who, session: undefined, socket: closedSocket }
      carrier.run(() => response.upgrade(peer, key, answer.subprotocol, extensions, context))
    }
    const broken = (error: unknown) => {
      handlers.failed('upgrade', error)
      respond({ admitted: false, status: '500 Internal Server Error' })
    }
    try {
      const asked = upgradeRequest(listener, response, request)
      const answer = asked === undefined ? notTheProxy : handlers.upgrade(asked)
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
