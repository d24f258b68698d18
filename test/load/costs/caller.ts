// A station that says one thing after the other, each when the one before was answered, and answers whatever it is asked.
import { once } from 'node:events'
import { WebSocket } from 'ws'

export interface Caller {
  readonly id: string
  /** Resolves with the payload of the CALLRESULT; rejects for a CALLERROR and when the socket closes. */
  call(action: string, payload: object): Promise<Record<string, unknown>>
  close(): Promise<void>
}

export async function connectCaller(url: string, id: string, password: string): Promise<Caller> {
  const authorization = `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`
  const socket = new WebSocket(`${url}/${id}`, 'ocpp1.6', { headers: { authorization }, perMessageDeflate: false })
  let waiting: PromiseWithResolvers<Record<string, unknown>> | undefined
  let calls = 0
  socket.on('message', data => {
    const [type, messageId, ...rest]: [number, string, ...unknown[]] = JSON.parse(String(data))
    if (type === 2) socket.send(JSON.stringify([3, messageId, { status: 'Accepted' }]))
    else if (type === 3) waiting?.resolve(rest[0] as Record<string, unknown>)
    else waiting?.reject(new Error(`${id} was answered ${String(data)}`))
  })
  socket.on('close', code => waiting?.reject(new Error(`the socket of ${id} closed with ${code}`)))
  await once(socket, 'open')
  return {
    id,
    call(action, payload) {
      waiting = Promise.withResolvers()
      socket.send(JSON.stringify([2, String(++calls), action, payload]))
      return waiting.promise
    },
    async close() {
      waiting = undefined
      const closed = once(socket, 'close')
      socket.close(1000)
      await closed
    },
  }
}
