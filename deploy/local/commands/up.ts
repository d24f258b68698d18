import { relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { command } from '../cli/command.ts'
import { interruptible } from '../cli/interrupt.ts'
import { say } from '../cli/say.ts'
import { describeProcess, forgetRecord, writeRecord } from '../infra/process-record.ts'
import { describeTls } from '../pki/local-pki.ts'
import { type Description, readDescription } from '../platform/description.ts'
import { exclusively, foregroundFile } from '../platform/lock.ts'
import { apiKeyFile } from '../platform/paths.ts'
import { recordedServices, runningService } from '../platform/service-processes.ts'
import { edgeUrl, maxEdges } from '../platform/services.ts'
import { startPlatform } from '../platform/start.ts'
import { stopPlatform } from '../platform/stop.ts'

const port = { kind: 'integer', value: 'PORT', min: 1024, max: 50_000 } as const

export const up = command({
  about: 'start the whole platform, and what it needs; what runs already stays',
  options: {
    edges: {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: maxEdges,
      default: 2,
      about: 'edge processes, which share a port',
    },
    'edge-port': { ...port, default: 9000, about: 'where stations connect (WebSocket)' },
    'http-port': { ...port, default: 8080, about: 'where the HTTP API is' },
    'port-offset': {
      kind: 'integer',
      value: 'N',
      min: 0,
      max: 13_000,
      default: 0,
      about: 'added to every port, so that two clones can run side by side',
    },
    tls: { kind: 'flag', about: 'listen for security profiles 2 and 3 too, with a PKI made for trying them out' },
    detach: { kind: 'flag', short: 'd', about: 'come back when it is up; without it Ctrl-C takes it down again' },
  },
  async run({ options: { edges, detach, tls, ...ports } }) {
    const portOffset = ports['port-offset']
    const wanted = {
      edges,
      edgePort: ports['edge-port'] + portOffset,
      httpPort: ports['http-port'] + portOffset,
      portOffset,
      tls,
    }
    if (!detach) return interruptible(signal => inForeground(wanted, signal))
    addresses(await exclusively(() => startPlatform(wanted)))
    return 0
  },
})

function addresses({ options, backends }: Description): void {
  const how = { given: 'given', compose: 'Docker Compose', local: 'local process' }
  const list = Object.entries(backends).map(([name, by]) => `${name} (${how[by]})`)
  process.stdout.write(`
HTTP API   http://127.0.0.1:${options.httpPort}/v1   Authorization: Bearer $(cat ${relative(process.cwd(), apiKeyFile)})
stations   ${edgeUrl(options.edgePort)}/{station}   ${options.edges} edge${options.edges > 1 ? 's' : ''}
backends   ${list.join(', ')}
${options.tls === true ? describeTls(options.portOffset) : ''}`)
}

/** The first signal takes the platform down in order; whoever can't wait has `kill -9` and a later `./chargeplane down`. */
async function inForeground(wanted: Description['options'], signal: AbortSignal): Promise<number> {
  const self = describeProcess(process.pid)
  if (self) writeRecord(foregroundFile, self)
  try {
    addresses(await exclusively(() => startPlatform(wanted, signal)))
    say('\nCtrl-C takes it down')
    await watch(signal)
  } catch (error) {
    if (!signal.aborted) throw error // what was started stays, to be looked at; `down` ends it
  } finally {
    forgetRecord(foregroundFile)
  }
  if (signal.aborted) {
    say('\ntaking it down')
    await exclusively(() => stopPlatform({ wipe: false }))
  }
  return 0
}

/** Says when a process dies. Ends on the signal, or when a `down` elsewhere has taken the platform away. */
async function watch(signal: AbortSignal): Promise<void> {
  // Dead at one look may be on its way down, or up again.
  const deadLooks = new Map<string, number>()
  while (!signal.aborted && readDescription()) {
    for (const name of recordedServices()) {
      const looks = runningService(name) ? 0 : (deadLooks.get(name) ?? 0) + 1
      deadLooks.set(name, looks)
      if (looks === 2) say(`${name} has died: ./chargeplane logs ${name}; ./chargeplane up --detach starts it again`)
    }
    await sleep(500, undefined, { signal }).catch(() => undefined)
  }
}
