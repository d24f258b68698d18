// Writes generated/: OCPP's own schemas, taken from npm ocpp-rpc at build time, as validators and types. Neither is committed (see docs/decisions).
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileSet } from './compile.ts'
import { schemaSets } from './schemas.ts'

const require = createRequire(import.meta.url)
const target = new URL('../generated/', import.meta.url)

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
for (const set of schemaSets) {
  const schemas: unknown = JSON.parse(readFileSync(require.resolve(`ocpp-rpc/lib/schemas/${set.source}`), 'utf8'))
  if (!Array.isArray(schemas)) throw new Error(`${set.source} is not a list of schemas`)
  for (const [name, text] of Object.entries(compileSet(set, schemas))) writeFileSync(new URL(name, target), text)
}
