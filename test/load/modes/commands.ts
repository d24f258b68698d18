// Commands in an open loop to random stations, while those are quiet.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Findings, keep, reach } from '../pool/result.ts'
import type { Scene } from '../pool/scene.ts'
import { byApi, byGrpc, startCommands } from '../pool/send-commands.ts'
import { connectAll } from './connect-all.ts'

export interface CommandsOptions {
  stations: number
  'per-second': number
  seconds: number
  'connect-per-second': number
  through: string
}

export async function commands(scene: Scene, options: CommandsOptions): Promise<Findings> {
  const { pool, platform, stationsAddress } = scene
  const { stations, seconds } = options
  await connectAll(pool, options['connect-per-second'])
  const door = options.through === 'api' ? byApi(platform.apiUrl, platform.apiKey) : byGrpc(stationsAddress)
  const pick = () => Math.floor(Math.random() * pool.size)
  const running = startCommands({ perSecond: options['per-second'], pick, send: door.send })
  await sleep(seconds * 1000)
  const { sent, answered, misdelivered, failed, durations } = await running.stop()
  door.close()
  const { counts } = await pool.tally()
  return {
    mode: 'commands',
    about: `${options['per-second']} commands a second through ${options.through} to random ones of ${stations} stations for ${seconds} s`,
    settings: { ...options },
    figures: [
      { what: 'sent', value: sent, unit: '' },
      { what: 'answered', value: answered, unit: '' },
      { what: 'answered per second', value: answered / seconds, unit: '' },
      { what: 'p50', value: durations.p50Ms, unit: 'ms' },
      { what: 'p99', value: durations.p99Ms, unit: 'ms' },
      { what: 'p99.9', value: durations.p999Ms, unit: 'ms' },
    ],
    promises: [
      reach('answered', answered, sent, ''),
      keep('misdelivered', misdelivered + counts.misdelivered, 0, ''),
      keep('unwanted closes', counts.unwantedCloses, 0, ''),
    ],
    notes: Object.entries(failed).map(([how, times]) => `Not answered, ${how}: ${times}.`),
  }
}
