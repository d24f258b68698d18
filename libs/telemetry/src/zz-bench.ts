import { startTelemetry, withSpan, metrics, SpanKind, contextFrom, currentTraceparent } from './index.ts'
import { createServer } from 'node:http'
const ratio = Number(process.argv[2] ?? 0)
let got = 0
const srv = createServer((q, r) => { q.on('data', d => got += d.length); q.on('end', () => r.end('{}')) }).listen(0)
const port = (srv.address() as any).port
const t = process.argv[3] === 'off' ? undefined : startTelemetry({ service: 'x', version: '1', config: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_TRACES_SAMPLER_ARG: ratio, OTEL_METRIC_EXPORT_INTERVAL: 15000 } as any })
const work = async () => { await null }
async function message(i: number) {
  await withSpan('ocpp MeterValues', { kind: SpanKind.SERVER, attributes: { 'ocpp.action': 'MeterValues', 'ocpp.version': '1.6', 'ocpp.station.id': 'CP' + i } }, async () => {
    await withSpan('send ocpp.transactions', { kind: SpanKind.PRODUCER, attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'ocpp.transactions' } }, async () => { currentTraceparent(); await work() })
  })
}
async function bare(i: number) { await (async () => { await (async () => { await work() })() })() }
async function metric(i: number) {
  metrics.ocppCallDuration.record(0.01, { 'ocpp.action': 'MeterValues', 'ocpp.version': '1.6', 'ocpp.outcome': 'answered' })
}
async function time(name: string, f: (i: number) => Promise<void>, n = 200000) {
  for (let i = 0; i < 20000; i++) await f(i)
  const c = process.cpuUsage(); const s = performance.now()
  for (let i = 0; i < n; i += 50) { await Promise.all(Array.from({ length: 50 }, (_, k) => f(i + k))); if (i % 5000 === 0) await new Promise(r => setImmediate(r)) }
  const d = process.cpuUsage(c)
  console.log(name.padEnd(20), 'cpu us/msg', ((d.user + d.system) / n).toFixed(2), 'wall', ((performance.now() - s) * 1000 / n).toFixed(2))
}
for (let round = 0; round < 2; round++) {
await time('bare', bare); await time('2 spans', message); await time('1 metric', metric)
}
await t?.shutdown(); srv.close(); console.log('bytes', got)
