// A CALL as it stands in a lane.
import { parseFrame, receiveCall } from '@chargeplane/ocpp'
import { beginCall, type WaitingCall, type WorkedCall } from '../calls/call-lane.ts'

export function waitingHeartbeat(id: string, text = `[2,"${id}","Heartbeat",{}]`): WaitingCall {
  const frame = parseFrame(`[2,"${id}","Heartbeat",{}]`, '1.6')
  if (frame.type !== 'call') throw new Error(`'${id}' is no id of a CALL`)
  const receivedAt = new Date()
  const station = { vendor: '', model: '', firmwareVersion: '' }
  return {
    frame,
    text,
    received: receiveCall('1.6', frame, { strict: false, station, receivedAt }),
    receivedAt,
    startedMs: 0,
  }
}

export function workedHeartbeat(id: string, text?: string): WorkedCall {
  return beginCall(waitingHeartbeat(id, text))
}
