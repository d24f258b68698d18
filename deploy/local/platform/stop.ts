import { existsSync } from 'node:fs'
import { say } from '../cli/say.ts'
import type { Ending } from '../infra/daemon.ts'
import { stopBackends } from './backends.ts'
import { forgetDescription, readDescription } from './description.ts'
import { state } from './paths.ts'
import { forgetSecrets } from './secrets.ts'
import { recordedServices, stopService } from './service-processes.ts'

/** Ends every process of the platform, the doors first, then what stands behind them, the backends last. With `wipe`, data and secrets go too. */
export async function stopPlatform(options: { wipe: boolean }): Promise<void> {
  if (!existsSync(state)) return
  const names = recordedServices()
  const isFront = (name: string) => name === 'gateway' || name.startsWith('edge-')
  await endAll(names.filter(isFront))
  await endAll(names.filter(name => !isFront(name)))
  const description = readDescription()
  await stopBackends(description, options.wipe, sayEnding)
  if (options.wipe) forgetSecrets()
  forgetDescription()
  const given = Object.entries(description?.backends ?? {}).filter(([, how]) => how === 'given')
  if (given.length > 0) say(`left as they are, because they were given: ${given.map(([name]) => name).join(', ')}`)
}

async function endAll(names: string[]): Promise<void> {
  await Promise.all(names.map(async name => sayEnding(name, await stopService(name), 'had died')))
}

function sayEnding(name: string, ending: Ending, goneAlready?: string): void {
  const words = { ended: 'stopped', killed: 'killed: it did not end in time', 'gone already': goneAlready }[ending]
  if (words) say(`${name.padEnd(16)} ${words}`)
}
