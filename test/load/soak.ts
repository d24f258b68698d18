// `./chargeplane bench soak`: mixed traffic for hours; whether anything grows, and whether anything is lost.
import { openSoak, soak } from './modes/soak.ts'
import { readOptions, runMode, within } from './pool/run-mode.ts'

const { numbers, texts, json } = readOptions(
  {
    ...{ stations: 10_000, edges: 2, hours: 1, 'per-second': 300, 'commands-per-second': 2 },
    ...{ 'reconnects-per-minute': 60, 'sample-s': 10, 'warm-up-share': 0.25, 'connect-per-second': 400 },
  },
  { security: ['plain', 'tls', 'mtls'] },
)
const asked = { ...numbers, security: texts.security ?? 'plain' }
await runMode(json, () => within(openSoak(asked), scene => soak(scene, asked)))
