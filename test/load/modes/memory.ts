// Own memory of an edge per idle station: before any is there, and when all are booted and quiet. Both times after a full collection of garbage,
// so that neither counts what only waits to be collected; before the first, some stations have come and gone, so that code, caches of types and
// the connections to peers count as the process and not as stations.
import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '@chargeplane/local-stack'
import { collectGarbage, inspectable } from '../pool/collect-garbage.ts'
import { takenBy } from '../pool/processes.ts'
import { type Findings, keep, reach } from '../pool/result.ts'
import { say, within } from '../pool/run-mode.ts'
import { openScene, type Scene } from '../pool/scene.ts'

/** KiB per idle station. */
const promisedKiB: Record<string, number> = { plain: 3, tls: 6, mtls: 14 }
const connectWithinMs = 600_000

export interface MemoryOptions {
  stations: number
  'per-second': number
  /** How long nothing but pings happens before the end is measured. */
  'quiet-seconds': number
  /** Stations that come and go before the beginning is measured. */
  'warm-up': number
}

/** What docs/operating.md has for where memory is scarce: smaller young spaces, and large buffers that the C library gives back at once. */
const thrifty = {
  NODE_OPTIONS: '--max-semi-space-size=4',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
}

/** `spending`: 'default' or 'thrifty'. */
export async function measureMemory(options: MemoryOptions, security: string, spending: string): Promise<Findings> {
  const more = spending === 'thrifty' ? thrifty : { NODE_OPTIONS: '' }
  const [port = 0] = await freePorts(1)
  const scene = openScene({
    stations: options.stations,
    edges: 1,
    // Nobody's is due while the end is measured.
    heartbeatS: 3600,
    env: { edge: { ...more, NODE_OPTIONS: `${more.NODE_OPTIONS} ${inspectable(port)}` } },
    security,
    say,
  })
  const findings = await within(scene, opened => measure(opened, options, security, port))
  if (spending === 'default') return findings
  const { mode, about, settings } = findings
  return {
    ...findings,
    mode: `${mode}-${spending}`,
    about: `${about}, but thrifty`,
    settings: { ...settings, spending },
  }
}

async function measure(scene: Scene, options: MemoryOptions, security: string, port: number): Promise<Findings> {
  const { pool, platform } = scene
  const { stations } = options
  const pid = platform.edges[0]?.pid ?? 0
  const look = () => takenBy(pid)?.pssBytes ?? Number.NaN
  const few = { from: 0, to: Math.min(options['warm-up'], stations) }
  pool.connect(few, options['per-second'])
  await pool.until(({ booted }) => booted === few.to, connectWithinMs)
  pool.leave(few)
  await pool.until(({ open }) => open === 0, connectWithinMs)
  await collectGarbage(pid, port)
  const empty = look()
  say(`empty: ${mebibytes(empty)} MiB`)
  pool.connect(pool.all, options['per-second'])
  await pool.until(({ booted }) => booted === stations, connectWithinMs)
  const busy = look()
  await sleep(options['quiet-seconds'] * 1000)
  const quiet = look()
  await collectGarbage(pid, port)
  const full = look()
  const { counts } = await pool.tally()
  const perStation = (bytes: number) => (bytes - empty) / counts.booted / 1024
  const promised = promisedKiB[security] ?? 0
  return {
    mode: security === 'plain' ? 'memory' : `memory-${security}`,
    about: `${stations} idle stations (${security}) in one edge process with default settings`,
    settings: { ...options, security },
    figures: [
      { what: 'empty, after stations have come and gone', value: mebibytes(empty), unit: 'MiB' },
      { what: 'all booted, at once', value: mebibytes(busy), unit: 'MiB' },
      { what: `after ${options['quiet-seconds']} s of quiet`, value: mebibytes(quiet), unit: 'MiB' },
      { what: 'and after a collection of garbage', value: mebibytes(full), unit: 'MiB' },
      { what: 'per station at once, with what awaits collection', value: perStation(busy), unit: 'KiB' },
      { what: 'per station after quiet, with what still awaits collection', value: perStation(quiet), unit: 'KiB' },
      { what: 'per station in the processes of the fleet', value: fleetShare(scene, counts.booted), unit: 'KiB' },
    ],
    promises: [
      keep('per idle station', perStation(full), promised, 'KiB'),
      reach('booted stations', counts.booted, stations, ''),
      keep('unwanted closes', counts.unwantedCloses, 0, ''),
    ],
    notes: [
      'Proportional set size of the edge (smaps_rollup); the memory of sockets in the kernel is not in it.',
      ...(security === 'mtls' ? ['Stations send their own certificate and none above it.'] : []),
    ],
  }
}

const mebibytes = (bytes: number) => bytes / 2 ** 20
const fleetShare = (scene: Scene, stations: number) =>
  (scene.taken()['the fleet']?.pssBytes ?? Number.NaN) / Math.max(1, stations) / 1024
