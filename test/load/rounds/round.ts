// One round: load on one server for some seconds, and what it cost.
import { runProgram } from './process.ts'
import { cpuSeconds, type Server } from './server.ts'

export interface Load {
  stations: number
  warmUpS: number
  measureS: number
}

export interface RoundResult {
  server: Server['name']
  callsPerSecond: number
  /** Processor time of the server process, microseconds per call. */
  cpuUsPerCall: number
  p50Ms: number
  p99Ms: number
}

interface DriverEnd {
  answered: number
  wrong: number
  seconds: number
  p50Ms: number
  p99Ms: number
}

const driver = new URL('../driver/main.ts', import.meta.url).pathname

export async function startRound(server: Server, load: Load): Promise<RoundResult> {
  const args = [server.port, load.stations, load.warmUpS, load.measureS].map(String)
  const program = runProgram(driver, args, { STATION_PASSWORDS: server.passwords.join(' ') })
  const ended = program.line(line => (line.phase === 'end' ? (line as Record<string, unknown> & DriverEnd) : undefined))
  // Its failure is looked at below; until then it must not count as unhandled.
  ended.catch(() => {})
  await program.line(line => (line.phase === 'begin' ? true : undefined))
  const before = cpuSeconds(server.pid)
  const { answered, wrong, seconds, p50Ms, p99Ms } = await ended
  const cpu = cpuSeconds(server.pid) - before
  await program.stop()
  if (wrong > 0)
    throw new Error(`${server.name}: ${wrong} calls were answered with an error, or their socket was closed`)
  if (answered === 0) throw new Error(`${server.name}: no call was answered`)
  const callsPerSecond = answered / seconds
  return { server: server.name, callsPerSecond, cpuUsPerCall: (cpu * 1e6) / answered, p50Ms, p99Ms }
}
