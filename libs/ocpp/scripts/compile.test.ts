import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileSet } from './compile.ts'

const set = {
  module: 'v0',
  source: 'test.json',
  fromStation: [{ action: 'Say', answered: true }],
  fromCsms: [{ action: 'Do', answered: true }],
}
const dated = (id: string) => ({
  $id: id,
  type: 'object',
  additionalProperties: false,
  properties: { at: { type: 'string', format: 'date-time' }, name: { type: 'string', maxLength: 2 } },
})
const schemas = ['urn:Say.req', 'urn:Say.conf', 'urn:Do.req', 'urn:Do.conf'].map(dated)

type Check = (payload: unknown) => boolean

async function load(text: string | undefined): Promise<Record<string, Check>> {
  return import(`data:text/javascript,${encodeURIComponent(text ?? '')}`)
}

describe('compileSet', () => {
  const files = compileSet(set, schemas)

  it('writes modules that need nothing at run time', async () => {
    assert.deepEqual(Object.keys(files), ['v0-station.js', 'v0-csms.js', 'v0.js', 'v0.d.ts', 'v0-schemas.json'])
    const station = await load(files['v0-station.js'])
    assert.deepEqual(Object.keys(station).sort(), ['DoResponse', 'SayRequest'])
    assert.equal(station.SayRequest?.({ name: '😀😀' }), true)
    assert.equal(station.SayRequest?.({ name: 'abc' }), false)
  })

  it('checks formats in what we write and not in what stations write', async () => {
    const [station, csms] = [await load(files['v0-station.js']), await load(files['v0-csms.js'])]
    const payload = { at: 'noon' }
    assert.deepEqual([station.SayRequest?.(payload), station.DoResponse?.(payload)], [true, true])
    assert.deepEqual([csms.SayResponse?.(payload), csms.DoRequest?.(payload)], [false, false])
    assert.equal(csms.DoRequest?.({ at: '2025-12-01T10:00:00Z' }), true)
  })

  it('types every payload', () => {
    assert.match(files['v0.d.ts'] ?? '', /export type SayRequest = \{ at\?: string; name\?: string \}\n/)
    assert.match(files['v0.d.ts'] ?? '', /export declare const DoResponse: Validator<DoResponse>\n/)
  })

  it('lists the types of each side by action', () => {
    assert.match(files['v0.d.ts'] ?? '', /export interface Responses \{\n {2}Say: SayResponse\n {2}Do: DoResponse\n\}/)
  })

  it('keeps the schemas of our commands for the API document', () => {
    assert.deepEqual(Object.keys(JSON.parse(files['v0-schemas.json'] ?? '')), ['DoRequest', 'DoResponse'])
  })

  it('says which schema is missing', () => {
    assert.throws(() => compileSet(set, schemas.slice(1)), { message: 'test.json has no schema of SayRequest' })
  })
})
