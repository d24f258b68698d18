// `./chargeplane bench rolling-restart`: every edge in turn is told to stop and started again, under stations with running transactions.
import { openRollingRestart, rollingRestart } from './modes/rolling-restart.ts'
import { readOptions, runMode, within } from './pool/run-mode.ts'

const { numbers, texts, json } = readOptions(
  {
    ...{ stations: 20_000, edges: 6, 'connect-per-second': 800 },
    ...{ 'start-per-second': 1000, 'talk-per-second': 200, percent: 2, 'min-rate': 50 },
  },
  { security: ['plain', 'tls', 'mtls'] },
)
const asked = { ...numbers, security: texts.security ?? 'plain' }
await runMode(json, () => within(openRollingRestart(asked), scene => rollingRestart(scene, asked)))
