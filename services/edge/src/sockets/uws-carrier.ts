// A way around a fault of uWebSockets.js up to 20.57 (fixed upstream by uNetworking/uWebSockets#1929): an upgrade that is finished
// later, inside its own response's cork(), now and then has its socket closed right after the 101, because cork() then reads the
// WebSocket's memory as that of an HTTP response. Outside of any cork the upgrade is sound, but a warning is printed for each. So it is
// run inside the cork of another response, which is kept waiting for ever on a connection of this process to itself.

import * as uws from 'uWebSockets.js'
import { connect } from 'node:net'

export interface Carrier {
  run(upgrade: () => void): void
  close(): void
}

export async function openCarrier(): Promise<Carrier> {
  const app = uws.App()
  const response = Promise.withResolvers<uws.HttpResponse>()
  let isOpen = true
  app.any('/*', waiting => {
    waiting.onAborted(() => {
      isOpen = false
    })
    response.resolve(waiting)
  })
  const token = await new Promise<uws.us_listen_socket | false>(resolve => app.listen('127.0.0.1', 0, resolve))
  if (token === false) throw new Error('no port on the loopback address')
  const client = connect(uws.us_socket_local_port(token), '127.0.0.1')
  client.on('error', error => response.reject(error))
  client.write('GET / HTTP/1.1\r\nHost: carrier\r\n\r\n')
  const kept = await response.promise
  uws.us_listen_socket_close(token)
  return {
    run(upgrade) {
      if (isOpen) kept.cork(upgrade)
      else upgrade()
    },
    close() {
      client.destroy()
      app.close()
    },
  }
}
