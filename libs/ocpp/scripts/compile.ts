// Compiles the schemas of one OCPP version into one module of plain functions and its typing.
import ajvModule, { type Ajv as AjvInstance } from 'ajv'
import standaloneModule from 'ajv/dist/standalone/index.js'
import { type JsonSchema, normalise } from './json-schema.ts'
import type { SchemaPair, SchemaSet } from './schemas.ts'
import { typeOf } from './types.ts'

const { Ajv } = ajvModule
const standaloneCode = standaloneModule.default

// RFC 3339 as OCPP wants it. Only what we send is held to it: a station's clock text is repaired, never a reason to bounce a message.
const strictFormats = {
  'date-time':
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
  uri: /^[a-zA-Z][a-zA-Z0-9+.-]*:\S+$/,
}
const openFormats = { 'date-time': true, uri: true } as const

// ajv asks for its own runtime by `require`, which an ES module has not; the one helper it needs is counted here instead.
const lengthRequire = /require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g
const lengthHelper = `// Code points, as JSON Schema counts; most texts are short and without surrogates.
function textLength(text) {
  let length = text.length
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) length--, i++
  }
  return length
}
`

function compiler(formats: typeof strictFormats | typeof openFormats): AjvInstance {
  return new Ajv({
    strict: false,
    allErrors: false,
    // 16.1 is a multiple of 0.1 for everyone but binary floating point.
    multipleOfPrecision: 6,
    formats,
    code: { source: true, esm: true, optimize: 2 },
  })
}

interface Source {
  name: string
  schema: JsonSchema
  /** Whether a station writes it. */
  tolerant: boolean
}

/** Schemas by action and part, under whichever of the two spellings of ids the version has (`urn:X.req`, `urn:XRequest`). */
function schemasByName(schemas: readonly unknown[]): Map<string, unknown> {
  return new Map(
    schemas.map(schema => {
      const id = (schema as { $id?: string }).$id ?? ''
      return [
        id
          .replace('urn:', '')
          .replace(/\.req$/, 'Request')
          .replace(/\.conf$/, 'Response'),
        schema,
      ]
    }),
  )
}

function sourcesOf(set: SchemaSet, schemas: readonly unknown[]): Source[] {
  const byName = schemasByName(schemas)
  const pick = (name: string, tolerant: boolean): Source => {
    // The one message without an answer has no suffix.
    const schema = byName.get(name) ?? byName.get(name.replace(/Request$/, ''))
    if (schema === undefined) throw new Error(`${set.source} has no schema of ${name}`)
    return { name, schema: normalise(schema, name), tolerant }
  }
  const pair = ({ action, answered }: SchemaPair, byStation: boolean): Source[] => [
    pick(`${action}Request`, byStation),
    ...(answered ? [pick(`${action}Response`, !byStation)] : []),
  ]
  return [...set.fromStation.flatMap(one => pair(one, true)), ...set.fromCsms.flatMap(one => pair(one, false))]
}

function compileSources(sources: readonly Source[], tolerant: boolean): string {
  const ajv = compiler(tolerant ? openFormats : strictFormats)
  const chosen = sources.filter(source => source.tolerant === tolerant)
  for (const { name, schema } of chosen) ajv.addSchema({ ...schema, $id: name }, name)
  return standaloneCode(ajv, Object.fromEntries(chosen.map(({ name }) => [name, name])))
}

/** Whether it belongs to something that we may ask a station: those pairs are part of the API document. */
function isOurs(set: SchemaSet, name: string): boolean {
  return (
    name.startsWith('DataTransfer') ||
    set.fromCsms.some(({ action }) => name.replace(/(Request|Response)$/, '') === action)
  )
}

/**
 * Returns the text of `<module>-station.js`, `<module>-csms.js` (who writes the payload), `<module>.js`, `<module>.d.ts` and
 * `<module>-schemas.json` (the pairs of our commands, without prose).
 */
export function compileSet(set: SchemaSet, schemas: readonly unknown[]): Record<string, string> {
  const sources = sourcesOf(set, schemas)
  const files: Record<string, string> = {}
  for (const [writer, tolerant] of [['station', true] as const, ['csms', false] as const]) {
    const code = compileSources(sources, tolerant).replace(lengthRequire, 'textLength')
    if (code.includes('require(')) throw new Error(`${set.module}: generated code requires something at run time`)
    files[`${set.module}-${writer}.js`] = `${lengthHelper}${code}`
  }
  files[`${set.module}.js`] = `export * from './${set.module}-station.js'\nexport * from './${set.module}-csms.js'\n`
  const types = sources.map(
    ({ name, schema }) =>
      `export type ${name} = ${typeOf(schema, schema.definitions ?? {})}\nexport declare const ${name}: Validator<${name}>\n`,
  )
  const byAction = (part: string) =>
    sources
      .filter(({ name }) => name.endsWith(part))
      .map(({ name }) => `  ${name.slice(0, -part.length)}: ${name}\n`)
      .join('')
  types.push(
    `/** By action. */\nexport interface Requests {\n${byAction('Request')}}\n`,
    `/** By action. */\nexport interface Responses {\n${byAction('Response')}}\n`,
  )
  files[`${set.module}.d.ts`] = `import type { Validator } from '../src/validate.ts'\n${types.join('')}`
  files[`${set.module}-schemas.json`] = JSON.stringify(
    Object.fromEntries(sources.filter(({ name }) => isOurs(set, name)).map(({ name, schema }) => [name, schema])),
  )
  return files
}
