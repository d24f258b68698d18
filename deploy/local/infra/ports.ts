import { createServer } from 'node:net'

function listen(port: number): Promise<{ port: number; close(): Promise<void> } | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', error => {
      if ('code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) resolve(undefined)
      else reject(error)
    })
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () => new Promise(done => server.close(() => done())),
      })
    })
  })
}

/** Whether nothing listens there, not even a process that shares the port. */
export async function isPortFree(port: number): Promise<boolean> {
  const held = await listen(port)
  await held?.close()
  return held !== undefined
}

/** That many different ports that are free now. Somebody else may take one before it is used: the start of the process then says so. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => listen(0)))
  const ports = held.flatMap(each => (each ? [each.port] : []))
  await Promise.all(held.map(each => each?.close()))
  return ports
}
