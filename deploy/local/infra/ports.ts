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

/**
 * Ports are taken from below the range that the kernel gives to outgoing connections (32768 on): of those, one that is free now is often
 * somebody's a moment later. And from below those of a platform that a test brings up at fixed ones. Each process has a stretch of its own, so that processes that ask at the same time hardly meet.
 */
const lowest = 10_000
const stretch = 100
const stretches = 85
let next = 0

function nextCandidate(): number {
  const at = next % (stretch * stretches)
  next += 1
  return lowest + (((process.pid % stretches) * stretch + at) % (stretch * stretches))
}

/** That many different ports that are free now, and were not given to this process before. */
export async function freePorts(count: number): Promise<number[]> {
  const held: { port: number; close(): Promise<void> }[] = []
  for (let tries = 0; held.length < count; tries++) {
    if (tries > stretch * stretches) throw new Error(`there are no ${count} free ports from ${lowest} on`)
    const each = await listen(nextCandidate())
    if (each !== undefined) held.push(each)
  }
  await Promise.all(held.map(each => each.close()))
  return held.map(({ port }) => port)
}
