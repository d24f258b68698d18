// An OpenTelemetry collector that keeps what it is sent (OTLP over HTTP, JSON).
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const keyValue = z.object({
  key: z.string(),
  value: z.object({ stringValue: z.string().optional(), intValue: z.coerce.number().optional() }),
})
const attributes = z
  .array(keyValue)
  .default([])
  .transform(list => Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? value.intValue])))

const point = z.object({ attributes })
const points = z.object({ dataPoints: z.array(point) }).transform(({ dataPoints }) => dataPoints)
const span = z.object({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  attributes,
})
const metric = z.object({ name: z.string(), sum: points.optional(), histogram: points.optional() })

const traceExport = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
})
const metricExport = z.object({
  resourceMetrics: z.array(z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(metric) })) })),
})

export interface Collector {
  url: string
  spans(): z.infer<typeof span>[]
  /** Points of a metric, whatever its kind. */
  points(name: string): z.infer<typeof point>[]
  /** All that came, as it came. */
  everything(): string
  close(): Promise<void>
}

export async function startCollector(): Promise<Collector> {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    bodies.push(body)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const received = () => bodies.map((body): unknown => JSON.parse(body))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () =>
      received()
        .flatMap(body => traceExport.safeParse(body).data?.resourceSpans ?? [])
        .flatMap(resource => resource.scopeSpans)
        .flatMap(scope => scope.spans),
    points: name =>
      received()
        .flatMap(body => metricExport.safeParse(body).data?.resourceMetrics ?? [])
        .flatMap(resource => resource.scopeMetrics)
        .flatMap(scope => scope.metrics)
        .filter(metric => metric.name === name)
        .flatMap(({ sum, histogram }) => sum ?? histogram ?? []),
    everything: () => bodies.join('\n'),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
