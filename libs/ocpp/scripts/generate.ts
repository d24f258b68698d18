// Writes generated/: the schemas that OCPP publishes, taken from npm ocpp-rpc at build time, as validators and types. Neither is committed:
// the schemas are not ours to publish.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { compileSet } from './compile.ts'
import { schemaSets } from './schemas.ts'

const sources = new URL('lib/schemas/', import.meta.resolve('ocpp-rpc/package.json'))
const target = new URL('../generated/', import.meta.url)

const written = schemaSets.flatMap(set => {
  const schemas: unknown = JSON.parse(readFileSync(new URL(set.source, sources), 'utf8'))
  if (!Array.isArray(schemas)) throw new Error(`${set.source} is not a list of schemas`)
  return Object.entries(compileSet(set, schemas))
})
// Only once everything has compiled: a faulty run leaves the last good one.
rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
for (const [name, text] of written) writeFileSync(new URL(name, target), text)
