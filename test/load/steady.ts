// `./chargeplane bench steady`: how long one edge takes to answer a mix of messages that come by a schedule, at half of the peak that it reaches
// on this machine in a closed loop.
import { openSteady, steady } from './modes/steady.ts'
import { readOptions, runMode, within } from './pool/run-mode.ts'

const { numbers, texts, json } = readOptions(
  { stations: 2000, seconds: 60, 'warm-up': 10, 'peak-stations': 200, 'peak-seconds': 10, 'share-of-peak': 0.5 },
  { security: ['plain', 'tls', 'mtls'], with: ['edge', 'everything'] },
)
const asked = { ...numbers, security: texts.security ?? 'plain', with: texts.with ?? 'edge' }
await runMode(json, () => within(openSteady(asked), scene => steady(scene, asked)))
