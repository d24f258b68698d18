import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answerInstant, clockFault, instant, isoText } from './instants.ts'

const receivedAt = new Date('2025-12-01T10:00:00.500Z')
const arrival = '2025-12-01T10:00:00.500Z'

describe('instant', () => {
  const written: ReadonlyArray<[from: string, to: string]> = [
    ['2025-11-30T13:14:01Z', '2025-11-30T13:14:01.000Z'],
    ['2025-11-30T13:14:01.908Z', '2025-11-30T13:14:01.908Z'],
    ['2025-11-30T13:14:01.9Z', '2025-11-30T13:14:01.900Z'],
    ['2025-11-30T13:14:01.864437+00:00', '2025-11-30T13:14:01.864Z'],
    ['2025-11-30T13:14:01+02', '2025-11-30T11:14:01.000Z'],
    ['2025-11-30T13:14:01+0230', '2025-11-30T10:44:01.000Z'],
    ['2025-11-30T13:14:01-05:00', '2025-11-30T18:14:01.000Z'],
    ['2025-11-30T13:14:01', '2025-11-30T13:14:01.000Z'],
    ['2025-11-30 13:14', '2025-11-30T13:14:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2025-10-31T23:59:60Z', '2025-11-01T00:00:00.000Z'],
    ['2025-11-30t13:14:01z', '2025-11-30T13:14:01.000Z'],
    ['2025-12-02T09:59:59Z', '2025-12-02T09:59:59.000Z'],
  ]
  for (const [from, to] of written) {
    it(`reads ${from} as ${to}`, () => assert.equal(instant(from, receivedAt), to))
  }

  const impossible = [
    undefined,
    null,
    1_700_000_000,
    '',
    'yesterday',
    '2022-02-29T10:00:00Z',
    '2022-02-30T10:00:00.000Z',
    '2025-13-01T00:00:00Z',
    '2025-00-10T00:00:00Z',
    '2025-11-30T25:00:00Z',
    '2025-11-30T13:61:00Z',
    '1970-01-01T00:00:12Z',
    '2000-01-01T00:00:00.000Z',
    '2025-12-02T10:00:01Z',
    '2106-02-07T06:28:15Z',
    '9999-12-31T23:59:59Z',
  ]
  for (const value of impossible) {
    it(`takes the time of arrival for ${JSON.stringify(value)}`, () => {
      assert.equal(instant(value, receivedAt), arrival)
    })
  }
})

describe('isoText', () => {
  it('formats each moment as its own', () => {
    assert.equal(isoText(receivedAt), arrival)
    assert.equal(isoText(new Date(0)), '1970-01-01T00:00:00.000Z')
    assert.equal(isoText(receivedAt), arrival)
  })
})

describe('answerInstant', () => {
  it('writes UTC with Z, and nothing for nothing', () => {
    assert.equal(answerInstant('2030-01-01T01:00:00+01:00'), '2030-01-01T00:00:00.000Z')
    assert.equal(answerInstant(''), undefined)
    assert.equal(answerInstant('never'), undefined)
  })
})

describe('clockFault', () => {
  it('finds nothing in what RFC 3339 says, up to a day ahead', () => {
    const sound = [
      '2025-11-30T13:14:01Z',
      '2025-11-30T13:14:01.908+02:00',
      '2025-12-02T09:00:00Z',
      '2025-12-01T10:00:00Z',
    ]
    for (const written of sound) assert.equal(clockFault(written, receivedAt), undefined, written)
  })

  it('says what is wrong with anything else', () => {
    const faulty: [written: unknown, fault: string][] = [
      ['2025-11-30T13:14:01', 'timestamp-format'],
      ['2025-11-30T13:14:01+02', 'timestamp-format'],
      ['2025-11-30 13:14:01Z', 'timestamp-format'],
      ['2022-02-29T10:00:00Z', 'timestamp-impossible'],
      ['2025-13-01T10:00:00Z', 'timestamp-impossible'],
      ['2025-02-30T10:00:00Z', 'timestamp-impossible'],
      ['1970-01-01T00:00:00Z', 'timestamp-unset'],
      ['2000-01-01T00:00:00Z', 'timestamp-unset'],
      ['2025-12-03T00:00:00Z', 'timestamp-future'],
      ['9999-12-31T23:59:59Z', 'timestamp-future'],
      ['yesterday', 'timestamp-unreadable'],
      ['', 'timestamp-unreadable'],
      [1764583200, 'timestamp-unreadable'],
    ]
    for (const [written, fault] of faulty) assert.equal(clockFault(written, receivedAt), fault, String(written))
  })
})
