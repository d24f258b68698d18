import { command } from '../cli/command.ts'
import { runningFrom } from '../infra/process-record.ts'
import { waitUntil } from '../infra/wait.ts'
import { exclusively, foregroundFile } from '../platform/lock.ts'
import { stopPlatform } from '../platform/stop.ts'

export const down = command({
  about: 'stop everything that runs; data stays',
  options: { wipe: { kind: 'flag', about: 'delete the data, the secrets and the API key as well' } },
  async run({ options: { wipe } }) {
    await exclusively(() => stopPlatform({ wipe }))
    // An `up` in another terminal sees that it has nothing left to watch.
    await waitUntil('the other ./chargeplane up has to end', () => !runningFrom(foregroundFile), { timeoutMs: 5000 })
    return 0
  },
})
