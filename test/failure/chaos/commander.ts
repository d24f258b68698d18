// Gives commands to stations at random, one at a time each, and journals what the API said of them.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../../harness/platform.ts'
import type { Journal } from './journal.ts'
import type { Random } from './random.ts'

export interface Commander {
  /** Gives one command to a station now; comes back with what the API answered. */
  give(station: string): Promise<{ n: number; status: number; body: unknown }>
  stop(): Promise<void>
}

export interface CommanderOptions {
  platform: Pick<Platform, 'apiUrl' | 'apiKey'>
  journal: Journal
  random: Random
  stations: readonly string[]
  /** Mean time between two commands, ms. */
  everyMs: number
}

/** Longer than the platform lets a command take, shorter than a paused gateway may stay. */
const answerWithinMs = 60_000
const stationTimeoutMs = 10_000
/** Of nobody: every station answers that it does not know it. */
const vendorId = 'chaos'

/** DataTransfer, in every version of OCPP: not idempotent as far as anybody can know, and its content names the station. */
export function startCommander({ platform, journal, random, stations, everyMs }: CommanderOptions): Commander {
  let given = 0
  let going = true
  const [first, ...others] = stations
  const under = new Set<Promise<unknown>>()

  async function give(station: string) {
    const n = ++given
    const givenAt = Date.now()
    journal.note('give', { n, station })
    const { status, body } = await post(platform, station, { vendorId, messageId: station, data: `${n}:${station}` })
    journal.command({ n, station, givenAt, status, body, endedAt: Date.now() })
    return { n, status, body }
  }

  async function run(): Promise<void> {
    while (going && first !== undefined) {
      await sleep(random.between(0, 2 * everyMs))
      const one = give(random.pick([first, ...others])).finally(() => under.delete(one))
      under.add(one)
    }
  }
  const running = run()

  return {
    give,
    async stop() {
      going = false
      await running
      await Promise.all(under)
    },
  }
}

async function post(
  { apiUrl, apiKey }: Pick<Platform, 'apiUrl' | 'apiKey'>,
  station: string,
  body: object,
): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(
      `${apiUrl}/v1/stations/${encodeURIComponent(station)}/commands/DataTransfer?timeoutMs=${stationTimeoutMs}`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(answerWithinMs),
      },
    )
    return { status: response.status, body: await response.json() }
  } catch (error) {
    return { status: 0, body: String(error) }
  }
}
