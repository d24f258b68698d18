// A collector of spans: the OTLP/HTTP end that services export to, kept in memory for a test to look at.
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'

export interface CollectedSpan {
  service: string
  name: string
  traceId: string
  spanId: string
  parentSpanId: string
  kind: number
  attributes: Record<string, unknown>
}

export interface Collector {
  url: string
  spans: CollectedSpan[]
  close(): Promise<void>
}

interface OtlpValue {
  stringValue?: string
  intValue?: string | number
  boolValue?: boolean
  doubleValue?: number
}
interface OtlpAttribute {
  key: string
  value: OtlpValue
}
interface OtlpTraces {
  resourceSpans?: {
    resource?: { attributes?: OtlpAttribute[] }
    scopeSpans?: {
      spans?: {
        name: string
        traceId: string
        spanId: string
        parentSpanId?: string
        kind?: number
        attributes?: OtlpAttribute[]
      }[]
    }[]
  }[]
}

/** Listens on a free port for traces as OTLP JSON; metrics are accepted and dropped. */
export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
      if (request.url === '/v1/traces') spans.push(...read(JSON.parse(body.toString('utf8'))))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the collector has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function read(traces: OtlpTraces): CollectedSpan[] {
  return (traces.resourceSpans ?? []).flatMap(resource => {
    const service = String(attributes(resource.resource?.attributes)['service.name'] ?? '')
    return (resource.scopeSpans ?? []).flatMap(scope =>
      (scope.spans ?? []).map(span => ({
        service,
        name: span.name,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? '',
        kind: span.kind ?? 0,
        attributes: attributes(span.attributes),
      })),
    )
  })
}

function attributes(list: OtlpAttribute[] = []): Record<string, unknown> {
  return Object.fromEntries(
    list.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.boolValue ?? value.doubleValue]),
  )
}
