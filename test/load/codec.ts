// `./chargeplane bench codec`: what a CALL costs the edge in libs/ocpp (parse, find its row, validate, translate into events, encode the answer) as
// a multiple of JSON.parse of the same frame, per kind of message; beside it the multiple with the event as the record that goes to Kafka. All
// are timed in turns in this process; what counts is their ratio.
import { parseArgs } from 'node:util'
import { measureKinds, printKinds } from './codec/measure.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    'round-ms': { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
})

function positive(name: 'rounds' | 'round-ms'): number {
  const value = Number(values[name])
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not '${values[name]}'`)
  return value
}

process.exitCode = printKinds(measureKinds(positive('rounds'), positive('round-ms')), values.json) ? 0 : 1
