// Promises 46 and 49: stations that do not read, frames and handshakes that never end. How long each is there, and what it costs the edge.
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { startEdgeUnderTest } from '../rounds/edge-under-test.ts'
import { frameOf, handshakeOf, upgrade } from './wire.ts'

export interface Stuck {
  /** How long the last of them was there, s. */
  handshakesS: number
  framesS: number
  readersS: number
  /** Resident memory of the edge at most above what it was before, MB. */
  memoryMb: number
}

const endless = frameOf(`[2,"1","Heartbeat",{${' '.repeat(2000)}}]`)
const unknownAction = frameOf(`[2,"${'i'.repeat(36)}","Teleport",{}]`)

export async function stuck(count: number): Promise<Stuck> {
  const edge = await startEdgeUnderTest(2 * count, { EDGE_ACCEPT_RATE: '100000', EDGE_FRAMES_PER_SECOND: '100' })
  const timers: NodeJS.Timeout[] = []
  // As many a second as one core answers, all together, and less than a station's pace.
  const everyMs = Math.max(20, count / 10)
  const every = (ms: number, act: () => void) => timers.push(setInterval(act, ms))
  try {
    const before = await residentMb(edge.pid)
    let most = before
    every(500, () => void residentMb(edge.pid).then(now => (most = Math.max(most, now))))
    const handshakes = Array.from({ length: count }, (_, i) => {
      const socket = connect(edge.port, '127.0.0.1')
      dribble(socket, Buffer.from(handshakeOf(edge.passwords, i)), every)
      return lifeOf(socket)
    })
    const frames = await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const socket = await enter(edge.port, handshakeOf(edge.passwords, i))
        dribble(socket, endless, every)
        return { life: lifeOf(socket.resume()) }
      }),
    )
    const readers = await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const socket = await enter(edge.port, handshakeOf(edge.passwords, count + i))
        socket.pause()
        every(everyMs, () => void (socket.destroyed || socket.write(unknownAction)))
        return { life: lifeOf(socket) }
      }),
    )
    const longest = async (lives: Promise<number>[]) => Math.max(...(await Promise.all(lives)))
    const [handshakesS, framesS, readersS] = await Promise.all([
      longest(handshakes),
      longest(frames.map(({ life }) => life)),
      longest(readers.map(({ life }) => life)),
    ])
    return { handshakesS, framesS, readersS, memoryMb: most - before }
  } finally {
    for (const timer of timers) clearInterval(timer)
    await edge.stop()
  }
}

async function enter(port: number, handshake: string): Promise<Socket> {
  const { socket, answer } = upgrade(port, handshake)
  const status = await answer
  if (status !== '101') throw new Error(`a station was answered ${status}`)
  return socket
}

/** A byte a second, and never the last one. */
function dribble(socket: Socket, bytes: Buffer, every: (ms: number, act: () => void) => void): void {
  let at = 0
  every(1000, () => {
    if (!socket.destroyed && at < bytes.length - 1) socket.write(bytes.subarray(at, ++at))
  })
}

/** Seconds until it ends. */
function lifeOf(socket: Socket): Promise<number> {
  const started = performance.now()
  socket.on('error', () => {})
  return new Promise(resolve => socket.once('close', () => resolve((performance.now() - started) / 1000)))
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024
}
