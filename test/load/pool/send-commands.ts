// Commands to random stations in an open loop. Each names the station it is for; the station looks whether that is itself, and we whether it was that one.
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { CommandServiceService } from '@chargeplane/proto/stations/v1/stations'
import { rpcClient } from '@chargeplane/rpc'
import { addressedVendor } from '../client/commanded.ts'
import { type Durations, durationsOf, emptyHistogram, record } from '../client/histogram.ts'
import { nameOf } from '../client/talk.ts'

export interface CommandsSent {
  sent: number
  answered: number
  /** Answered by another station than it was meant for. */
  misdelivered: number
  /** By outcome or error code. */
  failed: Record<string, number>
  /** Of those that were answered, from when each should have been sent. */
  durations: Durations
}

export interface Commanding {
  perSecond: number
  /** Of the next station; numbers of the fleet. */
  pick(): number
  /** One command: the station that answered it, or how it failed. */
  send: SendOne
}

/** `failure` is set when nobody answered. */
type SendOne = (station: string, payload: string) => Promise<{ answeredBy?: string; failure?: string }>

const tickMs = 2
const timeoutMs = 10_000

/** Begins at once; `stop` resolves with what came of it when the last one has ended. */
export function startCommands({ perSecond, pick, send }: Commanding): { stop(): Promise<CommandsSent> } {
  const result: Omit<CommandsSent, 'durations'> = { sent: 0, answered: 0, misdelivered: 0, failed: {} }
  const histogram = emptyHistogram()
  const underWay = new Set<Promise<void>>()
  const beganMs = performance.now()

  async function one(dueMs: number): Promise<void> {
    const station = nameOf(pick())
    const { answeredBy, failure = 'failed' } = await send(
      station,
      JSON.stringify({ vendorId: addressedVendor, data: station }),
    )
    if (answeredBy === undefined) {
      result.failed[failure] = (result.failed[failure] ?? 0) + 1
      return
    }
    result.answered += 1
    if (answeredBy !== station) result.misdelivered += 1
    record(histogram, (performance.now() - dueMs) * 1000)
  }
  const timer = setInterval(() => {
    for (;;) {
      const dueMs = beganMs + (result.sent * 1000) / perSecond
      if (dueMs > performance.now()) return
      result.sent += 1
      const work = one(dueMs).finally(() => underWay.delete(work))
      underWay.add(work)
    }
  }, tickMs)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
      return { ...result, durations: durationsOf(histogram) }
    },
  }
}

/** Through the stations service. */
export function byGrpc(address: string): { send: SendOne; close(): void } {
  const client = rpcClient(CommandServiceService, address, { deadlineMs: timeoutMs + 2000, retries: 0 })
  return {
    async send(stationId, payload) {
      const native = { action: 'DataTransfer', payload }
      const request = { tenant: 'default', stationId, command: { $case: 'native', value: native }, timeoutMs } as const
      try {
        const { outcome, response } = await client.sendCommand({ ...request, waitForResultMs: 0, queueForS: 0 })
        if (outcome !== CommandOutcome.ANSWERED) return { failure: `outcome ${outcome}` }
        return { answeredBy: String(JSON.parse(response).data) }
      } catch (error) {
        return { failure: codeOf(error) }
      }
    },
    close: () => client.close(),
  }
}

/** Through the HTTP API, as an operator does. */
export function byApi(apiUrl: string, apiKey: string): { send: SendOne; close(): void } {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  return {
    async send(stationId, payload) {
      try {
        const url = `${apiUrl}/v1/stations/${stationId}/commands/DataTransfer`
        const answer = await fetch(url, { method: 'POST', headers, body: payload })
        const body = (await answer.json()) as { response?: { data?: string }; outcome?: string }
        if (!answer.ok) return { failure: `HTTP ${answer.status}` }
        return body.response?.data === undefined
          ? { failure: body.outcome ?? 'no answer' }
          : { answeredBy: body.response.data }
      } catch (error) {
        return { failure: codeOf(error) }
      }
    },
    close: () => undefined,
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
