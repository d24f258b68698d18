// Which test files share a process, and in which order and company they run: the one place that says so.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Unit {
  /** What is said of it. */
  name: string
  files: readonly string[]
  /** All are loaded before the first begins, and what they leave open is theirs together: for those that share a platform. */
  together?: boolean
}

export interface Units {
  /** Each starts, stops or kills whole platforms. */
  suites: Unit[]
  /** Beside the code: apart from each other, so some run at a time. */
  beside: Unit[]
}

/** What lies deeper in a room of suites are the units that one is made of. */
const isSuite = /^test\/(integration|conformance|failure)\/[^/]+$|\.suite\.test\.ts$/
/**
 * Suites that share one platform, by the name of their unit; what takes longest comes first. Those of failures lose backends of their own, one
 * after the other: see stages in test/failure/scene.ts.
 */
const companies = {
  'the suites on one platform': /^test\/(integration|conformance)\//,
  'outages of Kafka and Redis': /^test\/failure\/(kafka-outage|redis-flush)\./,
  'outages of PostgreSQL and of our processes': /^test\/failure\/(postgres-outage|kill)\./,
}

/** Whoever does this could not tell its own doings from its neighbours', or would take them along. `// own process: …` asks for the same. */
const needsOwnProcess = [
  /^\/\/ own process: \S/m,
  /\bnode:child_process\b|\bstart(Service|Edge)?Process\b|\bopenServiceWorld\b|\brunToEnd\b/,
  /\bstart(Kafka\w*|Postgres|Redis\w*|Daemon|LocalBackends|OwnBackends)\b|\bwithPrivateBackends\b/,
  /\bprocess\.(exit|kill|emit|on|once|off)\b|\bprocess\.exitCode =/,
]
/** Measured to take longest, mostly waiting for Kafka and for leases to end: they begin before the others. */
const longRooms = ['libs/events', 'services/gateway', 'libs/service', 'services/edge']
/** These start processes of one service each, and end them: apart from the code of their room, but not from each other. */
const isMain = /\/main(\.[a-z-]+)?\.test\.ts$/

/** Of files relative to `root`. Within each group the longest come first, lest they be waited for at the end. */
export function unitsOf(root: string, files: readonly string[]): Units {
  const suites = files.filter(file => isSuite.test(file))
  const inCompany = new Set(suites.filter(file => Object.values(companies).some(names => names.test(file))))
  const quick = files.filter(file => !isSuite.test(file))
  const apart = new Set(quick.filter(file => needsOneOfItsOwn(file, readFileSync(join(root, file), 'utf8'))))
  const rooms = Map.groupBy(
    quick.filter(file => !apart.has(file)),
    roomOf,
  )
  const mains = Map.groupBy(
    [...apart].filter(file => isMain.test(file)),
    roomOf,
  )
  const inRooms = (isWanted: (room: string) => boolean) =>
    [...rooms].filter(([room]) => isWanted(room)).map(([room, files]) => shared(room, files))
  return {
    suites: [
      ...Object.entries(companies).flatMap(([company, names]) => {
        const sharing = suites.filter(file => names.test(file))
        return sharing.length > 0 ? [{ ...shared(company, sharing), together: true }] : []
      }),
      ...suites.filter(file => !inCompany.has(file)).map(alone),
    ],
    beside: [
      ...inRooms(room => longRooms.includes(room)),
      ...[...mains].map(([room, files]) => shared(`${room} as a process`, files)),
      ...[...apart].filter(file => !isMain.test(file)).map(alone),
      ...inRooms(room => !longRooms.includes(room)),
    ],
  }
}

export function needsOneOfItsOwn(file: string, text: string): boolean {
  return isMain.test(file) || needsOwnProcess.some(sign => sign.test(text))
}

function alone(file: string): Unit {
  return { name: file, files: [file] }
}

function shared(what: string, files: readonly string[]): Unit {
  const [only] = files
  return files.length === 1 && only ? alone(only) : { name: `${what}, ${files.length} files`, files }
}

function roomOf(file: string): string {
  return file.split('/').slice(0, 2).join('/')
}
