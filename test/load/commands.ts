// `./chargeplane bench commands`: commands to random stations at a rate, and whether each reaches the station it names.
import { commands } from './modes/commands.ts'
import { readOptions, runMode, say, within } from './pool/run-mode.ts'
import { openScene } from './pool/scene.ts'

const { numbers, texts, json } = readOptions(
  { stations: 10_000, edges: 2, 'per-second': 500, seconds: 60, 'connect-per-second': 800 },
  { through: ['grpc', 'api'], security: ['plain', 'tls', 'mtls'] },
)
const { stations, edges } = numbers
const asked = { ...numbers, through: texts.through ?? 'grpc' }
await runMode(json, () =>
  within(openScene({ stations, edges, security: texts.security, say }), scene => commands(scene, asked)),
)
