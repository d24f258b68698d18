/**
 * For tests: an OTLP/HTTP collector that keeps what it receives. It speaks the wire format of the real exporters, and can be told to refuse
 * or to hang, which is what collectors do at night.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type AnyValue = { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean }
type KeyValue = { key: string; value: AnyValue }
export type ReceivedAttributes = Record<string, string | number | boolean | undefined>

export interface ReceivedSpan {
  service: string
  resource: ReceivedAttributes
  traceId: string
  spanId: string
  /** Undefined for the root of a trace. */
  parentSpanId: string | undefined
  name: string
  /** OTLP numbers: 1 INTERNAL, 2 SERVER, 3 CLIENT, 4 PRODUCER, 5 CONSUMER. */
  kind: number
  attributes: ReceivedAttributes
  /** OTLP numbers: 0 unset, 1 ok, 2 error. */
  status: { code: number; message?: string }
}

export interface ReceivedPoint {
  attributes: ReceivedAttributes
  /** Of a counter or gauge. */
  value: number
  /** Of a histogram. */
  count: number
  sum: number
  bounds: number[]
}

export interface ReceivedMetric {
  service: string
  name: string
  unit: string
  description: string
  points: ReceivedPoint[]
}

export interface OtlpReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string
  readonly port: number
  /** Everything so far, in the order of arrival. */
  readonly spans: readonly ReceivedSpan[]
  /** The newest state of each metric of each service. */
  metric(name: string, service?: string): ReceivedMetric | undefined
  readonly metrics: readonly ReceivedMetric[]
  /** `hang` takes requests and never answers; `refuse` answers 400 at once. */
  mode: 'accept' | 'hang' | 'refuse'
  /** Requests so far, whatever became of them. */
  readonly requests: number
  close(): Promise<void>
}

interface TraceBody {
  resourceSpans: {
    resource: { attributes: KeyValue[] }
    scopeSpans: { spans: (Omit<ReceivedSpan, 'attributes'> & { attributes?: KeyValue[] })[] }[]
  }[]
}

interface PointBody {
  attributes?: KeyValue[]
  asInt?: number | string
  asDouble?: number
  count?: number | string
  sum?: number
  explicitBounds?: number[]
}

interface MetricBody {
  name: string
  unit: string
  description: string
  sum?: { dataPoints: PointBody[] }
  gauge?: { dataPoints: PointBody[] }
  histogram?: { dataPoints: PointBody[] }
}

interface MetricsBody {
  resourceMetrics: { resource: { attributes: KeyValue[] }; scopeMetrics: { metrics: MetricBody[] }[] }[]
}

/** Starts a collector on loopback; port 0 lets the system choose. */
export async function startOtlpReceiver(port = 0): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = []
  const metrics = new Map<string, ReceivedMetric>()
  let requests = 0

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests++
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (receiver.mode === 'hang') return
    if (receiver.mode === 'accept') {
      const text = Buffer.concat(chunks).toString()
      if (request.url === '/v1/traces') spans.push(...readSpans(JSON.parse(text) as TraceBody))
      if (request.url === '/v1/metrics') {
        for (const metric of readMetrics(JSON.parse(text) as MetricsBody))
          metrics.set(`${metric.service} ${metric.name}`, metric)
      }
    }
    response.writeHead(receiver.mode === 'accept' ? 200 : 400, { 'content-type': 'application/json' }).end('{}')
  }

  // A client that goes away in the middle of a request ends that request and nothing else.
  const server = createServer((request, response) => void receive(request, response).catch(() => response.destroy()))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const bound = (server.address() as AddressInfo).port
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    spans,
    metric: (name, service) =>
      [...metrics.values()].find(
        metric => metric.name === name && (service === undefined || metric.service === service),
      ),
    get metrics() {
      return [...metrics.values()]
    },
    mode: 'accept',
    get requests() {
      return requests
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return receiver
}

function readSpans(body: TraceBody): ReceivedSpan[] {
  return body.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const shared = readAttributes(resource.attributes)
    return scopeSpans.flatMap(scope =>
      scope.spans.map(span => ({
        ...span,
        service: String(shared['service.name']),
        resource: shared,
        parentSpanId: span.parentSpanId || undefined,
        attributes: readAttributes(span.attributes),
      })),
    )
  })
}

function readMetrics(body: MetricsBody): ReceivedMetric[] {
  return body.resourceMetrics.flatMap(({ resource, scopeMetrics }) => {
    const service = String(readAttributes(resource.attributes)['service.name'])
    return scopeMetrics.flatMap(scope =>
      scope.metrics.map(({ name, unit, description, sum, gauge, histogram }) => {
        const points = (sum ?? gauge ?? histogram)?.dataPoints ?? []
        return { service, name, unit, description, points: points.map(readPoint) }
      }),
    )
  })
}

function readPoint(point: PointBody): ReceivedPoint {
  return {
    attributes: readAttributes(point.attributes),
    value: Number(point.asDouble ?? point.asInt ?? 0),
    count: Number(point.count ?? 0),
    sum: point.sum ?? 0,
    bounds: point.explicitBounds ?? [],
  }
}

function readAttributes(list: KeyValue[] = []): ReceivedAttributes {
  return Object.fromEntries(
    list.map(({ key, value }) => [
      key,
      value.stringValue ??
        value.doubleValue ??
        value.boolValue ??
        (value.intValue === undefined ? undefined : Number(value.intValue)),
    ]),
  )
}
