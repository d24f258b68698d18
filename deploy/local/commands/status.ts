import { connect } from 'node:net'
import { parseRedisUrl } from '@chargeplane/config'
import { command } from '../cli/command.ts'
import { columns } from '../cli/help.ts'
import { type BackendName, backendPid } from '../infra/backend.ts'
import { backendNames, variableOf } from '../infra/local-backends.ts'
import { type Description, needDescription } from '../platform/description.ts'
import { dataOf } from '../platform/paths.ts'
import { openSecrets } from '../platform/secrets.ts'
import { isReady, runningService } from '../platform/service-processes.ts'
import { planServices, type ServiceProcess } from '../platform/services.ts'

type State = 'ready' | 'not ready' | 'dead' | 'unreachable'
type Row = readonly [name: string, pid: string, state: State, address: string]

export const status = command({
  about: 'show every process: pid, state, address; exit code 1 unless all is ready',
  options: {},
  async run() {
    const description = needDescription()
    const services = planServices(description.options, description.addresses, openSecrets())
    const rows = await Promise.all([
      ...backendNames.map(name => backendRow(name, description)),
      ...services.map(service => serviceRow(service)),
    ])
    process.stdout.write(`${columns([['SERVICE', 'PID', 'STATE', 'ADDRESS'], ...rows])}\n`)
    return rows.every(([, , state]) => state === 'ready') ? 0 : 1
  },
})

async function serviceRow(service: ServiceProcess): Promise<Row> {
  const running = runningService(service.name)
  const ready = running ? await isReady(service).catch(() => false) : false
  return [
    service.name,
    String(running?.pid ?? '-'),
    running ? (ready ? 'ready' : 'not ready') : 'dead',
    service.address,
  ]
}

async function backendRow(name: BackendName, { addresses, backends }: Description): Promise<Row> {
  const places = placesOf(addresses[variableOf[name]])
  const reached = await Promise.all(places.map(isReachable))
  const shown = places.map(place => `${place.host}:${place.port}`).join(',')
  const pid = backends[name] === 'local' ? String(backendPid(dataOf(name)) ?? '-') : backends[name]
  return [name, pid, reached.includes(true) ? 'ready' : 'unreachable', shown]
}

interface Place {
  host: string
  port: number
}

/** Of a URL or a list of host:port: without user and password, so that it can be shown. */
export function placesOf(address: string): Place[] {
  if (/^rediss?[:-]/.test(address)) return parseRedisUrl(address).hosts
  const defaults: Record<string, number> = { 'postgres:': 5432, 'postgresql:': 5432 }
  return address.split(',').map(part => {
    const url = new URL(part.includes('://') ? part : `kafka://${part}`)
    return { host: url.hostname, port: Number(url.port) || (defaults[url.protocol] ?? 9092) }
  })
}

function isReachable({ host, port }: Place): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 2000 })
    const end = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false))
  })
}
