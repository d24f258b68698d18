import { encodeEvent } from '@chargeplane/events'
import { encodeResult, parseFrame, receiveCall } from '@chargeplane/ocpp'
import { withSpan, SpanKind, startTelemetry } from '@chargeplane/telemetry'
import { meterValuesCall } from '../../../test/load/driver/meter-values.ts'
startTelemetry({ service: 'x', version: '1', config: { OTEL_TRACES_SAMPLER_ARG: 0.05, OTEL_METRIC_EXPORT_INTERVAL: 15000 } as never })
const text = meterValuesCall(12345)
const buf = Buffer.from(text)
let seq = 0
const ctx = (payloadText: string) => ({ tenant: 'default', stationId: 'BENCH-1', epoch: 1795400285711, edgeId: 'vm-1.abcd', receivedAt: new Date(), payloadText, schemaFault: '', vendors: new Set<string>(), nextSequence: () => ++seq, hashToken: (x: string) => x, now: () => new Date() })
function time(name: string, f: (i: number) => unknown, n = 100000) {
  for (let i = 0; i < 20000; i++) f(i)
  const c = process.cpuUsage(); for (let i = 0; i < n; i++) f(i); const d = process.cpuUsage(c)
  console.log(name.padEnd(30), ((d.user + d.system) / n).toFixed(2), 'us')
}
const frame = parseFrame(text, '1.6'); if (frame.type !== 'call') throw 1
const rec = receiveCall('1.6', 'MeterValues', frame.payload); if (rec.type !== 'accepted') throw rec
const events = rec.row.events(rec.request, ctx(frame.payloadText) as never)
const ev = events[0]!
const ne = { type: ev.type, tenant: 'default', subject: ev.subject, id: 'default/BENCH-1/MeterValuesReported/' + ev.naturalKey, time: new Date().toISOString(), data: ev.data, traceparent: '00-29ddc4addd461a5ea8410ab94c3a8a72-a4a393f4dbdcdb0d-00' } as never
const r = encodeEvent(ne, '/chargeplane/edge')
console.log('frame', text.length, 'value', r.value!.length, 'headers', r.headers)
time('buffer toString', () => buf.toString())
time('JSON.parse', () => JSON.parse(text))
time('parseFrame', () => parseFrame(text, '1.6'))
time('receiveCall', () => receiveCall('1.6', 'MeterValues', frame.payload))
time('row.events', () => rec.row.events(rec.request, ctx(frame.payloadText) as never))
time('encodeEvent', () => encodeEvent(ne, '/chargeplane/edge'))
time('encodeResult', () => encodeResult('0000000001', {}))
time('span', () => withSpan('ocpp MeterValues', { kind: SpanKind.SERVER, attributes: { a: 'b', c: 'd', e: 'f', g: 'h', i: 'j' } }, () => Promise.resolve(1)))
import { createRequire } from 'node:module'
const req = createRequire('/work/main/libs/events/package.json')
const base = req.resolve('kafkajs').replace(/index\.js$/, '')
const Record = req(base + 'src/protocol/recordBatch/record/v0/index.js')
const { RecordBatch } = req(base + 'src/protocol/recordBatch/v0/index.js')
const produce = req(base + 'src/protocol/requests/produce/v3/request.js')
async function kafka(name: string, message: object, perPartition: number, partitions: number) {
  const n = perPartition * partitions
  const go = async () => {
    const topicData = [{ topic: 'bench-edge.ocpp.transactions', partitions: Array.from({ length: partitions }, (_, partition) => ({ partition, firstSequence: 0, messages: Array.from({ length: perPartition }, () => ({ ...message, timestamp: Date.now() })) })) }]
    await produce({ acks: -1, timeout: 30000, transactionalId: null, producerId: 1, producerEpoch: 0, compression: 0, topicData }).encode()
  }
  for (let i = 0; i < 100; i++) await go()
  const c = process.cpuUsage(); for (let i = 0; i < 200; i++) await go(); const d = process.cpuUsage(c)
  console.log(name.padEnd(30), ((d.user + d.system) / n / 200).toFixed(2), 'us')
}
await kafka('kafkajs reference', { key: '/ocpp/BENCH-1', value: text }, 15, 12)
await kafka('kafkajs edge', { key: r.key, value: r.value, headers: r.headers }, 15, 12)
await kafka('kafkajs edge no headers', { key: r.key, value: r.value }, 15, 12)
await kafka('kafkajs edge few', { key: r.key, value: r.value, headers: r.headers }, 3, 12)
