// `pnpm new:action VERSION ACTION station|csms`: the places that a new action of OCPP has to be named in, written for you. Schemas are not
// among them: they come with the build-time dependency.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const tables: Readonly<Record<string, string>> = { '1.6': 'actions16', '2.0.1': 'actions201', '2.1': 'actions21' }

export interface NewAction {
  readonly version: string
  readonly action: string
  readonly from: 'station' | 'csms'
}

/** Throws one sentence for what can't be meant. */
export function readArguments([version = '', action = '', from = '', ...more]: readonly string[]): NewAction {
  if (tables[version] === undefined)
    throw new Error(`VERSION is one of ${Object.keys(tables).join(', ')}, not '${version}'`)
  if (!/^[A-Z][A-Za-z0-9]+$/.test(action))
    throw new Error(`ACTION is written as in OCPP (NotifyEvent), not '${action}'`)
  if (from !== 'station' && from !== 'csms') throw new Error(`the sender is station or csms, not '${from}'`)
  if (more.length > 0) throw new Error(`'${more.join(' ')}' is one argument too many`)
  return { version, action, from }
}

/** NotifyEVChargingNeeds: notify-ev-charging-needs. */
export function fileName(action: string): string {
  return action
    .replace(/([a-z])([A-Z0-9])/g, '$1-$2')
    .replace(/([0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
}

/** `line` among the lines of `text` between the one that matches `opening` and the next that begins with `}`, in alphabetical order. */
function insertSorted(text: string, opening: RegExp, line: string): string {
  const lines = text.split('\n')
  const start = lines.findIndex(one => opening.test(one))
  if (start < 0) throw new Error(`there is no line ${opening} to write behind`)
  const end = lines.findIndex((one, index) => index > start && one.startsWith('}'))
  const rows = (index: number) => /^ {2}\w+:/.test(lines[index] ?? '')
  let at = start + 1
  while (at < end && (!rows(at) || (lines[at] ?? '') < line)) at += 1
  lines.splice(at, 0, line)
  return lines.join('\n')
}

function handlerOf({ version, action }: NewAction, types: string): string {
  return `import { fail } from '@chargeplane/failure'
import type { ${action}Request, ${action}Response } from '${types}'
import type { StationHandler } from '../../contract.ts'

/** OCPP ${version}: say which use case this is, and what a CSMS has to do about it. */
export const ${variableOf(action)}: StationHandler<${action}Request, ${action}Response> = {
  topic: 'ocpp.stations',
  answer() {
    throw fail('internal', '${action} is not written yet')
  },
  events: () => [],
}
`
}

function testOf({ version, action }: NewAction): string {
  return `import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange } from '../../testing.ts'

describe('${version} ${action}', () => {
  it('is answered, and becomes an event', () => {
    const { events, reply } = exchange('${version}', call('${action}', {}))
    assert.match(reply, /^\\[3,/)
    assert.equal(events.length, 1)
  })
})
`
}

const variableOf = (action: string): string => `${action.charAt(0).toLowerCase()}${action.slice(1)}`

/** Writes into the source folder of libs/ocpp; answers the files written. Throws, with nothing written, for an action that is there. */
export function scaffold(source: string, wanted: NewAction): string[] {
  const { version, action, from } = wanted
  const tablePath = join(source, 'table.ts')
  const table = readFileSync(tablePath, 'utf8')
  const family =
    version === '1.6'
      ? { folder: 'v16', handlers: 'handlers16', types: '#v16' }
      : { folder: 'v2', handlers: 'handlers2', types: '#v21' }
  const folder = join(source, 'actions', family.folder)
  const handler = join(folder, `${fileName(action)}.ts`)
  const opening = new RegExp(`^const ${tables[version]} = \\{`)
  const ofTable = table.slice(table.search(new RegExp(`^const ${tables[version]} = `, 'm')))
  if (new RegExp(`^ {2}${action}:`, 'm').test(ofTable.slice(0, ofTable.indexOf('\n}'))))
    throw new Error(`${version} has ${action} already`)
  if (from === 'station' && existsSync(handler)) throw new Error(`${handler} is there already`)
  writeFileSync(tablePath, insertSorted(table, opening, `  ${action}: ${from},`))
  if (from === 'csms') return [tablePath]
  const indexPath = join(folder, 'index.ts')
  const index = insertSorted(
    readFileSync(indexPath, 'utf8'),
    new RegExp(`^export const ${family.handlers} = `),
    `  ${action}: ${variableOf(action)},`,
  )
  writeFileSync(
    indexPath,
    index.replace(
      /\n\nexport const/,
      `\nimport { ${variableOf(action)} } from './${fileName(action)}.ts'\n\nexport const`,
    ),
  )
  writeFileSync(handler, handlerOf(wanted, family.types))
  writeFileSync(handler.replace(/\.ts$/, '.test.ts'), testOf(wanted))
  return [tablePath, indexPath, handler, handler.replace(/\.ts$/, '.test.ts')]
}

if (import.meta.main) {
  try {
    const wanted = readArguments(process.argv.slice(2))
    const written = scaffold(join(import.meta.dirname, '../src'), wanted)
    console.log(`${written.join('\n')}\nnext: pnpm run generate, pnpm exec biome check --write libs/ocpp`)
    if (wanted.from === 'station')
      console.log(
        'then: the handler and its test; a new event in proto/ and station-events.ts; its row in the handlers.ts of who owns it',
      )
  } catch (error) {
    console.error(`new:action: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}
