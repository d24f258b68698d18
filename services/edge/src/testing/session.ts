// A session on a socket that writes down what is done to it, for the parts of the edge that never see a wire.

import { type Proof, passwordProof } from '../admission/station-proof.ts'
import { createSession, type Session } from '../sessions/session.ts'
import type { Socket } from '../sockets/websocket.ts'

export interface RecordedSocket extends Socket {
  sent: string[]
  pings: number
  closedWith: { code: number; reason: string } | undefined
  destroyed: boolean
}

function recordedSocket(): RecordedSocket {
  return {
    sent: [],
    pings: 0,
    closedWith: undefined,
    destroyed: false,
    send(text) {
      this.sent.push(text)
      return true
    },
    ping() {
      this.pings += 1
    },
    close(code, reason) {
      this.closedWith ??= { code, reason }
    },
    destroy() {
      this.destroyed = true
    },
  }
}

export interface TestSession {
  session: Session
  socket: RecordedSocket
}

export function testSession(
  changes: { station?: string; registration?: string; version?: '1.6' | '2.0.1'; strict?: boolean; proof?: Proof } = {},
): TestSession {
  const socket = recordedSocket()
  const session = createSession({
    tenant: 'default',
    station: 'CP-1',
    version: '1.6',
    registration: 'Accepted',
    strict: false,
    proof: passwordProof(1),
    profile: { vendor: '', model: '', firmwareVersion: '' },
    remoteAddress: '192.0.2.1',
    socket,
    tick: 1,
    ...changes,
  })
  session.epoch = 1000
  return { session, socket }
}
