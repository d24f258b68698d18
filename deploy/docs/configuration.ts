// Writes docs/configuration.md from what every service declares; with --check only compares, and exits 1 when they differ.
//   node --conditions=@chargeplane/source deploy/docs/configuration.ts [--check] [--page FILE]
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { renderConfiguration, type ServiceShapes } from './render-configuration.ts'

const root = new URL('../../', import.meta.url)

type Shape = ServiceShapes extends ReadonlyMap<string, infer Value> ? Value : never

async function loadShapes(): Promise<ServiceShapes> {
  const shapes = new Map<string, Shape>()
  for (const entry of readdirSync(new URL('services/', root), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const path = `services/${entry.name}/src/config.ts`
    const module: { shape?: Shape } = await import(new URL(path, root).href)
    if (module.shape === undefined) throw new Error(`${path} does not export its shape`)
    shapes.set(entry.name, module.shape)
  }
  return shapes
}

function existing(page: string): string | undefined {
  return existsSync(page) ? readFileSync(page, 'utf8') : undefined
}

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    page: { type: 'string', default: fileURLToPath(new URL('docs/configuration.md', root)) },
  },
})
const { page } = values
const rendered = renderConfiguration(await loadShapes())
if (!values.check) {
  writeFileSync(page, rendered)
} else if (existing(page) !== rendered) {
  console.error(`${page} is not what the services declare: run deploy/docs/configuration.ts`)
  process.exitCode = 1
}
