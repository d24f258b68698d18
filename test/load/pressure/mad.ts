// Promise 45: one station that sends a thousand messages a second, and reconnects as soon as it is closed, beside a crowd of sane ones.
import { type EdgeUnderTest, startEdgeUnderTest } from '../rounds/edge-under-test.ts'
import { frameOf, handshakeOf, openLoop, percentile, upgrade } from './wire.ts'

export interface Mad {
  /** Answers to StatusNotification, which wait for Kafka; ms. */
  calmP99Ms: number
  madP99Ms: number
  ratio: number
  /** How often the mad one was let in, and refused. */
  admitted: number
  refused: number
}

const sane = 100
const callsPerSecond = 500
const madPerSecond = 1000
const call = (id: number) =>
  frameOf(`[2,"${id}","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]`)
const boot = frameOf('[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]')

/** Calm and mad rounds in turns, because the machine changes too. */
export async function mad(rounds: number, seconds: number): Promise<Mad> {
  const limits = { EDGE_FRAMES_PER_SECOND: '100', EDGE_MAX_FRAMES_PER_SECOND: '500' }
  const edge = await startEdgeUnderTest(sane + 1, limits)
  try {
    const crowd = await Promise.all(Array.from({ length: sane }, (_, i) => openStation(edge, i)))
    const waits = { calm: [] as number[], mad: [] as number[] }
    // What runs for the first time is slow.
    await openLoop(callsPerSecond, seconds, index => crowd[index % sane]?.([]))
    const counts = { admitted: 0, refused: 0 }
    for (let round = 0; round < 2 * rounds; round += 1) {
      const kind = round % 2 === 0 ? 'calm' : 'mad'
      const stop = kind === 'mad' ? goMad(edge, counts) : () => {}
      await openLoop(callsPerSecond, seconds, index => crowd[index % sane]?.(waits[kind]))
      stop()
    }
    const [calmP99Ms, madP99Ms] = [percentile(waits.calm, 0.99), percentile(waits.mad, 0.99)]
    return { calmP99Ms, madP99Ms, ratio: madP99Ms / calmP99Ms, ...counts }
  } finally {
    await edge.stop()
  }
}

/** A station that asks, unless it still waits for an answer, and writes down how long it took. */
async function openStation(edge: EdgeUnderTest, index: number): Promise<(waits: number[]) => void> {
  const { socket, answer } = upgrade(edge.port, handshakeOf(edge.passwords, index))
  const status = await answer
  if (status !== '101') throw new Error(`station ${index} was answered ${status}`)
  let asked: { waits: number[]; atMs: number } | undefined
  let id = 0
  socket.on('data', data => {
    // Answers alone count: pings of the edge are other frames.
    if (asked === undefined || !data.includes(`[3,"${id}"`)) return
    asked.waits.push(performance.now() - asked.atMs)
    asked = undefined
  })
  socket.write(boot)
  return waits => {
    if (asked !== undefined) return
    id += 1
    asked = { waits, atMs: performance.now() }
    socket.write(call(id))
  }
}

/** Returns how to stop it. */
function goMad(edge: EdgeUnderTest, counts: { admitted: number; refused: number }): () => void {
  const frame = frameOf('[3,"nothing",{}]')
  let isOver = false
  const run = async () => {
    while (!isOver) {
      const { socket, answer } = upgrade(edge.port, handshakeOf(edge.passwords, sane))
      const isIn = (await answer) === '101'
      counts[isIn ? 'admitted' : 'refused'] += 1
      if (isIn) {
        const flood = setInterval(() => {
          for (let i = 0; i < madPerSecond / 100 && !socket.destroyed; i += 1) socket.write(frame)
        }, 10)
        await new Promise(resolve => socket.once('close', resolve))
        clearInterval(flood)
      }
      socket.destroy()
      // It tries again ten times a second, whatever it was told.
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  void run()
  return () => {
    isOver = true
  }
}
