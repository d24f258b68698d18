import { createServer } from 'node:net'

interface Held {
  port: number
  /** Lets the process end while it is held. */
  unref(): void
  close(): Promise<void>
}

function listen(port: number): Promise<Held | undefined> {
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
        unref: () => void server.unref(),
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
 * somebody's a moment later. And from below those of a platform that a test brings up at fixed ones. Each process has stretches of
 * its own: between the moment a port is given and the moment it is listened on, nobody else may be given it.
 */
const lowest = 10_000
const stretch = 100
const stretches = 85
/** Those of this process. The first port of each is listened on for as long as the process lives, so that it is nobody else's. */
const own: { next: number; end: number }[] = []

/** Another stretch for this process; false when all are taken. */
async function claimStretch(): Promise<boolean> {
  for (let i = 0; i < stretches; i++) {
    const first = lowest + ((process.pid + i) % stretches) * stretch
    const guard = await listen(first)
    if (guard === undefined) continue
    guard.unref()
    own.push({ next: first + 1, end: first + stretch })
    return true
  }
  return false
}

async function nextCandidate(): Promise<number> {
  const rest = own.find(({ next, end }) => next < end)
  if (rest !== undefined) return rest.next++
  // Where no more is to be had, what was given long ago is free again, or is found not to be.
  if (!(await claimStretch())) for (const each of own) each.next = each.end - stretch + 1
  if (own.length === 0) throw new Error(`all ports from ${lowest} on are taken by other processes of ours`)
  return nextCandidate()
}

/** That many different ports that are free now, and were not given to this process before. */
export async function freePorts(count: number): Promise<number[]> {
  const held: Held[] = []
  for (let tries = 0; held.length < count; tries++) {
    if (tries > stretch * stretches) throw new Error(`there are no ${count} free ports from ${lowest} on`)
    const each = await listen(await nextCandidate())
    if (each !== undefined) held.push(each)
  }
  await Promise.all(held.map(each => each.close()))
  return held.map(({ port }) => port)
}
