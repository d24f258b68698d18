// `./chargeplane bench hold`: how many booted stations one machine holds, everything included, and whether they can be reached meanwhile.
import { hold } from './modes/hold.ts'
import { openHold } from './modes/hold-scene.ts'
import { readOptions, runMode, within } from './pool/run-mode.ts'

const { numbers, texts, json } = readOptions(
  {
    ...{ stations: 250_000, edges: 14, minutes: 10, 'per-second': 1000, 'commands-per-second': 20 },
    ...{ 'heartbeat-s': 900, 'ping-s': 60, 'most-under-way': 2000 },
  },
  { through: ['api', 'grpc'], security: ['plain', 'tls', 'mtls'] },
)
const asked = { ...numbers, through: texts.through ?? 'api', security: texts.security ?? 'plain' }
await runMode(json, () => within(openHold(asked), scene => hold(scene, asked)))
