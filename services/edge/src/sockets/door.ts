// The door of this edge, before TLS and before HTTP: a connection that will not be served is closed when nothing has been spent on it.
import { metrics } from '@chargeplane/telemetry'
import { createBucket } from '../admission/bucket.ts'
import type { Pressure } from '../admission/pressure.ts'
import type { Door } from './websocket.ts'

export interface DoorOptions {
  /** TCP connections at most, of all listeners together. */
  maxTcpConnections: number
  /** Upgrades tried per second (admission.ts). */
  acceptRate: number
  pressure: Pick<Pressure, 'share' | 'isOverMemory'>
  nowMs?: () => number
}

/** Those between the accept rate and this times it are told by HTTP when to come again; beyond, a handshake costs more than it says. */
const acceptedPerUpgrade = 1.5
/** Beside those, so that the smallest of rates has something to tell. */
const spareBurst = 10

export function createDoor(options: DoorOptions): Door {
  const { maxTcpConnections, acceptRate, pressure, nowMs = () => performance.now() } = options
  const rate = acceptRate * acceptedPerUpgrade
  const bucket = createBucket(rate, rate + spareBurst)
  let connections = 0

  function obstacle(): string | undefined {
    if (connections > maxTcpConnections) return 'tcp_connections'
    if (pressure.isOverMemory) return 'memory'
    if (bucket.take(nowMs(), pressure.share)) return undefined
    return pressure.share < 1 ? 'event_loop' : 'accept_rate'
  }

  return {
    enter() {
      connections += 1
      const reason = obstacle()
      if (reason === undefined) return true
      metrics.ocppEdgeRefused.add(1, { 'ocpp.refusal.reason': reason })
      return false
    },
    left() {
      connections -= 1
    },
  }
}
