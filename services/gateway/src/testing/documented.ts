// Holds real answers against the OpenAPI document with a validator that knows nothing of zod.
import assert from 'node:assert/strict'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { routes } from '../handlers.ts'
import { openApiDocument } from '../openapi/document.ts'
import type { Operation } from '../openapi/types.ts'

const document = openApiDocument(routes)
const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
const compiled = new Map<unknown, ValidateFunction>()

/** Statuses that any path has, whatever its operations say: no such path or method, a request that is not HTTP. */
const everywhere = new Set([404, 405, 400, 500])

/** Fails when an answer has a status or a body that the document does not have for the operation. */
export function assertDocumented(method: string, path: string, response: Response, body: unknown): void {
  const operation = operationOf(method, path)
  const status = String(response.status)
  const documented = operation?.responses[status]
  if (documented === undefined)
    assert.ok(everywhere.has(response.status), `${method} ${path}: ${status} is not documented`)
  const what = `${method} ${path} ${status}`
  if (response.status >= 400) {
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
    assertMatches(document.components.schemas.Problem, body, what)
    return
  }
  const schema = documented?.content?.['application/json']?.schema
  if (body !== undefined && schema !== undefined) assertMatches(schema, body, what)
}

function operationOf(method: string, path: string): Operation | undefined {
  const matches = Object.keys(document.paths).filter(template =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]*')}$`).test(path),
  )
  // A path without parameters beats one that has some, as in the router.
  const template = matches.sort((a, b) => a.split('{').length - b.split('{').length)[0]
  return template === undefined
    ? undefined
    : document.paths[template]?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
}

function assertMatches(schema: unknown, body: unknown, what: string): void {
  assert.ok(typeof schema === 'object' && schema !== null)
  // The references within a schema point into the document.
  const validate = compiled.get(schema) ?? ajv.compile({ ...schema, components: document.components })
  compiled.set(schema, validate)
  assert.ok(
    validate(body),
    `${what} is not as documented: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`,
  )
}
