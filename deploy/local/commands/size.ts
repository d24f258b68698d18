import { command, misuse } from '../cli/command.ts'
import type { SecurityProfile } from '../sizing/costs.ts'
import { measuredCosts } from '../sizing/measured.ts'
import { size as sizeOf } from '../sizing/model.ts'
import { render } from '../sizing/table.ts'
import { type ProfileName, profiles, workloadOf } from '../sizing/workload.ts'

const names = Object.keys(profiles).join(', ')
/** 0 stands for what the profile says. */
const orProfile = { kind: 'integer', value: 'N', min: 0, default: 0 } as const

export const size = command({
  about: 'say how many edges, partitions, shards and servers a network needs, from measured costs',
  options: {
    stations: {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: 10_000_000,
      default: 10_000,
      about: 'stations, at most 10 million',
    },
    profile: { kind: 'text', value: 'NAME', about: `what is charged where: ${names} (default public)` },
    'security-profile': {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: 3,
      default: 2,
      about: 'of OCPP: 1 plain, 2 TLS, 3 client certificates',
    },
    'transactions-per-day': { ...orProfile, max: 1000, about: 'charges per station and day, instead of the profile’s' },
    'meter-interval': { ...orProfile, max: 86_400, about: 'seconds between two readings, instead of the profile’s' },
    heartbeat: {
      kind: 'integer',
      value: 'S',
      min: 10,
      max: 86_400,
      default: 900,
      about: 'seconds between two heartbeats',
    },
    'reconnect-minutes': {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: 1440,
      default: 5,
      about: 'everybody is back within, after all were cut at once',
    },
    'retention-days': {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: 36_500,
      default: 400,
      about: 'days that readings stay in the database',
    },
    json: { kind: 'flag', about: 'print the figures as JSON' },
  },
  async run({ options }) {
    process.stdout.write(`${sizingText(options)}\n`)
    return 0
  },
})

export interface SizeOptions {
  stations: number
  profile: string | undefined
  'security-profile': number
  'transactions-per-day': number
  'meter-interval': number
  heartbeat: number
  'reconnect-minutes': number
  'retention-days': number
  json: boolean
}

/** What is printed. Throws Failure('invalid_argument') for a profile that there is not. */
export function sizingText(options: SizeOptions): string {
  const workload = workloadOf(profileNamed(options.profile ?? 'public'), {
    stations: options.stations,
    securityProfile: options['security-profile'] as SecurityProfile,
    transactionsPerDay: options['transactions-per-day'] || undefined,
    meterIntervalS: options['meter-interval'] || undefined,
    heartbeatS: options.heartbeat,
    reconnectMinutes: options['reconnect-minutes'],
    retentionDays: options['retention-days'],
  })
  const sizing = sizeOf(workload, measuredCosts)
  return options.json ? JSON.stringify(sizing, undefined, 2) : render(sizing, measuredCosts)
}

function profileNamed(name: string): ProfileName {
  const found = (Object.keys(profiles) as ProfileName[]).find(each => each === name)
  if (found === undefined) throw misuse(`--profile has to be one of ${names}, not '${name}'`, '--profile')
  return found
}
