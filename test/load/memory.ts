// `./chargeplane bench memory`: what an idle station costs the edge process that holds it. The whole platform runs with its default settings.
import { measureMemory } from './modes/memory.ts'
import { readOptions, runMode } from './pool/run-mode.ts'

const { numbers, texts, json } = readOptions(
  { stations: 19_000, 'per-second': 400, 'quiet-seconds': 45, 'warm-up': 500 },
  { security: ['plain', 'tls', 'mtls'], spending: ['default', 'thrifty'] },
)
await runMode(json, () => measureMemory(numbers, texts.security ?? 'plain', texts.spending ?? 'default'))
