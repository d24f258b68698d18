import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { quirkIds } from './ids.ts'
import { fitsMessage, fitsStation } from './rule.ts'
import { answersNoPings } from './session-rules.ts'

const station = { vendor: 'EN+', model: 'Silver', firmwareVersion: 'V43.0.552' }

describe('rules', () => {
  it('fit everything unless they say what', () => {
    assert.equal(fitsMessage({}, '1.6', 'Heartbeat'), true)
    assert.equal(fitsStation({}, station), true)
  })

  it('fit the versions and actions they name', () => {
    const scope = { versions: ['1.6'], actions: ['MeterValues'] } as const
    assert.deepEqual(
      [
        fitsMessage(scope, '1.6', 'MeterValues'),
        fitsMessage(scope, '2.1', 'MeterValues'),
        fitsMessage(scope, '1.6', 'Heartbeat'),
      ],
      [true, false, false],
    )
  })

  it('fit stations by vendor, model and firmware, all that are named', () => {
    const of = (stations: object) => fitsStation({ stations }, station)
    assert.deepEqual(
      [of({ vendor: /^EN/ }), of({ vendor: /^ABB/ }), of({ model: /silver/i, firmware: /^V43/ })],
      [true, false, true],
    )
    assert.equal(of({ vendor: /^EN/, firmware: /^V44/ }), false)
  })

  it('have ids of one form, each once', () => {
    for (const id of quirkIds) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    assert.equal(new Set(quirkIds).size, quirkIds.length)
  })
})

describe('answersNoPings', () => {
  it('is true of the vendor that is known for it only', () => {
    assert.equal(answersNoPings(station), true)
    assert.equal(answersNoPings({ ...station, vendor: 'En Plus' }), true)
    for (const vendor of ['', 'ABB', 'Enphase']) assert.equal(answersNoPings({ ...station, vendor }), false)
  })
})
