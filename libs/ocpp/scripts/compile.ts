// Compiles the schemas of one OCPP version into one module of plain functions and its typing.
import ajvModule, { type Ajv as AjvInstance } from 'ajv'
import standaloneModule from 'ajv/dist/standalone/index.js'
import { type JsonSchema, normalise } from './json-schema.ts'
import type { SchemaSet } from './schemas.ts'
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

function sourcesOf(set: SchemaSet, schemas: readonly unknown[]): Source[] {
  const byId = new Map(schemas.map(schema => [(schema as { $id?: string }).$id ?? '', schema]))
  const pick = (action: string, part: 'req' | 'conf', tolerant: boolean): Source => {
    const schema = byId.get(`urn:${action}.${part}`)
    if (schema === undefined) throw new Error(`${set.source} has no schema urn:${action}.${part}`)
    const name = `${action}${part === 'req' ? 'Request' : 'Response'}`
    return { name, schema: normalise(schema, name), tolerant }
  }
  return [
    ...set.fromStation.flatMap(action => [pick(action, 'req', true), pick(action, 'conf', false)]),
    ...set.fromCsms.flatMap(action => [pick(action, 'req', false), pick(action, 'conf', true)]),
  ]
}

function compileSources(sources: readonly Source[], tolerant: boolean): string {
  const ajv = compiler(tolerant ? openFormats : strictFormats)
  const chosen = sources.filter(source => source.tolerant === tolerant)
  for (const { name, schema } of chosen) ajv.addSchema({ ...schema, $id: name }, name)
  return standaloneCode(ajv, Object.fromEntries(chosen.map(({ name }) => [name, name])))
}

/** Returns the text of `<module>-station.js`, `<module>-csms.js` (who writes the payload), `<module>.js` and `<module>.d.ts`. */
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
  files[`${set.module}.d.ts`] = `import type { Validator } from '../src/validate.ts'\n${types.join('')}`
  return files
}
