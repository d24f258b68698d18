// One port, and the apps of uWebSockets.js that have listened on it. TLS material belongs to an app: new material is a new app on the same
// port (SO_REUSEPORT), and the one before it keeps its sockets until the last of them has closed.

import * as uws from 'uWebSockets.js'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fail } from '@chargeplane/failure'
import type { Listener, OpenListener, TlsFiles } from './websocket.ts'

/** Gives an app its handlers; `counted` is told of each connection that comes (1) and goes (-1). */
export type Prepare = (app: uws.TemplatedApp, counted: (change: number) => void) => void

export interface AppListener extends OpenListener {
  stopListening(): void
  close(): void
}

/** OCPP A00.FR.318, and no other suite of TLS 1.2. BoringSSL itself refuses older versions, and lets nobody choose the suites of 1.3. */
const ciphers = 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-GCM-SHA384'

interface Generation {
  port: number
  connections: number
  stopListening(): void
  close(): void
}

/** Rejects unavailable when the port is taken, invalid_argument when TLS can not be had from the files. */
export async function openAppListener(listener: Listener, prepare: Prepare): Promise<AppListener> {
  // A port that the system chose for one socket can't be shared with the next: it has to be asked for by its number.
  const wanted = listener.port === 0 && listener.tls !== undefined ? await freePort(listener.host) : listener.port
  const retired = new Set<Generation>()
  const open = (port: number) =>
    bind({ ...listener, port }, prepare, generation => {
      if (generation.connections === 0 && retired.delete(generation)) setImmediate(generation.close)
    })
  let current = await open(wanted)
  let stopped = false
  return {
    name: listener.name,
    port: current.port,
    async renew() {
      if (stopped) return
      const next = await open(current.port)
      // What waits in the old socket's queue is accepted in this turn of the loop; only what comes between that and its end is reset.
      await nextTurn()
      const old = current
      current = next
      old.stopListening()
      if (stopped) next.stopListening()
      retired.add(old)
      if (old.connections === 0 && retired.delete(old)) old.close()
    },
    stopListening() {
      stopped = true
      current.stopListening()
    },
    close() {
      stopped = true
      for (const generation of [...retired, current]) generation.close()
      retired.clear()
    },
  }
}

async function bind(
  { host, port, tls, name }: Listener,
  prepare: Prepare,
  changed: (generation: Generation) => void,
): Promise<Generation> {
  const app = tls === undefined ? uws.App() : secureApp(tls, name)
  prepare(app, change => {
    generation.connections += change
    changed(generation)
  })
  const token = await new Promise<uws.us_listen_socket | false>(resolve => app.listen(host, port, resolve))
  if (token === false) {
    app.close()
    throw fail('unavailable', `cannot listen on ${host}:${port} (${name})`, { field: 'EDGE_PORT' })
  }
  let listening = true
  const generation: Generation = {
    port: uws.us_socket_local_port(token),
    connections: 0,
    stopListening() {
      if (listening) uws.us_listen_socket_close(token)
      listening = false
    },
    close() {
      generation.stopListening()
      app.close()
    },
  }
  return generation
}

function secureApp({ certFile, keyFile, caFile }: TlsFiles, name: string): uws.TemplatedApp {
  const files = { cert_file_name: certFile, key_file_name: keyFile, ...(caFile && { ca_file_name: caFile }) }
  try {
    // Low memory: without it each idle socket keeps its buffers, some 20 KB.
    return uws.SSLApp({ ...files, ssl_ciphers: ciphers, ssl_prefer_low_memory_usage: true })
  } catch (error) {
    const problem = `TLS can not be had from the certificate, key and authorities of listener ${name}`
    throw fail('invalid_argument', problem, { field: 'EDGE_TLS_LISTENERS', cause: error })
  }
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
