// The platform of `hold`: as many edges as are wanted on one port.
import { say } from '../pool/run-mode.ts'
import { openScene, type Scene } from '../pool/scene.ts'

export interface HoldSetting {
  stations: number
  edges: number
  'heartbeat-s': number
  'ping-s': number
  security: string
}

export function openHold(options: HoldSetting): Promise<Scene> {
  return openScene({
    stations: options.stations,
    edges: options.edges,
    heartbeatS: options['heartbeat-s'],
    security: options.security,
    env: { edge: { EDGE_PING_INTERVAL_MS: String(options['ping-s'] * 1000) } },
    say,
  })
}
