// The frames of one fuzzed station: most are a valid message that something was done to, some never were one.
import { actionsFrom, type OcppVersion } from '@chargeplane/ocpp'
import { examplePayload, type Fill } from '../../harness/example-payload.ts'
import { mutate, oddity } from './mutate.ts'
import type { Random } from './random.ts'

/** What goes out as one WebSocket message. */
export type Shot = { readonly text: string } | { readonly bytes: Buffer; readonly as: 'binary' | 'text' }

export const versions: readonly [OcppVersion, ...OcppVersion[]] = ['1.6', '2.0.1', '2.1']

/** Longer than any edge takes. */
const oversized = 300_000
const notUtf8 = Buffer.from([0x5b, 0x32, 0x2c, 0xff, 0xfe, 0x5d])

interface Message {
  readonly action: string
  readonly payload: unknown
}

/** A valid message of the version: what stations say, what they are asked, and answers. */
function message(version: OcppVersion, random: Random): Message {
  const from = random.chance(0.7) ? 'station' : 'csms'
  const action = random.pick(actionsFrom(version, from)) ?? 'Heartbeat'
  const fill: Fill = random.chance(0.4) ? 'everything' : 'required'
  const payload = from === 'csms' && random.chance(0.5) ? 'response' : 'request'
  return { action, payload: examplePayload(version, action, payload, fill) }
}

/** `count` names the message among those of its station, so that its answer is known. */
export function shoot(version: OcppVersion, random: Random, count: number): Shot {
  const luck = random.next()
  if (luck < 0.0003) return { bytes: notUtf8, as: 'text' }
  if (luck < 0.0006) return { bytes: Buffer.from('[2,"1","Heartbeat",{}]'), as: 'binary' }
  if (luck < 0.0008) return { text: 'x'.repeat(oversized) }
  const { action, payload } = message(version, random)
  const changed = luck < 0.15 ? payload : mutations(payload, random)
  const frame = envelope(String(count), action, changed, random)
  const text = JSON.stringify(frame) ?? ''
  return { text: random.chance(0.15) ? torn(text, random) : text }
}

function mutations(payload: unknown, random: Random): unknown {
  let changed = payload
  for (let i = random.below(4); i >= 0; i -= 1) changed = mutate(changed, random)
  return changed
}

/** The payload in its frame; now and then in a frame that is not quite one. */
function envelope(id: string, action: string, payload: unknown, random: Random): unknown {
  const call = [2, id, action, payload]
  if (random.chance(0.8)) return call
  const kinds: readonly [() => unknown, ...(() => unknown)[]] = [
    () => [3, id, payload],
    () => [4, id, action, 'a description', payload],
    () => [5, id, action, 'a description', payload],
    () => [6, id, action, payload],
    () => [2, `${id}/${'i'.repeat(random.below(50))}`, action, payload],
    () => [2, oddity(random), action, payload],
    () => [2, String(Math.max(0, Number(id) - random.below(20))), action, payload],
    () => [2, id, random.pick(['__proto__', 'constructor', '', action.toLowerCase(), 'x'.repeat(5000)]), payload],
    () => [2, id, `${action}-Signed`, signed(payload)],
    () => [2, id, `${action}-Signed`, payload],
    () => [oddity(random), id, action, payload],
    () => call.slice(0, random.below(4)),
    () => [...call, oddity(random)],
    () => call.toReversed(),
    () => [call],
    () => oddity(random),
  ]
  return random.pick(kinds)()
}

const signed = (payload: unknown) => ({
  payload: Buffer.from(JSON.stringify(payload) ?? '').toString('base64url'),
  protected: 'e30',
  signature: 'AAAA',
})

/** The text with something done to it that no JSON writer does. */
function torn(text: string, random: Random): string {
  const at = random.below(text.length + 1)
  const cut = (insert: string, skip = 0) => text.slice(0, at) + insert + text.slice(at + skip)
  const ways: readonly [() => string, ...(() => string)[]] = [
    () => text.slice(0, at),
    () => cut(''),
    () => cut(String.fromCharCode(random.below(0x250)), 1),
    () => cut(random.pick([',', '[', '{', '"', '\\', '\\u00', '\0', '}', ']'])),
    () => cut(' \n\t'.repeat(random.below(50))),
    () => text.replace('{', '{"a":1,"a":{},"__proto__":null,'),
    () => text.replace(/:"[^"]*"/, random.pick([':NaN', ':1e999', ':-0', ':0x1F', ":'single'", ':00', ':1e-400'])),
    () => text.replace('[2', random.pick(['[2.0', '[ 2 ', '[20e-1', '[-2', '["2"'])),
    () => text + text,
    () => `\ufeff${text}`,
    () => text.replace(/,/g, random.pick([', ', ',,', ' ,\n'])),
    () => '['.repeat(random.below(5000)),
    () => '',
  ]
  return random.pick(ways)()
}
