import { type Route, rawRoute } from '../http/route.ts'
import { openApiDocument } from '../openapi/document.ts'
import { documentationPage, pagePolicy } from '../openapi/page.ts'

const tag = 'Documentation'

/** The given routes and the two that document them all. */
export function withDocumentation(routes: readonly Route[]): readonly Route[] {
  const all: Route[] = [...routes]
  // Made when it is first asked for, and once: it holds the schemas of all OCPP messages.
  const text = lazy(() => JSON.stringify(openApiDocument(all)))
  const page = lazy(() => documentationPage(openApiDocument(all)))
  all.push(
    rawRoute({
      id: 'getOpenApi',
      method: 'GET',
      path: '/v1/openapi.json',
      role: 'public',
      tag,
      summary: 'This API as OpenAPI 3.1',
      contentType: 'application/json',
      handle: () => ({ kind: 'text', contentType: 'application/json; charset=utf-8', text: text() }),
    }),
    rawRoute({
      id: 'getDocumentation',
      method: 'GET',
      path: '/v1/docs',
      role: 'public',
      tag,
      summary: 'This API as a page for people',
      contentType: 'text/html; charset=utf-8',
      handle: () => ({
        kind: 'text',
        contentType: 'text/html; charset=utf-8',
        text: page(),
        headers: { 'content-security-policy': pagePolicy },
      }),
    }),
  )
  return all
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
