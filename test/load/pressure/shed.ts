// Promise 40: three times the accept rate. What is let in, and how long the others are kept.
import { startEdgeUnderTest } from '../rounds/edge-under-test.ts'
import { handshakeOf, openLoop, percentile, upgrade } from './wire.ts'

export interface Shed {
  offeredPerSecond: number
  admittedPerSecond: number
  /** Of the accept rate. */
  goodput: number
  told: number
  closed: number
  /** Until the answer or the end, ms. */
  p99Ms: number
  unanswered: number
}

/** Enough that none comes again while its last socket is closing. */
const stations = 2000

export async function shed(rate: number, seconds: number): Promise<Shed> {
  const edge = await startEdgeUnderTest(stations, {
    EDGE_ACCEPT_RATE: String(rate),
    EDGE_TAKEOVERS_PER_MINUTE: '1000000',
  })
  try {
    const counts = new Map<string, number>()
    const waits: number[] = []
    let open = 0
    await openLoop(3 * rate, seconds, index => {
      const started = performance.now()
      open += 1
      const { socket, answer } = upgrade(edge.port, handshakeOf(edge.passwords, index))
      void answer.then(status => {
        open -= 1
        waits.push(performance.now() - started)
        counts.set(status, (counts.get(status) ?? 0) + 1)
        socket.destroy()
      })
    })
    await new Promise(resolve => setTimeout(resolve, 2000))
    // A burst of one second's worth comes on top of the rate.
    const admittedPerSecond = (counts.get('101') ?? 0) / (seconds + 1)
    return {
      offeredPerSecond: 3 * rate,
      admittedPerSecond,
      goodput: admittedPerSecond / rate,
      told: counts.get('503') ?? 0,
      closed: counts.get('closed') ?? 0,
      p99Ms: percentile(waits, 0.99),
      unanswered: open,
    }
  } finally {
    await edge.stop()
  }
}
