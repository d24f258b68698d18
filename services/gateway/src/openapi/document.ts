// OpenAPI 3.1 from the table of routes: the schemas that check requests and answers are the ones that are documented.
import { catalogue, type FailureCode } from '@chargeplane/failure'
import type { z } from 'zod'
import { problem } from '../http/problem.ts'
import type { Route } from '../http/route.ts'
import { actionPayloads, ocppSchemas } from './ocpp-schemas.ts'
import { type SchemaBook, schemaBook } from './schemas.ts'
import type { Content, Json, OpenApiDocument, Operation, Parameter } from './types.ts'

/** What any route that needs a key may answer. */
const keyed: readonly FailureCode[] = [
  'unauthenticated',
  'permission_denied',
  'resource_exhausted',
  'unavailable',
  'deadline_exceeded',
]

/** Of the API, not of the software: the major number is the one in the paths. */
const version = '1.0.0'

export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const schemas = schemaBook()
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, schemas) }
  }
  const problemReference = schemas.add(problem, 'output')
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chargeplane',
      version,
      description:
        'Control plane of a charging network. Errors are RFC 9457 problem documents; lists are read page by page.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(route => route.tag))].map(name => ({ name })),
    security: [{ apiKey: [] }],
    paths,
    components: {
      schemas: { ...schemas.named(), ...ocppSchemas() },
      responses: {
        Problem: {
          description: 'Problem document (RFC 9457)',
          content: { 'application/problem+json': { schema: problemReference } },
        },
      },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, cp_...; it decides tenant and role' },
      },
    },
  }
}

function operation(route: Route, schemas: SchemaBook): Operation {
  const { id, role, tag, summary, description, params, query, body } = route
  const needs = role === 'public' ? 'Needs no API key.' : `Needs the role ${role}.`
  const content = route.response === undefined ? rawContent(route) : jsonContent(answer(route, route.response, schemas))
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: description === undefined ? needs : `${description}\n\n${needs}`,
    ...(role === 'public' ? { security: [] } : {}),
    parameters: [...parameters('path', params, schemas), ...parameters('query', query, schemas)],
    ...(body === undefined ? {} : { requestBody: requestBody(route, body, schemas) }),
    responses: {
      [route.status]: {
        description: route.status === 204 ? 'Done' : 'Answer',
        ...(content === undefined ? {} : { content }),
      },
      ...problemResponses(route),
    },
  }
}

function rawContent({ contentType }: Route): Content | undefined {
  if (contentType === undefined) return undefined
  return { [contentType]: { schema: { type: contentType === 'application/json' ? 'object' : 'string' } } }
}

function jsonContent(schema: Json): Content {
  return { 'application/json': { schema } }
}

function requestBody({ ocppAction }: Route, body: z.ZodType, schemas: SchemaBook): Operation['requestBody'] {
  const schema =
    ocppAction === undefined ? schemas.add(body, 'input') : { anyOf: actionPayloads(ocppAction, 'Request') }
  return { required: !body.safeParse(undefined).success, content: jsonContent(schema) }
}

/** What a station answers to an OCPP action is documented, and not promised: a faulty answer is handed on. */
function answer({ ocppAction }: Route, response: z.ZodType, schemas: SchemaBook): Json {
  const whole = schemas.add(response, 'output')
  if (ocppAction === undefined) return whole
  const anything = {
    description: 'null after an error, and whatever the station answered where there is a schemaFault',
  }
  return {
    allOf: [whole, { properties: { response: { anyOf: [...actionPayloads(ocppAction, 'Response'), anything] } } }],
  }
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined, schemas: SchemaBook): Parameter[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = schemas.add(schema, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema: property,
  }))
}

/** One response per status, whose description names the codes. */
function problemResponses(route: Route): Operation['responses'] {
  const hasInput = route.params !== undefined || route.query !== undefined || route.body !== undefined
  const codes: FailureCode[] = ['internal', ...(route.role === 'public' ? [] : keyed), ...route.errors]
  if (hasInput) codes.push('invalid_argument')
  if (route.body !== undefined) codes.push('format_violation')
  const responses: Operation['responses'] = {}
  const describe = (status: number, text: string) => {
    responses[status] = { $ref: '#/components/responses/Problem', description: text }
  }
  for (const [status, group] of Map.groupBy(new Set(codes), code => catalogue[code].http)) {
    describe(status, group.map(code => `${catalogue[code].title} (${code})`).join('; '))
  }
  if (route.body !== undefined) {
    describe(413, 'Request body too large (payload_too_large)')
    describe(415, 'Unsupported media type (unsupported_media_type)')
  }
  return responses
}
