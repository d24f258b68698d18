// `./chargeplane bench pressure`: what promises 40, 45, 46 and 49 come to at full scale, on one edge with the real registry.
import { parseArgs } from 'node:util'
import { configureLogs } from '@chargeplane/telemetry'
import { mad } from './pressure/mad.ts'
import { shed } from './pressure/shed.ts'
import { stuck } from './pressure/stuck.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '60' },
    'mad-rounds': { type: 'string', default: '3' },
    'mad-seconds': { type: 'string', default: '10' },
    stuck: { type: 'string', default: '1000' },
  },
})

function positive(name: keyof typeof values): number {
  const value = Number(values[name])
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} must be a whole number of at least 1`)
  return value
}

configureLogs({ level: 'error' })
const failures: string[] = []

function tell(what: string, result: object, holds: boolean): void {
  const figures = Object.entries(result).map(([name, value]) => `${name} ${Number(Number(value).toFixed(2))}`)
  process.stdout.write(`${holds ? 'passed' : 'FAILED'}  ${what}: ${figures.join(', ')}\n`)
  if (!holds) failures.push(what)
}

const crowd = await shed(positive('rate'), positive('seconds'))
tell('promise 40, three times the accept rate', crowd, crowd.goodput >= 0.9 && crowd.unanswered === 0)
const beside = await mad(positive('mad-rounds'), positive('mad-seconds'))
tell('promise 45, beside a mad station', beside, beside.ratio < 1.1)
const ends = await stuck(positive('stuck'))
// How long a reader is there follows from how fast it is sent something; that it ends, and what it holds until then, is the promise.
const areGone = ends.handshakesS <= 35 && ends.framesS <= 30 && ends.memoryMb <= positive('stuck') * 0.3 + 50
tell('promises 46 and 49, who is stuck', ends, areGone)
process.exitCode = failures.length === 0 ? 0 : 1
