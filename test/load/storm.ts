// `./chargeplane bench storm`: everybody is cut off at once and comes back by OCPP's rules of backing off, while some stay and go on talking.
import { openStorm, storm } from './modes/storm.ts'
import { readOptions, runMode, within } from './pool/run-mode.ts'

const { numbers, texts, json } = readOptions(
  {
    ...{
      stations: 18_500,
      stayers: 500,
      edges: 1,
      'stayers-per-second': 100,
      'connect-per-second': 800,
      'calm-seconds': 15,
    },
    ...{
      'wait-minimum-ms': 1000,
      'random-range-ms': 8000,
      'repeat-times': 3,
      'accept-rate': 1200,
      'back-within-s': 30,
    },
  },
  { how: ['reset', 'kill'], security: ['plain', 'tls', 'mtls'] },
)
const asked = { ...numbers, how: texts.how ?? 'reset', security: texts.security ?? 'plain' }
await runMode(json, () => within(openStorm(asked), scene => storm(scene, asked)))
