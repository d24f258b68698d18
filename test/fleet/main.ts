// `./chargeplane simulate`: runs a fleet against a running platform and says whether every answered charge was billed.
import { parseArgs } from 'node:util'
import { openApi } from './api.ts'
import { startFleet } from './fleet.ts'
import { pause } from './queue.ts'
import { settle } from './reconcile.ts'

const usage = `usage: simulate [--stations N] [--minutes M] [--session-seconds S] [--offline-per-minute P] [--site-limit AMPS] [--prefix NAME]
needs CHARGEPLANE_API_URL, CHARGEPLANE_API_KEY and CHARGEPLANE_EDGE_URLS (comma separated), which ./chargeplane sets`

class UsageError extends Error {}

function positive(name: string, value: string): number {
  const n = Number(value)
  if (!Number.isFinite(n) || n < 0)
    throw new UsageError(`--${name} must be a number that is not negative, got '${value}'`)
  return n
}

function environment(name: string): string {
  const value = process.env[name]
  if (!value) throw new UsageError(`${name} is not set`)
  return value
}

function options() {
  const { values } = parseArgs({
    options: {
      stations: { type: 'string', default: '20' },
      minutes: { type: 'string', default: '2' },
      'session-seconds': { type: 'string', default: '20' },
      'offline-per-minute': { type: 'string', default: '0.5' },
      'site-limit': { type: 'string' },
      prefix: { type: 'string', default: `SIM${Date.now().toString(36).toUpperCase()}` },
    },
  })
  return {
    api: openApi(environment('CHARGEPLANE_API_URL'), environment('CHARGEPLANE_API_KEY')),
    edgeUrls: environment('CHARGEPLANE_EDGE_URLS').split(','),
    stations: positive('stations', values.stations),
    minutes: positive('minutes', values.minutes),
    prefix: values.prefix,
    sessionS: positive('session-seconds', values['session-seconds']),
    offlinePerS: positive('offline-per-minute', values['offline-per-minute']) / 60,
    siteLimitA: values['site-limit'] === undefined ? undefined : positive('site-limit', values['site-limit']),
  }
}

async function simulate(): Promise<number> {
  const { minutes, ...fleetOptions } = options()
  const say = (line: string) => process.stdout.write(`${line}\n`)
  say(`${fleetOptions.stations} stations, ${minutes} minutes, ids start with ${fleetOptions.prefix}`)
  const fleet = await startFleet({ ...fleetOptions, meterIntervalS: 5, callTimeoutMs: 30_000, random: Math.random })
  const until = Date.now() + minutes * 60_000
  const interrupted = new Promise<void>(resolve => process.once('SIGINT', () => resolve()))
  let stop = false
  void interrupted.then(() => {
    stop = true
  })
  while (Date.now() < until && !stop) {
    await Promise.race([pause(Math.min(10_000, Math.max(0, until - Date.now()))), interrupted])
    const { transactions, failedCalls, calls } = fleet.answered
    const online = fleet.stations.filter(s => s.link.isOpen).length
    const ended = fleet.answered.endedTransactions().length
    say(
      `online ${online}  transactions ${transactions.size}  ended ${ended}  calls ${calls}  failed ${failedCalls.length}`,
    )
  }
  say('ending the sessions under way and waiting for their invoices')
  await fleet.stop()
  const counts = await settle(fleetOptions.api, fleet.answered, fleetOptions.prefix, 60_000)
  say(
    `answered ${counts.answeredEnds}  transactions ${counts.transactionsEnded}  charge records ${counts.chargeRecords}  invoices ${counts.invoices}  failed calls ${fleet.answered.failedCalls.length}`,
  )
  for (const failed of fleet.answered.failedCalls.slice(0, 10)) say(`failed: ${JSON.stringify(failed)}`)
  for (const difference of counts.differences.slice(0, 20)) say(`differs: ${difference}`)
  return counts.differences.length === 0 && fleet.answered.failedCalls.length === 0 ? 0 : 1
}

try {
  process.exitCode = await simulate()
} catch (error) {
  const misuse = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
  process.stderr.write(`${misuse ? `${error instanceof Error ? error.message : error}\n${usage}` : error}\n`)
  process.exitCode = misuse ? 2 : 1
}
